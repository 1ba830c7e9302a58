"""The calendar years of a period or a biennium."""

from __future__ import annotations

import re


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


def biennium(year: int) -> str:
    """Return the biennium of a calendar year, as dimensions write it: 2010-11."""
    first = year - year % 2
    return f"{first}-{(first + 1) % 100:02}"


def years_of_biennium(text: str) -> tuple[int, int] | None:
    """Return the two calendar years of `2010-11`; None where `text` names no biennium."""
    match = re.fullmatch(r"(\d{4})-(\d{2})", text)
    if match is None:
        return None
    first = int(match[1])
    return (first, first + 1) if first % 2 == 0 and (first + 1) % 100 == int(match[2]) else None
