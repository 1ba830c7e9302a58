"""Sheets in: receipts, allocations and expenditure, a posting a row."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from funding.agreements.vocab import AgreementKind
from funding.first_import import policies
from funding.first_import.actions.postings import Row, moved_on, post_rows, references, reverse_postings
from funding.first_import.imports.lookups import Lookups
from funding.first_import.imports.pools import within_pools
from funding.first_import.imports.posted import differences, is_posted, number_anew, posted_otherwise
from funding.first_import.imports.previews import left_uncompared, sums_of_postings
from funding.first_import.imports.totals import ROWS, StatedTotals, is_total
from funding.first_import.querysets import days_of_opening
from funding.first_import.rules import Key
from funding.first_import.vocab import AGAIN, LONGEST_REFERENCE
from funding.ledger.actions.postings import (
    Posting,
    UnableToPost,
    check_posting,
    with_terms,
)
from funding.ledger.vocab import WITH_PARTS, EntryKind, PoolKind
from funding.rates.querysets import UnableToConvert
from ilo_dc.core.errors import ALLOWED, Verdict, refused
from ilo_dc.core.facts.actions.facts import Plan
from ilo_dc.core.facts.actions.opening import opening
from ilo_dc.core.imports.described import Column, Source
from ilo_dc.core.imports.importer import Importer, Sheet
from ilo_dc.core.imports.lines import Line

if TYPE_CHECKING:
    from ilo_dc.core.imports.scope import Scope
    from ilo_dc.core.models import Change, SourceEdition, User
    from ilo_dc.core.people.grants import Viewer

REASON = gettext_noop("First import")
# Under which column of a sheet a field of a posting stands.
COLUMN_OF = {"shares": "outcomes", "legal_partner": "partner", "kind": "agreement"}
TYPE = Column("kind", gettext_lazy("receipt (unless told), refund or adjustment."), required=False)
PSC = Column(
    "psc_rate",
    gettext_lazy("Per cent of the direct cost, where it is not the agreement’s."),
    required=False,
)


def columns_of(*own: Column, day: str = "effective_on") -> tuple[Column, ...]:
    """Return the columns of a sheet of postings; `own` are those of its kind alone.

    `day` heads the day on which a row counts, otherwise in each kind: a sheet is never loaded as another.
    """
    return (
        Column(
            "reference",
            gettext_lazy("What names the row for ever, in the system it comes from; or TOTAL."),
            example="OR-2021-0417",
        ),
        *own,
        Column("agreement", gettext_lazy("Reference of the agreement."), required=False, example="DEMO-A-1"),
        Column(
            "partner",
            gettext_lazy(
                "Who pays, of several partners; or whose agreement it is, where two share a reference."
            ),
            required=False,
        ),
        Column(
            "pool",
            gettext_lazy("In place of an agreement: RBSA 2022-23, RBTC 2022-23, RB 2022-23."),
            required=False,
        ),
        Column("currency", gettext_lazy("ISO 4217 code."), example="USD"),
        Column(
            "amount", gettext_lazy("In the currency; below 0 where it is taken back."), example="125000.00"
        ),
        Column(
            day,
            gettext_lazy("The day on which it counts; of a line with TOTAL the year."),
            example="2021-04-17",
        ),
        Column(
            "recorded_on",
            gettext_lazy("The day on which the other system recorded it; empty: it is recorded now."),
            required=False,
            example="2021-04-19",
        ),
        Column("project", gettext_lazy("TC code or number of the project."), required=False),
        Column(
            "outcomes",
            gettext_lazy("Codes of outcomes or products, with shares where there are several."),
            required=False,
            example="ARG155=60; KEN101=40",
        ),
        Column(
            "country", gettext_lazy("ISO code of three letters, where no outcome is named."), required=False
        ),
        Column("note", gettext_lazy("Why it was posted; kept with its lines."), required=False),
        ROWS,
    )


class PostingImporter(Importer[Row]):
    """Postings of one kind: each is posted once, found again by its reference; nothing is withdrawn."""

    kind: EntryKind
    kinds: tuple[EntryKind, ...]
    day = "effective_on"
    by_rows = True
    not_compared: tuple[str, ...] = ("note",)  # of a row that is posted already
    sums = sums_of_postings
    stays = gettext_lazy("Pools that it opened stay open.")

    def policy(self, user: Viewer) -> Verdict:
        """Return whether `user` may load this sheet."""
        return policies.may_load_postings(user, self.kind)

    def may_see(self, user: Viewer) -> Verdict:
        """Return whether `user` sees the sheets of others."""
        return policies.may_see_loaded(user)

    def read(self, sheet: Sheet) -> list[Row]:
        """Return the rows that can be posted, or are posted already; stated totals are compared."""
        reading = _Reading(self)
        for line in sheet:
            if is_total(line):
                reading.totals.state(line)
            else:
                reading.take(line)
        rows = within_pools(sheet, reading.rows, reading.posted)
        reading.totals.compare(sheet, taken={row.number for row in rows})
        return rows

    def plan(self, rows: list[Row], *, demonstration: bool, scope: Scope) -> Plan[Any]:
        """Return which rows are to be posted, and how many are already.

        Called under the lock of changes before anything is posted: what another file posted meanwhile is
        seen.

        Raises:
            UnableToPost: a row was posted meanwhile, and otherwise.
        """
        posted, fresh = references(self.code), []
        for row in rows:
            if not is_posted(row, posted):
                number_anew(row, posted)
                fresh.append(row)
            elif differing := differences(row, posted):
                message = posted_otherwise(row, posted, differing)
                raise UnableToPost(f"{row.posting.external_ref}: {message}")
        return Plan(
            created=fresh,
            unchanged=len(rows) - len(fresh),
            notes=left_uncompared(self.not_compared, rows=len(rows) - len(fresh)),
        )

    def post(
        self, plan: Plan[Any], *, by: User | None, edition: SourceEdition | None, demonstration: bool
    ) -> None:
        """Post `plan`; called inside an open recording."""
        post_rows(plan.created, by=by, progress=plan.progress)

    def stands(self, change: Change) -> Verdict:
        """Return whether what a change posted was not moved on."""
        if moved_on(change):
            return refused(_("A part of what it posted was moved on. Reverse the transfers first."))
        return ALLOWED

    def take_back(self, change: Change, *, by: User, reason: str) -> None:
        """Reverse what a change posted."""
        reverse_postings(change, by=by, reason=reason)


class _Reading:
    """One file being read: what is known, what was taken, what is posted."""

    def __init__(self, importer: PostingImporter) -> None:
        self.importer, self.known = importer, Lookups()
        self.totals = StatedTotals([str(one) for one in importer.kinds], day=importer.day)
        self.posted = references(importer.code)
        self.opened = opening() is not None
        self.today = timezone.now().date()
        self.openings = days_of_opening()
        self.rows: list[Row] = []
        self.seen: dict[str, int] = {}

    def take(self, line: Line) -> None:
        """Take a line as a row; what it lacks is noted."""
        before = line.sheet.problems.count
        reference = self._reference(line)
        kind = self._kind(line)
        amount, day = line.amount("amount"), self._past_day(line, self.importer.day)
        code = line.code("currency", self.known.currencies, _("No currency has this code."))
        if amount is not None and day is not None and code:
            self.totals.count(line, Key(str(kind), code, day.year), amount)
        recorded = self._past_day(line, "recorded_on", required=False)
        if recorded and self.opened:
            line.problem("recorded_on", _("The installation was opened: nothing is dated back any more."))
        pool, agreement = self._pool(line, day)
        partner = self._partner(line, agreement)
        shares = self.known.shares(line, day) if day else ()
        if (
            line.sheet.problems.count > before
            or pool is None
            or amount is None
            or day is None
            or shares is None
        ):
            return
        posting = Posting(
            kind=kind,
            pool=pool,
            amount=amount,
            currency=self.known.currencies[str(code)],
            effective_on=day,
            reason=line.words("note", required=False, longest=500) or REASON,
            shares=shares,
            psc_rate=self._psc_rate(line),
            agreement=agreement,
            legal_partner=partner,
            project=self.known.project(line),
            external_source=self.importer.code,
            external_ref=reference,
        )
        self._check(line, posting, recorded, before)

    def _check(self, line: Line, posting: Posting, recorded: date | None, before: int) -> None:
        """Let the ledger's own rules judge the posting, and compare it with what stands there."""
        stated, posting = posting, with_terms(posting)
        try:
            check_posting(posting)
            rate, source = self.known.rate_on(posting.currency.pk, posting.effective_on)
        except (UnableToPost, UnableToConvert) as error:
            for field, messages in error.problems.items():
                line.problem(self._column_of(field), " ".join(messages))
            return
        if posting.kind == EntryKind.REFUND and posting.amount > 0:
            line.problem("amount", _("The amount of a refund must be negative."))
        begun = self.openings.get(posting.pool.pk or 0)
        if begun and posting.effective_on < begun:
            text = _("The opening balance of the pool holds what came before its day.")
            line.problem(self.importer.day, text)
        of_agreement = stated if posting.agreement is not None else None
        row = Row(line.number, posting, rate, source, recorded, of_agreement)
        if is_posted(row, self.posted) and (differing := differences(row, self.posted)):
            line.problem("reference", posted_otherwise(row, self.posted, differing))
        if line.sheet.problems.count == before:
            self.rows.append(row)

    def _partner(self, line: Line, agreement: Any) -> Any:
        """Return the partner that a line names: of an agreement with one partner no other."""
        partner = self.known.organisation(line, "partner", required=False)
        alone = agreement is not None and agreement.kind != AgreementKind.MULTI_DONOR
        if partner is not None and alone and partner.pk != agreement.partner_id:
            return line.problem("partner", _("The agreement is another partner’s."))
        return partner

    def _column_of(self, field: str) -> str:
        return self.importer.day if field == "effective_on" else COLUMN_OF.get(field, field)

    def _reference(self, line: Line) -> str:
        """Return the reference of a row, which stands once in a file."""
        reference = line.sign("reference", longest=LONGEST_REFERENCE)
        if AGAIN in reference:
            line.problem("reference", _("A reference has no “~”."))
        if reference and self.seen.setdefault(reference, line.number) != line.number:
            line.problem("reference", _("This is already in row %(row)s.") % {"row": self.seen[reference]})
        return reference

    def _kind(self, line: Line) -> EntryKind:
        if len(self.importer.kinds) == 1:
            return self.importer.kind
        choices = {str(one): one for one in self.importer.kinds}
        return line.choice("kind", choices, required=False) or self.importer.kind

    def _past_day(self, line: Line, column: str, *, required: bool = True) -> date | None:
        day = line.day(column, required=required)
        if day and day > self.today:
            return line.problem(column, _("This day is still to come. Give today or an earlier day."))
        return day

    def _psc_rate(self, line: Line) -> Decimal | None:
        if self.importer.kind not in WITH_PARTS:
            return None
        return line.amount("psc_rate", required=False, least=Decimal(0))

    def _pool(self, line: Line, day: date | None) -> tuple[Any, Any]:
        """Return the pool and the agreement of a line: one of the two is named, RBSA by its day."""
        agreement, pool = self.known.agreement(line, required=False), self.known.pool_named(line)
        if agreement is None:
            if pool is None and not line.raw("agreement").strip() and not line.raw("pool").strip():
                line.problem("agreement", _("Name the agreement, or the pool."))
            return pool, None
        if pool is not None:
            return pool, agreement
        if agreement.kind != "rbsa":
            return self.known.pool_of(agreement), agreement
        biennium = self.known.biennium_on(day) if day else None
        if biennium is None:
            return line.problem(self.importer.day, _("No biennium holds this day.")), agreement
        return self.known.shared_pool(PoolKind.RBSA.upper(), biennium), agreement


