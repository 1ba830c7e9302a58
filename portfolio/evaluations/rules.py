"""When an evaluation may be published, and what a management response has to say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta


def lacking(*, summary: str, has_report: bool) -> Iterator[str]:
    """Yield the fields that a publication still needs: a summary, and the report as a document or address."""
    if not summary.strip():
        yield "summary"
    if not has_report:
        yield "link"


def follow_up_problems(decision: str, due_on: date | None, state: str) -> Iterator[str]:
    """Yield the fields of a response that do not fit: only what is accepted has a follow-up."""
    if decision == "rejected":
        yield from (name for name, value in (("due_on", due_on), ("state", state)) if value)
        return
    yield from (name for name, value in (("due_on", due_on), ("state", state)) if not value)


def coming_until(today: date, *, days: int) -> date:
    """Return the last day of what falls due soon."""
    return today + timedelta(days=days)
