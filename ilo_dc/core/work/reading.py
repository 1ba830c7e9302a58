"""How somebody’s work is read in few queries: what stands in one table at once, and once for all parts."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import CharField, Value, Window
from django.db.models.functions import RowNumber

from ilo_dc.core.work.items import MOST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.db.models import QuerySet

    from ilo_dc.core.people.grants import Viewer

Found = TypeVar("Found")
_KEPT: ContextVar[dict[Any, tuple[Viewer, Any]] | None] = ContextVar("work_that_was_read", default=None)


@contextmanager
def reading_once() -> Iterator[None]:
    """Let each function marked `read_once` read once for each user until the end of the outermost block."""
    if _KEPT.get() is not None:
        yield
        return
    token = _KEPT.set({})
    try:
        yield
    finally:
        _KEPT.reset(token)


def read_once(read: Callable[[Viewer], Found]) -> Callable[[Viewer], Found]:
    """Mark a function whose answer several parts of one's work take; outside `reading_once` it reads anew."""

    @wraps(read)
    def reading(user: Viewer) -> Found:
        kept = _KEPT.get()
        if kept is None:
            return read(user)
        key = (read, id(user))  # who acts for somebody is the same person, and sees other work
        if key not in kept:
            kept[key] = (user, read(user))
        found: Found = kept[key][1]
        return found

    return reading


def read_together(*, most: int = MOST, **parts: QuerySet[Any]) -> dict[str, list[Any]]:
    """Return the rows of each part, at most `most` and in its own order, all in one query.

    The parts are ordered querysets of one model with the same columns; the first says what is prefetched.
    """
    arms = [
        rows.annotate(
            work_part=Value(name, CharField()),
            work_rank=Window(RowNumber(), order_by=[*map(str, rows.query.order_by)]),
        )[:most]
        for name, rows in parts.items()
    ]
    found: dict[str, list[Any]] = {name: [] for name in parts}
    for row in sorted(arms[0].union(*arms[1:], all=True), key=lambda row: row.work_rank):
        found[row.work_part].append(row)
    return found
