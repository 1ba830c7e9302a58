"""Who changed what, when and why: the audit rows of all tracked nouns, newest first.

Read only. The rows are written by the database's own triggers, so no code path escapes them; they are
never the source of a figure.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pghistory.models
from django.apps import apps
from django.core import signing
from django.db.models import CharField, F, ForeignKey, Q, Value
from django.utils.dateparse import parse_datetime
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from pghistory.models import Context

from ilo_dc.core.days import DayAfterField, last_day
from ilo_dc.core.errors import UnableToRead
from ilo_dc.core.history.names import Rows, keys_beside, name_at_key, name_of_row, named_rows, text_then
from ilo_dc.core.history.rows import events_by_key
from ilo_dc.core.people.models.user import User
from ilo_dc.core.ui.tags import exact

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from django.db import models
    from django.db.models import QuerySet

SALT = "history"
OWN = frozenset(("id", "pgh_id", "pgh_created_at", "pgh_label", "pgh_obj", "pgh_context"))
Position = tuple[datetime, str, int]
NAMES_OF_KEYS = (  # of foreign keys that declare none
    gettext_noop("analysis"),
    gettext_noop("attached by"),
    gettext_noop("change"),
    gettext_noop("country"),
    gettext_noop("invited by"),
    gettext_noop("merged into"),
    gettext_noop("parent"),
    gettext_noop("run"),
    gettext_noop("update"),
    gettext_noop("uploaded by"),
)
BOOKKEEPING = frozenset(("version", "updated_at"))  # columns that follow from every change


@dataclass(frozen=True)
class Difference:
    """One field before and after, in words; `before` is None for a new row.

    `column` is its attribute's name, `stored` what it holds now: a code or a key.
    """

    field: str
    before: Any
    after: Any
    column: str = ""
    stored: Any = None


@dataclass(frozen=True)
class Event:
    """One change of one row: `subject` is its key, `name` what people call it."""

    noun: str
    label: str
    subject: str
    name: str
    at: datetime
    verb: str
    who: str
    why: str
    differences: tuple[Difference, ...]
    position: Position


def tracked() -> dict[str, type[models.Model]]:
    """Return the audit model of each tracked noun, by the noun's label (`core.user`)."""
    found = {
        model.pgh_tracked_model._meta.label_lower: model  # type: ignore[attr-defined]
        for model in apps.get_models()
        if issubclass(model, pghistory.models.Event) and getattr(model, "pgh_tracked_model", None) is not None
    }
    return dict(sorted(found.items()))


def events_before(
    position: Position | None,
    *,
    limit: int,
    noun: str = "",
    person: User | None = None,
    about: Mapping[str, Q] | None = None,
) -> list[Event]:
    """Return at most `limit` events before `position` (None: the newest), newest first.

    `about` narrows to the rows of one subject: for each noun that tells of it, the condition on its rows.

    One question finds the newest rows over all nouns, a second reads them with what was before, and one each
    their contexts, the people, and the rows that changed columns lead to: however many rows and nouns.
    """
    nouns = [noun] if noun else list(about or tracked())
    wanted = [_newest(name, position, person, (about or {}).get(name, Q()))[:limit] for name in nouns]
    keys = list(_merged(wanted, limit))
    rows = _rows_of({name: [key["pgh_id"] for key in keys if key["noun"] == name] for name in nouns})
    people = _people_of(row for found in rows.values() for row in found.values())
    names = _names_of([row for found in rows.values() for row in found.values()])
    return [_event(key["noun"], rows[key["noun"]][key["pgh_id"]], people, names) for key in keys]


def events_of(row: models.Model, *, limit: int) -> list[Event]:
    """Return at most `limit` events of one row, newest first, without names of persons: for public pages."""
    noun = row._meta.label_lower
    events = tracked()[noun]._default_manager.filter(pgh_obj_id=row.pk).order_by("-pgh_id")
    ids = list(events.values_list("pgh_id", flat=True)[:limit])
    rows = _rows_of({noun: ids})[noun]
    names = _names_of(rows.values())
    return [_without_people(_event(noun, rows[number], {}, names)) for number in ids]


def _without_people(event: Event) -> Event:
    columns = {one.attname for one in tracked()[event.noun]._meta.fields if one.related_model is User}
    kept = tuple(one for one in event.differences if one.column not in columns)
    return replace(event, differences=kept)


def _merged(wanted: list[QuerySet[Any, dict[str, Any]]], limit: int) -> QuerySet[Any, dict[str, Any]]:
    if len(wanted) == 1:
        return wanted[0]
    return wanted[0].union(*wanted[1:], all=True).order_by("-at", "-noun", "-pgh_id")[:limit]


def seal(position: Position) -> str:
    """Return a position as a signed text for an address."""
    at, noun, number = position
    return signing.dumps([at.isoformat(), noun, number], salt=SALT)


def unseal(text: str) -> Position | None:
    """Return the position of a signed text; None for an empty one.

    Raises:
        UnableToRead: it was not made here.
    """
    if not text:
        return None
    try:
        at, noun, number = signing.loads(text, salt=SALT)
    except (signing.BadSignature, ValueError) as error:
        raise UnableToRead(_("This page address is not valid. Start from the first page.")) from error
    return parse_datetime(at) or datetime.min, noun, number  # noqa: DTZ901  (we signed an aware one)


