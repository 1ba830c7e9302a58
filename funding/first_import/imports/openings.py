"""Sheets in: what each pool has left on the day of the cut-over."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from funding.first_import import policies
from funding.first_import.actions.postings import Row, references
from funding.first_import.imports.lookups import Lookups
from funding.first_import.imports.postings import PostingImporter
from funding.first_import.imports.totals import ROWS, StatedTotals, is_total
from funding.first_import.querysets import BALANCES_BEFORE
from funding.first_import.rules import Key
from funding.first_import.vocab import OPENINGS, StatedKind
from funding.ledger.actions.postings import Posting, with_terms
from funding.ledger.vocab import EntryKind
from ilo_dc.core.imports.described import Column, Source

if TYPE_CHECKING:
    from funding.ledger.models.pool import Pool
    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.imports.importer import Sheet
    from ilo_dc.core.imports.lines import Line
    from ilo_dc.core.people.grants import Viewer

REASON = gettext_noop("Balance brought forward (first import)")
DAY = "cut_over_on"
DOLLAR = "USD"


class OpeningImporter(PostingImporter):
    """Opening balances: an adjustment brings each pool to what it had left on the day of the cut-over."""

    code = OPENINGS
    label = gettext_lazy("Opening balances of pools (first import)")
    description = gettext_lazy(
        "What each pool has left to allocate on the day of the cut-over, in US dollars. An adjustment is "
        "posted of what the ledger’s lines of before do not explain. Load them last: what came before is not "
        "loaded later."
    )
    columns = (
        Column(
            "reference",
            gettext_lazy("Reference of the agreement, name of the pool, or TOTAL."),
            example="RBSA 2022-23",
        ),
        Column(
            "partner",
            gettext_lazy("Where several partners have that reference, or a pool is called so, too."),
            required=False,
        ),
        Column("currency", gettext_lazy("USD: pools are in US dollars."), example=DOLLAR),
        Column(
            "amount",
            gettext_lazy("What the pool has left to allocate before that day; below 0 where it lacks."),
            example="125000.00",
        ),
        Column(
            DAY,
            gettext_lazy("The day of the cut-over, the same in all rows; of a line with TOTAL its year."),
            example="2026-01-01",
        ),
        ROWS,
    )
    source = Source(
        code=OPENINGS,
        title=gettext_noop("Opening balances of the first import"),
        publisher=gettext_noop("International Labour Office"),
    )
    not_compared = ()
    kind = EntryKind.ADJUSTMENT
    kinds = (EntryKind.ADJUSTMENT,)

    def policy(self, user: Viewer) -> Verdict:
        """Return whether `user` may load this sheet."""
        return policies.may_load_balances(user)

    def may_see(self, user: Viewer) -> Verdict:
        """Return whether `user` sees the sheets of others."""
        return policies.may_see_loaded(user)

    def read(self, sheet: Sheet) -> list[Row]:
        """Return an adjustment for each pool whose stated balance the ledger does not explain."""
        reading = _Reading()
        for line in sheet:
            if is_total(line):
                reading.totals.state(line)
            else:
                reading.take(line)
        if not (verdict := policies.until_opened()):
            sheet.add(0, "", "", str(verdict.reason))
            sheet.refused = True  # whatever rows are chosen
        else:
            reading.totals.compare(sheet, taken=reading.taken)
        return reading.rows


def reference_of(pool: Pool) -> str:
    """Return under what a pool is opened: that of an agreement by its number, so that no name is like it."""
    return (
        f"agreement {pool.agreement_id}" if pool.agreement_id else f"{pool.resource_type} {pool.biennium_id}"
    )


class _Reading:
    """One file being read."""

    def __init__(self) -> None:
        self.known, self.posted = Lookups(), references(OPENINGS)
        self.totals = StatedTotals([str(StatedKind.BALANCE)], day=DAY)
        self.day: date | None = None
        self.before: dict[int, Decimal] = {}
        self.rows: list[Row] = []
        self.taken: set[int] = set()  # rows without a problem, those too of which there is nothing to post
        self.seen: dict[int, int] = {}
        self.opened = {one["pool"]: name for name, one in self.posted.items() if one["lines"]}

    def take(self, line: Line) -> None:
        """Take a line as the balance of a pool."""
        before = line.sheet.problems.count
        amount, day = line.amount("amount"), self._day(line)
        if line.sign("currency") not in ("", DOLLAR):
            line.problem("currency", _("Write USD: pools are in US dollars."))
        if amount is not None and day is not None:
            self.totals.count(line, Key(str(StatedKind.BALANCE), DOLLAR, day.year), amount)
        pool = self._pool(line)
        if pool is not None and self.seen.setdefault(id(pool), line.number) != line.number:
            line.problem("reference", _("This is already in row %(row)s.") % {"row": self.seen[id(pool)]})
        if line.sheet.problems.count > before or pool is None or amount is None or day is None:
            return
        self._adjust(line, pool, amount, day)
        if line.sheet.problems.count == before:
            self.taken.add(line.number)

    def _adjust(self, line: Line, pool: Pool, amount: Decimal, day: date) -> None:
        """Add the adjustment that brings a pool to its balance; of none there is nothing to post."""
        missing = amount - self.before.get(pool.pk or 0, Decimal(0))
        reference = self.opened.get(pool.pk) or reference_of(pool)
        found = self.posted.get(reference)
        if found is not None and found["lines"]:
            if (found["effective_on"], found["amount"]) != (day, missing):
                line.problem(
                    "amount", _("This pool was opened otherwise: %(amount)s on %(effective_on)s.") % found
                )
                return
        elif not missing:
            return
        posting = Posting(
            kind=EntryKind.ADJUSTMENT,
            pool=pool,
            amount=missing,
            currency=self.known.currencies[DOLLAR],
            effective_on=day,
            reason=REASON,
            external_source=OPENINGS,
            external_ref=reference,
        )
        stated = None if pool.agreement is None else posting
        self.rows.append(Row(line.number, with_terms(posting), Decimal(1), "", stated=stated))

    def _day(self, line: Line) -> date | None:
        """Return the day of the cut-over, which all rows share; the balances of before are read with it."""
        day = line.day(DAY)
        if day is None:
            return None
        if day > timezone.now().date():
            return line.problem(DAY, _("This day is still to come. Give today or an earlier day."))
        if self.day is None:
            self.day = day
            with connection.cursor() as cursor:
                cursor.execute(BALANCES_BEFORE, [day])
                self.before = dict(cursor.fetchall())
        if day != self.day:
            return line.problem(DAY, _("All pools are opened on one day: %(day)s.") % {"day": self.day})
        return day

    def _pool(self, line: Line) -> Pool | None:
        reference = line.sign("reference")
        if not reference:
            return None
        is_both = self.known.is_pool(reference) and not line.raw("partner").strip()
        if reference in self.known.agreements and not is_both:
            agreement = self.known.agreement(line, column="reference")
            return None if agreement is None else self._pool_of(line, agreement)
        return self.known.pool_named(line, column="reference")

    def _pool_of(self, line: Line, agreement: Any) -> Pool | None:
        if agreement.kind == "rbsa":
            return line.problem("reference", _("The money of RBSA lies in the pool of its biennium."))
        return self.known.pool_of(agreement)


OPENING_BALANCES = OpeningImporter()
