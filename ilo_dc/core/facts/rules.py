"""When a date begins and ends, as a moment."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta


def before_next_midnight(day: date) -> datetime:
    """Return the last microsecond of `day` in UTC: a date as a moment means all that day."""
    return datetime.combine(day + timedelta(days=1), time.min, UTC) - timedelta(microseconds=1)


def midnight(day: date) -> datetime:
    """Return the first microsecond of `day` in UTC: “since” a date means from there on."""
    return datetime.combine(day, time.min, UTC)
