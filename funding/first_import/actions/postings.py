"""Posting the rows of a sheet: many lines at once, judged by the database as each posting of a person is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils.translation import gettext as _

from funding.agreements.models.agreement import Agreement
from funding.first_import.querysets import MOVED_ON, REFERENCES_OF, mirrored_lines
from funding.ledger.actions.many_lines import Recorded, keyed_lines_of
from funding.ledger.actions.postings import Posting, UnableToPost, conserving, with_terms
from funding.ledger.models.entry import LedgerEntry
from funding.ledger.models.pool import Pool
from ilo_dc.core.facts.copying import copy_in
from ilo_dc.core.installation.actions import is_demonstration

if TYPE_CHECKING:
    from ilo_dc.core.models import Change, User

AT_ONCE = 5000  # postings in one statement
# By these a sheet was judged when it was read; what else an agreement says is taken as it is now.
TERMS = ("kind", "currency_id", "partner_id", "signed_on", "signed_total", "psc_rate", "levy")


@dataclass(slots=True)
class Row:
    """A line of a sheet as what it posts: at which rate, and when another system recorded it.

    `recorded_on` None: it is recorded when it is posted. `stated` is what the sheet itself says, where an
    agreement says the rest.
    """

    number: int
    posting: Posting
    rate: Decimal
    rate_source: str
    recorded_on: date | None = None
    stated: Posting | None = None

    def __str__(self) -> str:
        one = self.posting
        return f"{one.external_ref}: {one.kind.label} {one.effective_on} {one.amount} {one.currency.pk}"


def recorded_on(day: date | None) -> datetime | None:
    """Return the moment that stands for a day of recording: its beginning, which is never ahead."""
    return None if day is None else datetime.combine(day, time(0), UTC)


def post_rows(rows: Sequence[Row], *, by: User | None, progress: Callable[[str], None]) -> None:
    """Post rows inside an open recording, what takes from an allocation before what allocates.

    Raises:
        UnableToPost: a pool has not as much any more, or the terms of an agreement were changed meanwhile;
            nothing was posted.
    """
    open_pools(row.posting.pool for row in rows)
    _read_terms_again(rows)
    ordered = in_order(rows)
    with conserving({row.posting.pool.pk for row in rows}):
        for first in range(0, len(ordered), AT_ONCE):
            copy_in(_lines(ordered[first : first + AT_ONCE], by))
            done = min(first + AT_ONCE, len(ordered))
            progress(_("Posting: %(done)s of %(rows)s rows") % {"done": done, "rows": len(ordered)})


def _read_terms_again(rows: Sequence[Row]) -> None:
    """Let rows post what their agreements say now: they were read before the lock of changes.

    Whoever publishes one of them either has committed, and is read here, or posts its lines anew afterwards.
    """
    now = agreements_now(row.posting.agreement for row in rows if row.posting.agreement is not None)
    for row in rows:
        if row.stated is not None and row.posting.agreement is not None:
            agreement, reference = now[row.posting.agreement.pk], row.posting.external_ref
            row.posting = with_terms(replace(row.stated, agreement=agreement, external_ref=reference))


def agreements_now(read: Iterable[Agreement]) -> dict[int, Agreement]:
    """Return agreements by number as they are under the lock of changes, with what postings take of them.

    Raises:
        UnableToPost: the terms of one were changed since it was read; nothing was posted.
    """
    known = {one.pk: one for one in read}
    rows = Agreement.objects.select_related("partner__funding_profile", "reporting_partner", "currency")
    now: dict[int, Agreement] = rows.in_bulk(known)
    for one in known.values():
        if any(getattr(one, name) != getattr(now[one.pk], name) for name in TERMS):
            message = _("%(agreement)s was changed while the file was read. Load it again.")
            raise UnableToPost(message % {"agreement": one})
    return now


def in_order(rows: Sequence[Row]) -> list[Row]:
    """Return rows in the order of posting: that of the file, what is taken back first."""
    return sorted(rows, key=lambda row: row.posting.amount > 0)


def open_pools(pools: Iterable[Pool]) -> None:
    """Save the pools that are not open yet, each once; the database judges them."""
    Pool.objects.bulk_create({id(pool): pool for pool in pools if pool.pk is None}.values())


def _lines(rows: Sequence[Row], by: User | None) -> Iterator[LedgerEntry]:
    demonstration = is_demonstration()
    for row in rows:
        recorded = Recorded(by.pk if by else None, recorded_on(row.recorded_on), demonstration)
        yield from keyed_lines_of(row.posting, row.rate, row.rate_source, recorded)


def references(source: str) -> dict[str, dict[str, Any]]:
    """Return by reference what stands in the ledger of a source, and how often each one was posted."""
    with connection.cursor() as cursor:
        cursor.execute(REFERENCES_OF, [source])
        names = [one.name for one in cursor.description or ()]
        return {row[0]: dict(zip(names, row, strict=True)) for row in cursor.fetchall()}


def reverse_postings(change: Change, *, by: User | None, reason: str) -> None:
    """Reverse what a change posted and still stands, mirrored exactly, inside an open recording.

    Raises:
        UnableToPost: a pool would hold less than is allocated from it.
    """
    posted = LedgerEntry.objects.filter(change=change).order_by().values("posting")
    lines = LedgerEntry.objects.filter(posting__in=posted).in_force()
    with conserving(set(lines.values_list("pool", flat=True))), connection.cursor() as cursor:
        cursor.execute(mirrored_lines(), [by.pk if by else None, reason, change.pk])


def moved_on(change: Change) -> bool:
    """Return whether a part of what a change posted was moved on, so that it cannot be reversed."""
    with connection.cursor() as cursor:
        cursor.execute(MOVED_ON, [change.pk])
        return bool(cursor.fetchone()[0])
