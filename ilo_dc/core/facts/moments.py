"""Moments: what `as_of` means, and up to when everything is settled (DESIGN 3.0)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from functools import wraps
from typing import Any

from django.db import connection, transaction
from django.http import HttpRequest
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from ilo_dc.core.days import outside
from ilo_dc.core.errors import UnableToRead
from ilo_dc.core.facts.rules import before_next_midnight, midnight

CHANGE_LOCK = 4_306_001  # held by whoever records counted rows, see actions.changes


# The settled moment that all figures of one page share, while it is being made.
_fixed_moment: ContextVar[datetime | None] = ContextVar("fixed_moment", default=None)


def read_moment(text: str, parameter: str = "as_of") -> datetime:
    """Return the moment up to which `text` asks: a date means before the next midnight UTC.

    Raises:
        UnableToRead: neither a date nor a date and time with a zone, or outside the years 1900 to 2199.
    """
    return _read(text, parameter, before_next_midnight)


def read_since(text: str, parameter: str = "updated_since") -> datetime:
    """Return the moment from which `text` asks: a date means the start of that day in UTC.

    Raises:
        UnableToRead: as `read_moment`.
    """
    return _read(text, parameter, midnight)


def _read(text: str, parameter: str, moment_of: Callable[[date], datetime]) -> datetime:
    try:
        # A plus sign that was not escaped in an address arrives as a space.
        moment = parse_datetime(re.sub(r" (?=\d\d:?\d\d$)", "+", text)) if len(text) > 10 else None
        day = parse_date(text) if moment is None else None
        if advice := outside(moment or day):
            raise UnableToRead(advice, {parameter: [advice]})
        if day is not None:
            return moment_of(day)
        if moment is not None and moment.tzinfo is not None:
            return moment.astimezone(UTC)
    except (ValueError, OverflowError):  # no such day
        pass
    raise UnableToRead(
        _("“%(text)s” is no moment: write 2026-02-05 or 2026-02-05T14:30:00Z.") % {"text": text[:40]},
        {parameter: [_("Write a date or a date and time in UTC.")]},
    )


def write_moment(moment: datetime) -> str:
    """Return `moment` as ISO 8601 in UTC, to the microsecond, so that it can be asked again."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def settled_moment() -> datetime:
    """Return the latest moment up to which every change is committed and visible.

    Call it before the snapshot that reads the rows. While a writer holds the lock this is the time of
    the last committed change, else now: so the same `as_of` gives the same answer for ever.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock_shared(%s)", [CHANGE_LOCK])
        if cursor.fetchone()[0]:
            cursor.execute("SELECT clock_timestamp(), pg_advisory_unlock_shared(%s)", [CHANGE_LOCK])
        else:
            cursor.execute("SELECT max(recorded_at) FROM core_change")
        return cursor.fetchone()[0] or datetime.combine(date.min + timedelta(days=1), time.min, UTC)


def settle(as_of: datetime | None) -> datetime:
    """Return `as_of`, clamped to the settled moment; None means that moment."""
    latest = _fixed_moment.get() or settled_moment()
    return latest if as_of is None else min(as_of, latest)


@contextmanager
def snapshot() -> Iterator[None]:
    """Read everything inside the block from one REPEATABLE READ snapshot.

    Inside an open transaction (an action that counts what it has just written) the block reads in that one.
    """
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


@contextmanager
def one_moment() -> Iterator[datetime]:
    """Make all figures inside the block from one snapshot at one settled moment."""
    moment = settled_moment()
    token = _fixed_moment.set(moment)
    try:
        with snapshot():
            yield moment
    finally:
        _fixed_moment.reset(token)


def at_one_moment(page: Callable[..., Any]) -> Callable[..., Any]:
    """Make a page that only reads from one snapshot, so that its figures agree with each other."""

    @wraps(page)
    def made(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        with one_moment():
            return page(request, *args, **kwargs)

    return made


def data_version(moment: datetime | None = None) -> int:
    """Return the number of the last change recorded by `moment` (None: at all); 0 before the first."""
    with connection.cursor() as cursor:
        if moment is None:
            cursor.execute("SELECT coalesce(max(id), 0) FROM core_change")
        else:
            cursor.execute("SELECT coalesce(max(id), 0) FROM core_change WHERE recorded_at <= %s", [moment])
        return int(cursor.fetchone()[0])
