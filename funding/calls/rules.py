"""Pure rules of funding calls: when one takes bids, when its deadline is told, what a result has to say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

SOON = 30  # days before its last day from which on a call is announced
VERY_SOON = 7


def status_on(day: date, *, opens_on: date | None, closes_on: date | None) -> str:
    """Return `coming`, `open` or `closed`: both days are among those on which a call takes bids.

    A call without a first day is open already, one without a last day goes on.
    """
    if opens_on is not None and day < opens_on:
        return "coming"
    return "closed" if closes_on is not None and day > closes_on else "open"


def days_of_notice(closes_on: date, *, today: date) -> int | None:
    """Return which notice of a deadline is due, by its days before: 30, then 7; None: none is."""
    left = (closes_on - today).days
    if not 0 <= left <= SOON:
        return None
    return VERY_SOON if left <= VERY_SOON else SOON


def result_problems(result: str, *, decided: bool, won: bool) -> Iterator[str]:
    """Yield the fields that do not fit a bid's result: its day with each one, the amount won with `won`."""
    if decided != bool(result):
        yield "decided_on"
    if won != (result == "won"):
        yield "amount_won"