class ReceiptImporter(PostingImporter):
    """What was received, sent back, or lost and won by exchange."""

    code = "first-receipts"
    label = gettext_lazy("Receipts of the past (first import)")
    description = gettext_lazy("Receipts, refunds and adjustments that another system recorded, one a row.")
    columns = columns_of(TYPE)
    source = Source(
        code="first-receipts",
        title=gettext_noop("Receipts of the first import"),
        publisher=gettext_noop("International Labour Office"),
    )
    kind = EntryKind.RECEIPT
    kinds = (EntryKind.RECEIPT, EntryKind.REFUND, EntryKind.ADJUSTMENT)


class AllocationImporter(PostingImporter):
    """What was put to projects and outcomes."""

    code = "first-allocations"
    label = gettext_lazy("Allocations of the past (first import)")
    description = gettext_lazy(
        "Allocations that another system recorded, one a row, support costs included. A pool never gives "
        "more than it has: load approvals and receipts first."
    )
    columns = columns_of(PSC, day="allocated_on")
    day = "allocated_on"
    source = Source(
        code="first-allocations",
        title=gettext_noop("Allocations of the first import"),
        publisher=gettext_noop("International Labour Office"),
    )
    kind = EntryKind.ALLOCATION
    kinds = (EntryKind.ALLOCATION,)


class ExpenditureImporter(PostingImporter):
    """What was spent."""

    code = "first-expenditure"
    label = gettext_lazy("Expenditure of the past (first import)")
    description = gettext_lazy("Expenditure that another system recorded, one a row, support costs included.")
    columns = columns_of(PSC, day="spent_on")
    day = "spent_on"
    source = Source(
        code="first-expenditure",
        title=gettext_noop("Expenditure of the first import"),
        publisher=gettext_noop("International Labour Office"),
    )
    kind = EntryKind.EXPENDITURE
    kinds = (EntryKind.EXPENDITURE,)


RECEIPTS, ALLOCATIONS, EXPENDITURE = ReceiptImporter(), AllocationImporter(), ExpenditureImporter()
