"""Pure rules of indicators: what was to be reached by a day, and how a value stands against it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

REACHED, ON_TRACK, BEHIND = "reached", "on_track", "behind"
NO_VALUE, NOT_COMPARABLE = "no_value", "not_comparable"


@dataclass(frozen=True)
class Point:
    """A number that holds on a day."""

    on: date
    value: Decimal


def end_of(year: int | None, otherwise: date | None) -> date | None:
    """Return the last day of a year; without one, `otherwise`: an end of the programme."""
    return otherwise if year is None else date(year, 12, 31)


def expected_on(
    day: date, *, baseline: Point, target: Point, milestones: Collection[Point] = ()
) -> Decimal | None:
    """Return what was to be reached by `day`, unrounded; None: baseline and target lie on no line.

    It is the value of the last milestone, or the target, that was due by then; before the first of them what
    the straight line from the baseline to the target says.
    """
    due = [one for one in (*milestones, target) if one.on <= day]
    if due:
        return max(due, key=lambda one: one.on).value
    whole = (target.on - baseline.on).days
    if whole <= 0:
        return None
    passed = max((day - baseline.on).days, 0)
    return baseline.value + (target.value - baseline.value) * passed / whole


def status_of(
    value: Point | None,
    *,
    baseline: Point | None,
    target: Point | None,
    milestones: Collection[Point] = (),
) -> str:
    """Return how the last accepted value stands: one of the codes above.

    `value` holds on the last day of its period; None: nothing was accepted. Whether more or less is better
    follows from baseline and target; where one of both is no number, or both are the same, nothing is said.
    """
    if value is None:
        return NO_VALUE
    if baseline is None or target is None or baseline.value == target.value:
        return NOT_COMPARABLE
    sign = 1 if target.value > baseline.value else -1
    if (value.value - target.value) * sign >= 0:
        return REACHED
    expected = expected_on(value.on, baseline=baseline, target=target, milestones=milestones)
    if expected is None:
        return NOT_COMPARABLE
    return ON_TRACK if (value.value - expected) * sign >= 0 else BEHIND
