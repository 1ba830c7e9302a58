"""Moments: what `as_of` means, and up to when everything is settled (DESIGN 3.0)."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import wraps
from typing import Any, TypeVar

from django.db import connection, transaction
from django.http import HttpRequest
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from ilo_dc.core.days import outside
from ilo_dc.core.errors import UnableToRead
from ilo_dc.core.facts.rules import before_next_midnight, midnight

CHANGE_LOCK = 4_306_001  # held by whoever records counted rows, see actions.changes


Found = TypeVar("Found")

# Takes the clock while no writer holds the lock: each step waits for the one before it, so the lock is let go
# after the clock was read. While a writer holds it, the last committed change says the moment.
SETTLED = """
WITH tried AS MATERIALIZED (SELECT pg_try_advisory_lock_shared(%(lock)s) AS locked),
     clock AS MATERIALIZED (SELECT locked, clock_timestamp() AS now FROM tried)
SELECT CASE WHEN locked THEN now ELSE (SELECT max(recorded_at) FROM core_change) END,
       CASE WHEN locked THEN pg_advisory_unlock_shared(%(lock)s) END
FROM clock
"""


@dataclass(frozen=True)
class Reading:
    """What all figures of one snapshot share: its settled moment, and what was looked up in it, by name."""

    moment: datetime
    found: dict[Hashable, Any] = field(default_factory=dict)


# The reading that is open while a page or an answer is being made; it ends with it.
_open: ContextVar[Reading | None] = ContextVar("reading", default=None)


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
        _("“%(text)s” is not a date or a time: write 2026-02-05 or 2026-02-05T14:30:00Z.")
        % {"text": text[:40]},
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
    with connection.cursor() as cursor:
        cursor.execute(SETTLED, {"lock": CHANGE_LOCK})
        return cursor.fetchone()[0] or datetime.combine(date.min + timedelta(days=1), time.min, UTC)


def settle(as_of: datetime | None) -> datetime:
    """Return `as_of`, clamped to the settled moment; None means that moment."""
    reading = _open.get()
    latest = reading.moment if reading else settled_moment()
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
    """Make all figures inside the block from one snapshot at one settled moment; an inner block joins it."""
    reading = _open.get()
    if reading is not None:
        yield reading.moment
        return
    moment = settled_moment()
    token = _open.set(Reading(moment))
    try:
        with snapshot():
            yield moment
    finally:
        _open.reset(token)


def read_once(name: Hashable, read: Callable[[], Found]) -> Found:
    """Return what `read` gives; all figures of one snapshot that ask for `name` share it."""
    reading = _open.get()
    if reading is None:
        return read()
    if name not in reading.found:
        reading.found[name] = read()
    found: Found = reading.found[name]
    return found


def is_shared_reading() -> bool:
    """Return whether what is read now is kept for all figures of one snapshot."""
    return _open.get() is not None


def read_each(
    name: Hashable, keys: Iterable[Any], read: Callable[[list[Any]], Mapping[Any, Found]]
) -> dict[Any, Found]:
    """Return what `read` finds of `keys`, by key; within one snapshot each key is asked for once."""
    known: dict[Any, Found | None] = read_once(name, dict)
    missing = [key for key in dict.fromkeys(keys) if key not in known]
    if missing:
        found = read(missing)
        known |= {key: found.get(key) for key in missing}
    return {key: row for key in keys if (row := known[key]) is not None}


def at_one_moment(page: Callable[..., Any]) -> Callable[..., Any]:
    """Make a page that only reads from one snapshot, so that its figures agree with each other."""

    @wraps(page)
    def made(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        with one_moment():
            return page(request, *args, **kwargs)

    return made


def data_version(moment: datetime | None = None, *, known: int | None = None) -> int:
    """Return the number of the last change recorded by `moment` (None: at all); 0 before the first.

    `known` is what another statement of the same snapshot brought along.
    """
    return read_once(("data version", moment), lambda: _data_version(moment) if known is None else known)


def _data_version(moment: datetime | None) -> int:
    with connection.cursor() as cursor:
        if moment is None:
            cursor.execute("SELECT coalesce(max(id), 0) FROM core_change")
        else:
            cursor.execute("SELECT coalesce(max(id), 0) FROM core_change WHERE recorded_at <= %s", [moment])
        return int(cursor.fetchone()[0])
