"""Checking and saving one row, and saying in the history who did it and why."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import fields
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4

import pghistory
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from pghistory.runtime import Context, _tracker
from psycopg.errors import ForeignKeyViolation

from ilo_dc.core.days import still_to_come
from ilo_dc.core.errors import Conflict, UnableToAct
from ilo_dc.core.invisible import is_unseen
from ilo_dc.core.versions.constraints import clean_whole
from ilo_dc.core.versions.models import Revised

if TYPE_CHECKING:
    from ilo_dc.core.people.models.user import User

Row = TypeVar("Row", bound=models.Model)
Record = TypeVar("Record", bound=Revised)
OF_ONE_ACTION = ("acting_for", "typed")  # what an inner action does not take over from an outer one
# Whether a reason is given already of all that is written now.
_covered: ContextVar[bool] = ContextVar("covered", default=False)


@contextmanager
def history_context(
    by: User | None, reason: str, *, typed: bool = False, covers: bool = False
) -> Iterator[None]:
    """Write into the history of one action who acted (None: the portal itself), for whom, and why.

    Each row bears the reason of the action that wrote it, also where a request or an action makes several.
    `typed`: a person's own words, which are never translated. With `covers` all that is written inside bears
    this reason alone: what somebody said of a whole sheet.
    """
    if _covered.get():
        yield
        return
    principal = by.acting_for if by else None
    deputised = {"acting_for": principal.pk} if principal else {}
    words = {"typed": True} if typed else {}
    entries = {"user": by.pk if by else None, "reason": reason, **deputised, **words}
    token = _covered.set(covers)
    try:
        with _context_of_its_own(entries):
            yield
    finally:
        _covered.reset(token)


@contextmanager
def _context_of_its_own(entries: dict[str, Any]) -> Iterator[None]:
    """Open an audit context that keeps what the outer one says of the request, but for who acted and why.

    The library would write into the outer context, and so into what other actions of the request wrote.
    """
    outer = getattr(_tracker, "value", None)
    if outer is None:
        with pghistory.context(**entries):
            yield
        return
    kept = {name: value for name, value in outer.metadata.items() if name not in OF_ONE_ACTION}
    _tracker.value = Context(id=uuid4(), metadata={**kept, **entries})
    try:
        yield
    finally:
        _tracker.value = outer


def save_valid(row: Row) -> Row:
    """Check `row` whole and save it.

    Raises:
        UnableToAct: what `clean_whole` found, also when another transaction was faster.
    """
    check_valid(row)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        # Somebody saved the same meanwhile: their row is visible now, so the check names the field.
        check_valid(row)
        raise
    return row


def check_valid(row: models.Model, *, exclude: Collection[str] = ()) -> None:
    """Check `row` whole, or all but some columns, without saving it.

    Raises:
        UnableToAct: what `clean_whole` found, a text of signs that nobody sees, or a day of what has happened
            that is still to come.
    """
    problems: dict[str, list[str]] = {}
    try:
        clean_whole(row, exclude)
    except ValidationError as error:
        problems = UnableToAct.from_validation(error).problems
    for name in _unseen_texts(row, exclude):
        problems.setdefault(name, []).append(_("Nothing of this text can be seen. Write it again."))
    for name in _newly_to_come(row):
        problems.setdefault(name, []).append(_("This day is still to come. Give today or an earlier day."))
    if problems:
        raise UnableToAct(_("Some entries need your attention."), problems)


def _unseen_texts(row: models.Model, exclude: Collection[str]) -> list[str]:
    """Return the columns whose text looks empty and is not: zero-width signs and marks of direction alone."""
    texts = (one for one in row._meta.fields if isinstance(one, models.CharField | models.TextField))
    return [
        one.name for one in texts if one.name not in exclude and is_unseen(getattr(row, one.attname) or "")
    ]


def _newly_to_come(row: models.Model) -> list[str]:
    """Return the days of what has happened that are still to come and were not saved so before."""
    early = still_to_come(row, timezone.now().date())
    saved = type(row)._default_manager.filter(pk=row.pk).values(*early).first() if early else None
    return [name for name in early if saved is None or saved[name] != getattr(row, name)]


def locked(row: Record, *, lock_version: int, values: Mapping[str, Any] | None = None) -> Record:
    """Return the row as it is saved now, locked, if its version is still the one that was read.

    `values` are what the caller wants to save, for the comparison of both.

    Raises:
        Conflict: somebody saved another version meanwhile, or removed the row.
    """
    # Without the key: rows that point here are checked at a commit that may hold the lock of changes.
    locked = type(row)._default_manager.select_for_update(of=("self",), no_key=True)
    now = locked.filter(pk=row.pk).first()
    if now is None:
        raise Conflict(
            _("Somebody removed this meanwhile. Nothing was saved."), theirs={}, yours=_plain(values or {})
        )
    if now.version != lock_version:
        differing = {name: value for name, value in (values or {}).items() if getattr(now, name) != value}
        raise Conflict(
            _("Somebody changed this meanwhile. Nothing was saved; compare both and decide."),
            theirs=_plain({name: getattr(now, name) for name in differing}),
            yours=_plain(differing),
            version=now.version,
        )
    return now


def revise(row: Record, *, lock_version: int, values: Mapping[str, Any]) -> Record:
    """Save `values` of a row, if nobody changed it since `lock_version` was read; return it as saved.

    Raises:
        Conflict: as `locked`.
        UnableToAct: as `save_valid`.
    """
    return save_changes(locked(row, lock_version=lock_version, values=values), values)


def save_changes(row: Record, values: Mapping[str, Any], *, parts_changed: bool = False) -> Record:
    """Save `values` of a row that this transaction has locked; its version is raised by one if one differs.

    `parts_changed`: what belongs to the row does, which raises its version, too.

    Raises:
        UnableToAct: as `save_valid`.
    """
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    if not changed and not parts_changed:
        return row
    for name, value in changed.items():
        setattr(row, name, value)
    row.version += 1
    return save_valid(row)


def removed_meanwhile(error: IntegrityError) -> Conflict | None:
    """Return what to tell when a commit found that something it refers to is gone; None: another error.

    The database checks what rows point at when a transaction commits, so that no check before it is the last.
    """
    return gone() if isinstance(error.__cause__, ForeignKeyViolation) else None


def gone() -> Conflict:
    """Return what to tell when something that a row refers to was removed while the row was saved."""
    message = _("Somebody removed something meanwhile that this refers to. Nothing was saved; look again.")
    return Conflict(message, theirs={}, yours={})


def in_the_way(row: models.Model, error: models.ProtectedError) -> str | None:
    """Return why `row` is not removed, in the words of what protects it; None: it has none.

    A model that protects says it in a class method `in_the_way_of(row)`. Where several do, the first by name
    speaks, so that the answer is always the same.
    """
    kinds = {type(protected) for protected in error.protected_objects}
    for kind in sorted(kinds, key=lambda kind: kind._meta.label):
        if hasattr(kind, "in_the_way_of"):
            return str(kind.in_the_way_of(row))
    return None


@contextmanager
def whole() -> Iterator[None]:
    """Do what a door asks for in one transaction.

    Raises:
        Conflict: something that was referred to was removed before it could be saved.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if (conflict := removed_meanwhile(error)) is not None:
            raise conflict from error
        raise


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.pk if isinstance(value, models.Model) else value for name, value in values.items()}


def field_values(data: Any) -> dict[str, Any]:
    """Return the values of a dataclass by field, texts without blanks around them."""
    values = {field.name: getattr(data, field.name) for field in fields(data)}
    return {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}


def present_values(data: type[Any], row: Any) -> dict[str, Any]:
    """Return what a row says now, by the fields of a dataclass: what a change of some of them starts from."""
    return {field.name: getattr(row, field.name) for field in fields(data)}
