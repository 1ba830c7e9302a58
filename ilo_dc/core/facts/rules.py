"""When a date begins and ends, as a moment; how something stood on a day, as known at a moment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol, TypeVar


def before_next_midnight(day: date) -> datetime:
    """Return the last microsecond of `day` in UTC: a date as a moment means all that day."""
    return datetime.combine(day + timedelta(days=1), time.min, UTC) - timedelta(microseconds=1)


def midnight(day: date) -> datetime:
    """Return the first microsecond of `day` in UTC: “since” a date means from there on."""
    return datetime.combine(day, time.min, UTC)


class State(Protocol):
    """A dated fact with the day from which it holds; numbers follow the order of recording.

    `replaces` is the number of the one that it corrects, `takes_back` of one that never was (None: no one).
    """

    pk: int
    effective_on: date
    recorded_at: datetime
    superseded_at: datetime | None
    replaces_id: int | None
    takes_back_id: int | None


S = TypeVar("S", bound=State)


def holding_at(rows: Sequence[S], moment: datetime) -> list[S]:
    """Return of one key's rows those recorded by `moment` that nothing recorded by then undid.

    A correction names what it replaces or takes back. What was superseded without a successor was
    withdrawn, with all that was recorded before it. A change undoes nothing: what it followed held till then.
    """
    known = [row for row in rows if row.recorded_at <= moment]
    undone = {row.replaces_id for row in known} | {row.takes_back_id for row in known}
    recorded = {row.recorded_at for row in known}
    ends = [
        row.recorded_at
        for row in known
        if row.superseded_at and row.superseded_at <= moment and row.superseded_at not in recorded
    ]
    return [row for row in known if row.pk not in undone and not any(row.recorded_at <= end for end in ends)]


def state_on(rows: Sequence[S], day: date, *, known_at: datetime) -> S | None:
    """Return how one key stood on `day` by what was known at a moment; None: nothing had effect.

    The latest `effective_on` that the day has reached, of several the one recorded last.
    """
    reached = [row for row in holding_at(rows, known_at) if row.effective_on <= day]
    return max(reached, key=lambda row: (row.effective_on, row.recorded_at, row.pk), default=None)
