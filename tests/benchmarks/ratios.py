"""Timing two things in turn, and one line of a table on how they compare."""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Any

import pytest

SECONDS_A_LINE = 4.0
FEWEST, MOST = 7, 61

WIDTHS = (56, 12, 12, 7, 8)
HEAD = ("work / floor", "measured", "floor", "ratio", "bound")

Work = Callable[[], Any]


@dataclass(frozen=True)
class Bound:
    """What a ratio must reach: `at_most` so many times the floor's time, `at_least` so much of its rate."""

    limit: float
    of_rate: bool

    def holds(self, ratio: float) -> bool:
        """Whether a ratio keeps it, as precisely as it is printed."""
        ratio = round(ratio, 2)
        return ratio >= self.limit if self.of_rate else ratio <= self.limit

    def __str__(self) -> str:
        return f"{'>=' if self.of_rate else '<='} {self.limit:g}"


def at_most(limit: float) -> Bound:
    """Return the bound of a ratio of times: measured / floor."""
    return Bound(limit, of_rate=False)


def at_least(limit: float) -> Bound:
    """Return the bound of a ratio of rates: how much of the floor's work is done in the same time."""
    return Bound(limit, of_rate=True)


@dataclass
class Table:
    """The lines of one run; `tell` writes one where people see it at once."""

    tell: Callable[[str], None]
    begun: bool = False

    def compare(
        self,
        work: str,
        *,
        measured: Work,
        floor: Work,
        bound: Bound | None = None,
        before: Work = lambda: None,
    ) -> None:
        """Time `measured` and `floor` in turn and write the line; a bound that does not hold is an xfail.

        The ratio is the median of the ratios of neighbouring repetitions, so that what else the machine
        does meanwhile falls on both. `before` is done before each, untimed. Without a bound the ratio is of
        times, and only reported.
        """
        pairs = _pairs(measured, floor, before)
        rate = bound is not None and bound.of_rate
        ratio = median(slow / fast for slow, fast in ((f, m) if rate else (m, f) for m, f in pairs))
        times = [f"{median(column) * 1000:.1f} ms" for column in zip(*pairs, strict=True)]
        self._judge(work, times, ratio, bound)

    def count(self, work: str, *, measured: int, floor: int, bound: Bound) -> None:
        """Write the line of two counts of SQL statements."""
        self._judge(work, [f"{number} SQL" for number in (measured, floor)], measured / floor, bound)

    def _judge(self, work: str, values: list[str], ratio: float, bound: Bound | None) -> None:
        holds = bound is None or bound.holds(ratio)
        verdict = "reported" if bound is None else "holds" if holds else "DOES NOT HOLD"
        if not self.begun:
            self.tell(_line(HEAD, ""))
            self.begun = True
        self.tell(_line((work, *values, f"{ratio:.2f}", str(bound or "-")), verdict))
        if not holds:
            pytest.xfail(f"{work}: {ratio:.2f}, bound {bound}")


def _line(cells: tuple[str, ...], verdict: str) -> str:
    first, *others = cells
    rest = (f"{cell:>{width}}" for cell, width in zip(others, WIDTHS[1:], strict=True))
    return f"{first:<{WIDTHS[0]}} {' '.join(rest)}  {verdict}".rstrip()


def _pairs(measured: Work, floor: Work, before: Work) -> list[tuple[float, float]]:
    """Return the seconds of both, repetition by repetition, each second one the other way round."""
    first = sum(_seconds(work, before) for work in (measured, floor))  # warms caches, counts for nothing
    repetitions = max(FEWEST, min(MOST, int(SECONDS_A_LINE / first)))
    gc.freeze()  # as a server does: what is loaded once is not looked through at every collection
    pairs = []
    for number in range(repetitions):
        if number % 2:
            fast, slow = _seconds(floor, before), _seconds(measured, before)
        else:
            slow, fast = _seconds(measured, before), _seconds(floor, before)
        pairs.append((slow, fast))
    gc.unfreeze()
    return pairs


def _seconds(work: Work, before: Work) -> float:
    before()
    gc.collect()
    start = perf_counter()
    work()
    return perf_counter() - start
