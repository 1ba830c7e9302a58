"""Parts: what belongs to a noun and is added, edited and removed, declared once for pages, API and sheets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.errors import UnableToAct, Verdict, require
from ilo_dc.core.installation.actions import is_demonstration
from ilo_dc.core.versions.actions import (
    field_values,
    history_context,
    in_the_way,
    locked,
    present_values,
    revise,
    save_valid,
)
from ilo_dc.core.versions.models import Revised

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from ilo_dc.core.people.models.user import User

Row = TypeVar("Row", bound=Revised)
NOTHING: Mapping[str, Any] = MappingProxyType({})
SOMETHING_REFERS = _("Something else refers to this. Remove or change that first.")


def _nothing(*_args: Any) -> None:
    """Refuse nothing."""


def _as_given(_row: Any, data: Any) -> Any:
    """Return what is said as it is."""
    return data


@dataclass(frozen=True)
class Words:
    """What the history says of each change: msgids, translated when they are read."""

    added: str
    changed: str
    removed: str


@dataclass(frozen=True)
class Conditions:
    """What else has to hold of the moment: each raises an `UnableToAct`, and may lock what it looked at."""

    add: Callable[[Any, Any], object] = _nothing  # of the owner and what is said
    edit: Callable[[Any, Any], object] = _nothing  # of the row and what is said
    remove: Callable[[Any], object] = _nothing  # of the row


@dataclass(frozen=True, kw_only=True)
class Part(Generic[Row]):
    """A noun that belongs to another one, its owner.

    Attributes:
        model: its rows.
        data: the frozen dataclass of what is said of one; a field with a default may be left out.
        owner: the model's field that holds the owner, which never changes.
        policy: whether a user may write the parts of an owner.
        history: what the history says.
        fixed: fields of `data` that only a new row is given.
        completed: of the row (None: a new one) and what is said of it, what is saved of it.
        check: of owner and data, what the database cannot hold; raises an `UnableToAct`.
        conditions: what else has to hold.
        unable: what is raised when something refers to a row that is to be removed.
        first: what to tell then, unless what refers to it says so itself.
        follow: of the owner, what follows from each change, in its transaction.
    """

    model: type[Row]
    data: type[Any]
    owner: str
    policy: Callable[[Any, Any], Verdict]
    history: Words
    fixed: tuple[str, ...] = ()
    completed: Callable[[Any, Any], Any] = _as_given
    check: Callable[[Any, Any], None] = _nothing
    conditions: Conditions = Conditions()
    unable: type[UnableToAct] = UnableToAct
    first: str | Promise = SOMETHING_REFERS
    follow: Callable[[Any], None] = _nothing

    @property
    def editable(self) -> tuple[str, ...]:
        """The fields that an edit may change."""
        return tuple(field.name for field in fields(self.data) if field.name not in self.fixed)

    def owner_of(self, row: Row) -> Any:
        """Return what a row belongs to."""
        return getattr(row, self.owner)

    def data_of(self, row: Row) -> Any:
        """Return what is said of a row now: what an edit of some fields starts from."""
        return self.data(**present_values(self.data, row))

    @transaction.atomic
    def add(self, *, by: User, owner: Any, data: Any, own: Mapping[str, Any] = NOTHING) -> Row:
        """Add a row to its owner; typed in a demonstration, it is demonstration data.

        `own` holds values of fields that are no part of `data`, which an action of the noun's own saves so.

        Raises:
            Refused: the policy refuses `by`.
            UnableToAct: what a condition, `check` or the fields found.
        """
        require(self.policy(by, owner))
        data = self.completed(None, data)
        self.conditions.add(owner, data)
        self.check(owner, data)
        values = {**field_values(data), **own, self.owner: owner}
        row = self.model(demonstration=is_demonstration(), **values)
        with history_context(by, self.history.added):
            saved = save_valid(row)
            self.follow(owner)
        return saved

    @transaction.atomic
    def edit(
        self, *, by: User, row: Row, lock_version: int, data: Any, own: Mapping[str, Any] = NOTHING
    ) -> Row:
        """Save what is said of a row, if nobody changed it since `lock_version` was read; `own` as in `add`.

        Raises:
            Refused: the policy refuses `by`.
            Conflict: somebody saved another version meanwhile.
            UnableToAct: what a condition, `check` or the fields found.
        """
        owner = self.owner_of(row)
        require(self.policy(by, owner))
        data = self.completed(row, data)
        self.conditions.edit(row, data)
        self.check(owner, data)
        values = {name: value for name, value in field_values(data).items() if name not in self.fixed}
        with history_context(by, self.history.changed):
            saved = revise(row, lock_version=lock_version, values={**values, **own})
            if saved.version != lock_version:
                self.follow(owner)
        return saved

    @transaction.atomic
    def remove(self, *, by: User, row: Row, lock_version: int) -> None:
        """Remove a row; its history stays.

        Raises:
            Refused: the policy refuses `by`.
            Conflict: somebody changed or removed it meanwhile.
            UnableToAct: a condition does not hold, or something refers to it (`unable`).
        """
        require(self.policy(by, self.owner_of(row)))
        self.conditions.remove(row)
        otherwise = self.unable(str(self.first))
        remove_row(by, row, lock_version=lock_version, reason=self.history.removed, otherwise=otherwise)
        with history_context(by, self.history.removed):
            self.follow(self.owner_of(row))


@transaction.atomic
def remove_row(by: User, row: Revised, *, lock_version: int, reason: str, otherwise: UnableToAct) -> None:
    """Remove a row that nothing refers to; its history stays.

    Raises:
        Conflict: somebody changed or removed it meanwhile.
        UnableToAct: something refers to it: `otherwise`, in the words of what refers to it if it has any.
    """
    now = locked(row, lock_version=lock_version)
    with history_context(by, reason):
        try:
            with transaction.atomic():
                now.delete()
        except ProtectedError as error:
            message = in_the_way(now, error)
            raise type(otherwise)(message) if message else otherwise from error
