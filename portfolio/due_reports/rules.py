"""Pure rules of what fell due: what became of it, and from when that is known."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta

A_DAY = timedelta(days=1)


def settled_from(due_on: date) -> datetime:
    """Return the first moment at which it is known what came in time: the end of the due day, in UTC."""
    return datetime.combine(due_on + A_DAY, time.min, UTC)


def state_of(state: str, submitted_at: datetime | None, *, due_on: date, handed_in: Collection[str]) -> str:
    """Return what became of what was due: `in_time`, `late`, `missing` or `skipped`.

    `state` is that of the update or report; empty: there is none. Of what was returned and mended the last
    submission counts; what waits to be mended is missing.
    """
    if state == "skipped":
        return "skipped"
    if state not in handed_in or submitted_at is None:
        return "missing"
    return "in_time" if submitted_at < settled_from(due_on) else "late"