def _newest(
    noun: str, position: Position | None, person: User | None, condition: Q
) -> QuerySet[Any, dict[str, Any]]:
    """Return (at, noun, pgh_id) of a noun's audit rows before a position."""
    rows = tracked()[noun]._default_manager.filter(condition).order_by("-pgh_created_at", "-pgh_id")
    if person is not None:
        theirs = Q(pgh_context__metadata__user=person.pk) | Q(pgh_context__metadata__acting_for=person.pk)
        rows = rows.filter(theirs)
    if position is not None:
        at, there, number = position
        earlier = rows.filter(pgh_created_at__lt=at)
        same = rows.filter(pgh_created_at=at)
        if noun == there:
            rows = earlier | same.filter(pgh_id__lt=number)
        else:
            rows = earlier | same if noun < there else earlier
    return rows.annotate(noun=Value(noun, CharField()), at=F("pgh_created_at")).values("at", "noun", "pgh_id")


def _rows_of(wanted: Mapping[str, list[int]]) -> dict[str, dict[int, Any]]:
    """Return audit rows by noun and number, each with its context and the row before it as `earlier`."""
    models = tracked()
    found = events_by_key({models[noun]: ids for noun, ids in wanted.items()})
    rows = [row for by_number in found.values() for row in by_number.values()]
    contexts = Context.objects.in_bulk({row.pgh_context_id for row in rows if row.pgh_context_id})
    for row in rows:
        row.pgh_context = contexts.get(row.pgh_context_id)
    return {noun: found[models[noun]] for noun in wanted}


def _people_of(rows: Iterable[Any]) -> dict[int, str]:
    contexts = [_context_of(row) for row in rows]
    ids = {int(one[who]) for one in contexts for who in ("user", "acting_for") if one.get(who) is not None}
    return {user.pk: str(user) for user in User.objects.filter(pk__in=ids)}


def _context_of(row: Any) -> dict[str, Any]:
    return row.pgh_context.metadata if row.pgh_context else {}


def _who(context: Mapping[str, Any], people: Mapping[int, str]) -> str:
    """Return who acted; of a deputy also for whom. Empty: the portal itself."""
    number, principal = context.get("user"), context.get("acting_for")
    name = people.get(number, "") if number is not None else ""
    if not name or principal is None:
        return name
    return _("%(deputy)s for %(principal)s") % {"deputy": name, "principal": people.get(principal, "")}


def _event(noun: str, row: Any, people: dict[int, str], names: Rows) -> Event:
    context = _context_of(row)
    model = type(row).pgh_tracked_model
    return Event(
        noun=noun,
        label=capfirst(str(model._meta.verbose_name)),
        subject=str(row.pgh_obj_id),
        name=name_of_row(_as_row(row), names),
        at=row.pgh_created_at,
        verb=row.pgh_label,
        who=_who(context, people),
        why=_why(context),
        differences=tuple(_differences(row, names)),
        position=(row.pgh_created_at, noun, row.pk),
    )


def _as_row(row: Any) -> Any:
    """Return what an audit row is of, as it was then."""
    model = type(row).pgh_tracked_model
    stored = {field.attname for field in type(row)._meta.fields}
    return model(
        **{
            one.attname: getattr(row, one.attname)
            for one in model._meta.concrete_fields
            if one.attname in stored
        }
    )


def _why(context: dict[str, Any]) -> str:
    """Return the reason: a person's own words, or the portal's in the reader's language."""
    reason = str(context.get("reason") or context.get("source") or context.get("url") or "")
    return _(reason) if reason and not context.get("typed") else reason


def _changed(row: Any) -> Iterator[tuple[models.Field[Any, Any], Any, Any]]:
    """Yield the fields that an audit row changed, each with its value before and after.

    They are the fields of the tracked model: an audit table holds the day after a period as any other date.
    """
    model = type(row).pgh_tracked_model
    for column in type(row)._meta.fields:
        if column.name in OWN or column.name in BOOKKEEPING:
            continue
        field = model._meta.get_field(column.name)
        after = getattr(row, field.attname)
        before = getattr(row.earlier, field.attname) if row.earlier is not None else None
        if after != before and not (row.earlier is None and after in ("", None, False)):
            yield field, before, after


def _differences(row: Any, names: Rows) -> Iterator[Difference]:
    for field, before, after in _changed(row):
        words = [
            _word(field, text_then(one, field.attname, value, names), names)
            for one, value in ((row.earlier or row, before), (row, after))
        ]
        yield Difference(name_of(field), words[0], words[1], field.attname, after)


def name_of(field: models.Field[Any, Any]) -> str:
    """Return what a field is called in the reader's language; a foreign key often declares no name."""
    name = str(field.verbose_name)
    return _(name) if name == field.name.replace("_", " ") else name


def _names_of(rows: Iterable[Any]) -> Rows:
    """Return the rows that changed columns, names and languages lead to; one query for each step further."""
    sought: dict[type[models.Model], set[Any]] = {}
    for row in rows:
        for field, *values in _changed(row):
            if isinstance(field, ForeignKey):
                sought.setdefault(field.related_model, set()).update(value for value in values if value)
        for model, key in keys_beside(_as_row(row)):
            sought.setdefault(model, set()).add(key)
    return named_rows(sought)


def _word(field: models.Field[Any, Any], value: Any, names: Rows) -> Any:
    """Return a column's value as people say it; what is no code and no key stays as it is."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, Decimal):
        return exact(value)
    if isinstance(field, DayAfterField):
        return last_day(value)
    if value is not None and isinstance(field, ForeignKey):
        return name_at_key(field.related_model, value, names)
    return dict(field.flatchoices).get(value, value) if field.flatchoices else value
