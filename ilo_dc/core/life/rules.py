"""Pure rules of a life: what may follow what, what each status needs, what holds of all that was recorded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar


def gettext_noop(text: str) -> str:
    """Mark a text for translation; whoever shows it translates it (rules know no language)."""
    return text


OUR_CONVENTION = gettext_noop("our convention")
NOT_YET = ""  # before the first status of a life


@dataclass(frozen=True)
class Gate:
    """Something that a noun needs from the status `since` on; with `until`, up to that one.

    `field` names it among the values that `Statuses.missing` reads, `source` the document that asks for it.
    """

    field: str
    since: str
    message: str
    source: str
    until: str = ""


@dataclass(frozen=True)
class Statuses:
    """The statuses of a noun as two tables: where each may lead (`NOT_YET`: how a life begins), and gates.

    The table of moves names the statuses in the order of the life.
    """

    moves: Mapping[str, tuple[str, ...]]
    gates: tuple[Gate, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The statuses in the order of the life."""
        return tuple(name for name in self.moves if name != NOT_YET)

    def may_follow(self, before: str, status: str) -> bool:
        """Return whether `status` may come after `before`; one that is not known follows none."""
        return status in self.moves[before]

    def is_asked(self, gate: Gate, status: str) -> bool:
        """Return whether a gate stands before `status`."""
        order = tuple(self.moves)
        last = order.index(gate.until) if gate.until else len(order)
        return order.index(gate.since) <= order.index(status) <= last

    def missing(self, status: str, values: Mapping[str, object]) -> list[Gate]:
        """Return the gates of `status` for which `values` hold nothing, in the order of the table."""
        return [gate for gate in self.gates if self.is_asked(gate, status) and not values.get(gate.field)]

    def takes(self, status: str, field: str) -> bool:
        """Return whether a step to `status` may say `field`: what gates ask of others belongs to those."""
        asked = [self.is_asked(gate, status) for gate in self.gates if gate.field == field]
        return any(asked) or not asked


class Recorded(Protocol):
    """A recorded status: `replaces` is the one whose place it takes, `takes_back` one that never was."""

    pk: int
    replaces_id: int | None
    takes_back_id: int | None

    @property
    def field_values(self) -> tuple[object, ...]:
        """What it says, apart from why."""


S = TypeVar("S", bound=Recorded)


def in_effect(statuses: Iterable[S]) -> list[S]:
    """Return the statuses that hold, in the order of the life, of those that somebody sees of one noun.

    A correction stands in the place of the status that it replaces; one that was taken back has none.
    """
    recorded = sorted(statuses, key=lambda one: one.pk)
    heirs = {one.replaces_id: one for one in recorded if one.replaces_id is not None}
    gone = {one.takes_back_id for one in recorded}
    life = []
    known = {one.pk for one in recorded}
    for first in (one for one in recorded if one.replaces_id not in known):
        last = first
        while last.pk in heirs:
            last = heirs[last.pk]
        if last.pk not in gone:
            life.append(last)
    return life


def fits(day: date, *, after: date | None, before: date | None) -> bool:
    """Return whether a status may have taken effect on `day`, between its neighbours (None: none)."""
    return (after is None or day >= after) and (before is None or day <= before)


def mistaken(statuses: Iterable[S]) -> list[S]:
    """Return the statuses that were recorded by mistake, in the order in which they were recorded.

    One that was said again unchanged was none: a correction of an earlier one repeats it.
    """
    recorded = sorted(statuses, key=lambda one: one.pk)
    taken_back = {one.takes_back_id for one in recorded}
    heirs = {one.replaces_id: one for one in recorded if one.replaces_id and not one.takes_back_id}
    return [
        one
        for one in recorded
        if one.pk in taken_back or (one.pk in heirs and heirs[one.pk].field_values != one.field_values)
    ]
