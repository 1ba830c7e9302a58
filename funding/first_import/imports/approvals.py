"""Sheets in: approvals that were issued before the installation was opened."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from funding.agreements.models.amendment import Amendment
from funding.agreements.vocab import AgreementKind
from funding.approvals.models.approval import Approval
from funding.approvals.postings import postings_of
from funding.approvals.vocab import IN_FORCE, ApprovalStatus
from funding.first_import import policies
from funding.first_import.actions.approvals import NewApproval, save_approvals
from funding.first_import.imports.lookups import Lookups
from funding.first_import.imports.previews import left_uncompared
from funding.first_import.imports.totals import ROWS, StatedTotals, is_total
from funding.first_import.querysets import days_of_opening
from funding.first_import.rules import Key
from funding.first_import.vocab import StatedKind
from funding.ledger.actions.postings import (
    UnableToPost,
    check_posting,
    with_terms,
)
from funding.ledger.vocab import PoolKind
from funding.rates.querysets import UnableToConvert
from ilo_dc.core.facts.actions.facts import Plan
from ilo_dc.core.imports.described import Column, Source
from ilo_dc.core.imports.importer import Importer, Sheet
from ilo_dc.core.installation.actions import is_demonstration

if TYPE_CHECKING:
    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.imports.lines import Line
    from ilo_dc.core.imports.scope import Scope
    from ilo_dc.core.models import SourceEdition, User
    from ilo_dc.core.people.grants import Viewer

NOT_COMPARED = ("minute", "note")  # of an approval that is there already
COLUMN_OF = {"shares": "outcomes", "legal_partner": "partner", "kind": "reference", "agreement": "reference"}


class ApprovalImporter(Importer[NewApproval]):
    """Approvals of the past: one of each agreement and amendment, found again by it."""

    code = "first-approvals"
    label = gettext_lazy("Approvals of the past (first import)")
    description = gettext_lazy(
        "Approvals that were issued, one a row, of agreements and amendments that are saved already. Each "
        "counts in the year of its signature and gets the next minute of the year in which it was issued."
    )
    columns = (
        Column("reference", gettext_lazy("Reference of the agreement; or TOTAL."), example="DEMO-A-1"),
        Column(
            "amendment", gettext_lazy("Number of the amendment; empty: the agreement itself."), required=False
        ),
        Column("partner", gettext_lazy("Where several partners have that reference."), required=False),
        Column(
            "approved_on",
            gettext_lazy("Day of the signature, as it is saved; of TOTAL the year."),
            example="2021-03-01",
        ),
        Column("currency", gettext_lazy("ISO 4217 code, as it is saved."), example="EUR"),
        Column(
            "amount", gettext_lazy("What was signed, as it is saved: plus or minus."), example="1130000.00"
        ),
        Column(
            "issued_on",
            gettext_lazy("Day of the minute; the signature’s unless told."),
            required=False,
            example="2021-03-20",
        ),
        Column("minute", gettext_lazy("Number of the minute in the former system."), required=False),
        Column("project", gettext_lazy("TC code or number of the project."), required=False),
        Column(
            "outcomes",
            gettext_lazy("Codes of outcomes or products, with shares where there are several."),
            required=False,
            example="ARG155=60; KEN101=40",
        ),
        Column("note", gettext_lazy("A note for staff."), required=False),
        ROWS,
    )
    by_rows = True
    source = Source(
        code="first-approvals",
        title=gettext_noop("Approvals of the first import"),
        publisher=gettext_noop("International Labour Office"),
    )
    not_reversed = gettext_lazy(
        "An approval is taken back by itself: cancel it, and its minute keeps its number."
    )

    def policy(self, user: Viewer) -> Verdict:
        """Return whether `user` may load this sheet."""
        return policies.may_load_approvals(user)

    def may_see(self, user: Viewer) -> Verdict:
        """Return whether `user` sees the sheets of others."""
        return policies.may_see_loaded(user)

    def read(self, sheet: Sheet) -> list[NewApproval]:
        """Return the approvals that can be saved, or are saved already."""
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
            reading.totals.compare(sheet, taken={row.number for row in reading.rows})
        return reading.rows

    def plan(self, rows: list[NewApproval], *, demonstration: bool, scope: Scope) -> Plan[Any]:
        """Return which rows are to be saved, and how many are already."""
        saved = _in_force()
        fresh = [row for row in rows if _key(row.approval) not in saved]
        there = len(rows) - len(fresh)
        return Plan(created=fresh, unchanged=there, notes=left_uncompared(NOT_COMPARED, rows=there))

    def post(
        self, plan: Plan[Any], *, by: User | None, edition: SourceEdition | None, demonstration: bool
    ) -> None:
        """Save `plan`; called inside an open recording."""
        save_approvals(plan.created, by=by, progress=plan.progress)


def _in_force() -> dict[tuple[int, int | None], Approval]:
    rows = Approval.objects.filter(status__in=IN_FORCE).defer("minute").prefetch_related("shares")
    return {_key(one): one for one in rows}


def _key(approval: Approval) -> tuple[int, int | None]:
    return approval.agreement_id, approval.amendment_id


def _differences(found: Approval, approval: Approval, issued_on: date, shares: Any) -> list[str]:
    """Return the columns in which a sheet says otherwise than an approval that was issued."""
    named = {(one.outcome_id, one.global_product_id, one.share) for one in found.shares.all()}
    stated = {
        (
            one.outcome.pk if one.outcome else None,
            one.global_product.pk if one.global_product else None,
            one.percent,
        )
        for one in shares
    }
    day = found.issued_at.date() if found.issued_at else None
    pairs = {
        "issued_on": (day, issued_on),
        "project": (found.project_id, approval.project_id),
        "outcomes": (named, stated),
    }
    return [name for name, (there, here) in pairs.items() if there != here]


class _Reading:
    """One file being read."""

    def __init__(self) -> None:
        self.known, self.demonstration = Lookups(), is_demonstration()
        self.openings = days_of_opening()
        self.totals = StatedTotals([str(StatedKind.APPROVAL)], day="approved_on")
        self.amendments: dict[tuple[int, int], Any] = {
            (one.agreement_id, one.number): one
            for one in Amendment.objects.select_related("partner__funding_profile")
        }
        self.saved = _in_force()
        self.today = timezone.now().date()
        self.rows: list[NewApproval] = []
        self.seen: dict[tuple[int, int | None], int] = {}

    def take(self, line: Line) -> None:
        """Take a line as an approval; what it lacks is noted."""
        before = line.sheet.problems.count
        agreement = self.known.agreement(line, column="reference")
        amendment = self._amendment(line, agreement)
        signed_on, amount = line.day("approved_on"), line.amount("amount")
        currency = line.code("currency", self.known.currencies, _("No currency has this code."))
        if currency and signed_on and amount is not None:
            self.totals.count(line, Key(str(StatedKind.APPROVAL), currency, signed_on.year), amount)
        issued_on = self._issued(line, signed_on)
        shares = self.known.shares(line, signed_on) if signed_on else ()
        if line.sheet.problems.count > before or agreement is None or issued_on is None or shares is None:
            return
        approval = Approval(
            agreement=agreement,
            amendment=amendment,
            project=self.known.project(line),
            note=line.words("note", required=False, longest=2000),
            demonstration=self.demonstration,
        )
        self._compare(line, approval, (signed_on, str(currency), amount))
        self._compare_saved(line, approval, issued_on, shares)
        if line.sheet.problems.count == before:
            self._post(line, approval, issued_on, shares)

    def _amendment(self, line: Line, agreement: Any) -> Any:
        number = line.whole("amendment", least=1, most=999, required=False)
        if number is None or agreement is None:
            return None
        found = self.amendments.get((agreement.pk, number))
        return found or line.problem("amendment", _("The agreement has no amendment of this number."))

    def _issued(self, line: Line, signed_on: date | None) -> date | None:
        issued_on = line.day("issued_on", required=False) or signed_on
        if issued_on and signed_on and issued_on < signed_on:
            return line.problem("issued_on", _("An approval is issued once it is signed."))
        if issued_on and issued_on > self.today:
            return line.problem("issued_on", _("This day is still to come. Give today or an earlier day."))
        return issued_on

    def _compare(self, line: Line, approval: Approval, stated: tuple[Any, ...]) -> None:
        """Note what the sheet says otherwise than what was signed."""
        saved = (approval.signed_on, approval.agreement.currency_id, approval.signed_amount)
        for column, here, there in zip(("approved_on", "currency", "amount"), saved, stated, strict=True):
            if here != there:
                line.problem(column, _("What was signed says otherwise: %(saved)s.") % {"saved": here})

    def _compare_saved(self, line: Line, approval: Approval, issued_on: date, shares: Any) -> None:
        """Note what the sheet says twice, or otherwise than an approval that is there already."""
        key = _key(approval)
        if self.seen.setdefault(key, line.number) != line.number:
            line.problem("reference", _("This is already in row %(row)s.") % {"row": self.seen[key]})
        found = self.saved.get(key)
        if found is not None and found.status != ApprovalStatus.ISSUED:
            line.problem("reference", _("An approval of it is being written: withdraw it first."))
        elif found is not None and (differing := _differences(found, approval, issued_on, shares)):
            words = {"minute": found.minute_name, "columns": ", ".join(differing)}
            line.problem("reference", _("Its minute %(minute)s says otherwise: %(columns)s.") % words)
        if key[1] is not None and not self._is_approved(key[0]):
            line.problem("amendment", _("Approve the agreement itself first."))

    def _is_approved(self, agreement: int) -> bool:
        return (agreement, None) in self.saved or (agreement, None) in self.seen

    def _post(self, line: Line, approval: Approval, issued_on: date, shares: Any) -> None:
        """Let the ledger's rules judge what an approval posts."""
        pool = self._pool(line, approval)
        if pool is None:
            return
        begun = self.openings.get(pool.pk or 0)
        if begun and approval.signed_on < begun:
            line.problem("approved_on", _("The opening balance of the pool holds what came before its day."))
            return
        try:
            rate, source = self.known.rate_on(approval.agreement.currency_id, approval.signed_on)
            postings = postings_of(approval, pool=pool, shares=shares, rate=rate)
            for one in postings:
                check_posting(with_terms(one))
        except (UnableToPost, UnableToConvert) as error:
            for field, messages in error.problems.items():
                line.problem(COLUMN_OF.get(field, field), " ".join(messages))
            return
        minute = line.words("minute", required=False, longest=60)
        self.rows.append(
            NewApproval(line.number, approval, postings, rate, source, issued_on, minute, shares)
        )

    def _pool(self, line: Line, approval: Approval) -> Any:
        agreement: Any = approval.agreement
        if agreement.kind != AgreementKind.RBSA:
            return self.known.pool_of(agreement)
        biennium = self.known.biennium_on(approval.signed_on)
        if biennium is None:
            return line.problem("approved_on", _("No biennium holds this day."))
        return self.known.shared_pool(PoolKind.RBSA.upper(), biennium)


APPROVALS = ApprovalImporter()
