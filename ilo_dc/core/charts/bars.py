"""Bars inside table cells and panels: plain rectangles in per cent of the cell's width."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from ilo_dc.core.charts.theme import AVAILABLE, GAP, MARK, SPENT, TARGET, TRACK, Paint

Value = Decimal | int | None
CENT = Decimal("0.01")
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Rect:
    """One rectangle; x and width are per cent, y and height pixels."""

    width: str
    height: int
    paint: Paint
    x: str = "0%"
    y: str = "0"
    shift: str = ""  # pixels along x, so that a rule at the end of the bar stays within it


def share(value: Value, maximum: Value) -> Decimal:
    """Return value of maximum in per cent with two places, from 0 to 100; 0 when either is missing."""
    if not value or not maximum:
        return Decimal(0)
    percent = (Decimal(value) / Decimal(maximum) * HUNDRED).quantize(CENT, rounding=ROUND_HALF_UP)
    return min(max(percent, Decimal(0)), HUNDRED)


def simple(value: Value, maximum: Value, paint: Paint, height: int = 12) -> list[Rect]:
    """Return one bar; nothing for a missing value."""
    return [] if value is None else [Rect(_percent(share(value, maximum)), height, paint)]


def gap(
    spent: Value, available: Value, required: Value, maximum: Value = None, *, missing: Value = None
) -> list[Rect]:
    """Return spent inside available inside required; `maximum` (default: required) is the full width.

    What is available above the requirement is drawn as far as the width goes. A sum of several says what is
    `missing`: the surplus of one covers nothing of another.
    """
    full = maximum or required
    end, have, used = share(required, full), share(available, full), share(spent, full)
    if missing and required:
        have = min(have, share(Decimal(required) - Decimal(missing), full))
    rects = []
    if end > have:
        rects.append(Rect(_percent(end - have), 11, GAP, x=_percent(have), y=".5"))
    rects.append(Rect(_percent(have), 12, AVAILABLE))
    rects.append(Rect(_percent(min(used, have)), 12, SPENT))
    return [rect for rect in rects if rect.width != "0%"]


def target(
    actual: Value, milestone: Value, goal: Value, maximum: Value, *, marks: Iterable[Value] = ()
) -> list[Rect]:
    """Return a track with the milestone as a band, the actual value as a bar and the target as a mark.

    `marks` are values on the way to the target, each a thin rule.
    """
    rects = [Rect("100%", 16, TRACK[0])]
    if milestone is not None:
        rects.append(Rect(_percent(share(milestone, maximum)), 16, TRACK[1]))
    if actual is not None:
        rects.append(Rect(_percent(share(actual, maximum)), 6, AVAILABLE, y="5"))
    rects += [_rule("1.5", MARK, share(value, maximum)) for value in marks]
    if goal is not None:
        rects.append(_rule("2.5", TARGET, share(goal, maximum)))
    return rects


def _rule(width: str, paint: Paint, at: Decimal) -> Rect:
    """Return a thin rule at a place of the bar, wholly within it."""
    shift = -Decimal(width) * at / HUNDRED
    return Rect(width, 16, paint, x=_percent(at), shift=f"{shift.quantize(CENT).normalize():f}" if at else "")


@dataclass(frozen=True)
class Way:
    """The numbers that a `target` bar draws; `maximum` is its full width, None: nothing can be drawn."""

    actual: Value
    band: Value
    target: Value
    marks: list[Value]
    maximum: Value


def way(*, baseline: Value, actual: Value, target: Value, band: Value, marks: Iterable[Value] = ()) -> Way:
    """Return what to draw of an indicator on its way to the target.

    Where less is better, a bar of the numbers would run past the target the less was reached: there all are
    drawn as shares of the way from the baseline to the target. Where nothing was planned nothing is drawn: a
    bar of the actual value alone would look as if all was reached.
    """
    numbers = [actual, band, target, *marks]
    if baseline is not None and target is not None and target < baseline:
        length = Decimal(baseline) - Decimal(target)
        numbers = [one if one is None else max((baseline - one) / length, Decimal(0)) for one in numbers]
    known = [one for one in numbers if one is not None]
    planned = any(one is not None for one in numbers[1:])
    drawn = planned and min(known) >= 0 and max(known) > 0
    return Way(numbers[0], numbers[1], numbers[2], numbers[3:], max(known) if drawn else None)


def _percent(value: Decimal) -> str:
    return f"{value.normalize():f}%" if value else "0%"
