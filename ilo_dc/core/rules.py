"""Pure rules of core: values in, values out; no Django, no clock, no database."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
RATIO_PLACES = Decimal("0.000001")


def before_next_midnight(day: date) -> datetime:
    """Return the last microsecond of `day` in UTC: a date as a moment means all that day."""
    return datetime.combine(day + timedelta(days=1), time.min, UTC) - timedelta(microseconds=1)


def to_the_cent(amount: Decimal) -> Decimal:
    """Return `amount` rounded half up to two places; sources carry float noise."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def ratio(numerator: Decimal | int | None, denominator: Decimal | int | None) -> Decimal | None:
    """Return numerator / denominator to six places; None where there is nothing to divide by."""
    if numerator is None or not denominator:
        return None
    return (Decimal(numerator) / Decimal(denominator)).quantize(RATIO_PLACES, ROUND_HALF_UP)


def years_of(text: str) -> tuple[int, int] | None:
    """Return the first and last calendar year of `2020..2022` or of whole years by date.

    `2020-01-01..2022-12-31` is the same period. None where `text` is neither, or runs backwards.
    Both ends are included.
    """
    match = re.fullmatch(r"(\d{4})(?:-01-01)?\.\.(\d{4})(?:-12-31)?", text)
    if match is None or ("-01-01" in text) != ("-12-31" in text):
        return None
    first, last = int(match[1]), int(match[2])
    return (first, last) if first <= last else None


def years_of_biennium(text: str) -> tuple[int, int] | None:
    """Return the two calendar years of `2010-11`; None where `text` names no biennium."""
    match = re.fullmatch(r"(\d{4})-(\d{2})", text)
    if match is None:
        return None
    first = int(match[1])
    return (first, first + 1) if first % 2 == 0 and (first + 1) % 100 == int(match[2]) else None
