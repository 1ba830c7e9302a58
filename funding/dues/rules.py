"""Pure rules of what fell due by agreements: which receipts pay which instalment, what became of each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import accumulate

A_DAY = timedelta(days=1)
NOTHING = Decimal(0)
NOTICES = (60, 30, 7)
MONTH = re.compile(r"[12]\d{3}-(0[1-9]|1[0-2])", re.ASCII)
QUARTER = re.compile(r"[12]\d{3}-Q[1-4]", re.ASCII)


@dataclass(frozen=True)
class Owed:
    """An instalment: its number, its due day and its amount in the agreement's currency."""

    key: int
    due_on: date
    amount: Decimal


@dataclass(frozen=True)
class Paid:
    """What was received of an instalment, and the day on which it was whole (None: it is not)."""

    amount: Decimal
    whole_on: date | None


def settled_from(day: date) -> datetime:
    """Return the first moment at which it is known what came by a day: its end, in UTC."""
    return datetime.combine(day + A_DAY, time.min, UTC)


def paid_of(owed: Iterable[Owed], receipts: Iterable[tuple[date, Decimal]]) -> dict[int, Paid]:
    """Return by number what was received of each instalment of one payer and agreement.

    Receipts (day and amount, a reversal below 0) pay the instalments in the order of their due days, of one
    day in that of their numbers; what is left of one pays the next. An instalment is whole on the first day
    by whose end all receipts reach it.
    """
    by_day: dict[date, Decimal] = {}
    for day, amount in receipts:
        by_day[day] = by_day.get(day, NOTHING) + amount
    days = sorted(by_day)
    sums = list(accumulate(by_day[day] for day in days))
    total, reached = (sums[-1] if sums else NOTHING), NOTHING
    found = {}
    for one in sorted(owed, key=lambda one: (one.due_on, one.key)):
        amount = min(max(total - reached, NOTHING), one.amount)
        reached += one.amount
        found[one.key] = Paid(amount, _whole_on(days, sums, reached) if amount == one.amount else None)
    return found


def _whole_on(days: Sequence[date], sums: Sequence[Decimal], needed: Decimal) -> date | None:
    return next((day for day, total in zip(days, sums, strict=True) if total >= needed), None)


def status_of_instalment(amount: Decimal, paid: Paid, *, due_on: date) -> str:
    """Return what became of an instalment: `in_time`, `late`, `part` or `missing`."""
    if paid.whole_on is not None and paid.amount == amount:
        return "in_time" if paid.whole_on <= due_on else "late"
    return "part" if paid.amount > 0 else "missing"


def status_of_report(sent_on: date | None, *, due_on: date) -> str:
    """Return what became of a report: `in_time`, `late` or `missing`."""
    if sent_on is None:
        return "missing"
    return "in_time" if sent_on <= due_on else "late"


def fell_due(due_on: date, *, today: date, ended_on: date | None, is_whole: bool) -> bool:
    """Return whether an instalment fell due: its day is over, and the agreement had not ended by then.

    After its end nothing more is owed; what was paid whole all the same counts.
    """
    has_ended = ended_on is not None and ended_on <= due_on
    return due_on < today and (is_whole or not has_ended)


def days_late(due_on: date, done_on: date | None, *, today: date) -> int:
    """Return by how many days something is late, or was when it was done; 0: in time."""
    return max(((done_on or today) - due_on).days, 0)


def notice_of(due_on: date, *, today: date) -> int:
    """Return the last of the notices, in days before the due day, that has been reached (journeys, N6)."""
    left = (due_on - today).days
    return min((days for days in NOTICES if left <= days), default=NOTICES[0])


def read_month(text: str) -> str | None:
    """Return a month as it is written, `2026-03`; None: `text` is none."""
    return text if MONTH.fullmatch(text) else None


def read_quarter(text: str) -> str | None:
    """Return a quarter as it is written, `2026-Q1`, read in any case; None: `text` is none."""
    return text.upper() if QUARTER.fullmatch(text.upper()) else None
