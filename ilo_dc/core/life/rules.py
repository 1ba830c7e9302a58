"""Pure rules of a life that is recorded as dated stages, some of them by mistake."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Protocol, TypeVar


class Stage(Protocol):
    """A recorded stage: `replaces` is the one whose place it takes, `takes_back` one that never was."""

    pk: int
    replaces_id: int | None
    takes_back_id: int | None

    @property
    def field_values(self) -> tuple[object, ...]:
        """What it says, apart from why."""


S = TypeVar("S", bound=Stage)


def in_effect(stages: Iterable[S]) -> list[S]:
    """Return the stages that hold, in the order of the life, of those that somebody sees of one subject.

    A correction stands in the place of the stage that it replaces; a stage that was taken back has none.
    """
    recorded = sorted(stages, key=lambda one: one.pk)
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
    """Return whether a stage may have taken effect on `day`, between its neighbours (None: there is none)."""
    return (after is None or day >= after) and (before is None or day <= before)


def mistaken(stages: Iterable[S]) -> list[S]:
    """Return the stages that were recorded by mistake, in the order in which they were recorded.

    A stage that was said again unchanged was none: a correction of an earlier one repeats it.
    """
    recorded = sorted(stages, key=lambda one: one.pk)
    taken_back = {one.takes_back_id for one in recorded}
    heirs = {one.replaces_id: one for one in recorded if one.replaces_id and not one.takes_back_id}
    return [
        one
        for one in recorded
        if one.pk in taken_back or (one.pk in heirs and heirs[one.pk].field_values != one.field_values)
    ]
