"""The invented ledger of a demonstration: what the invented agreements approve, and what was received.

Lines are made as the actions make them and written set-based: the database judges each as it does a person's.
They are marked, and recorded the day after they count; the partner table is equal by construction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from funding.agreements.models.agreement import Agreement
from funding.agreements.models.amendment import Amendment
from funding.agreements.rules import amounts_of
from funding.agreements.vocab import CONCLUDED, AgreementKind
from funding.approvals.actions.minutes import minute_says
from funding.approvals.models.approval import Approval
from funding.approvals.models.approval_share import ApprovalShare
from funding.approvals.models.approval_state import ApprovalState
from funding.approvals.postings import postings_of
from funding.approvals.rules import minute_of
from funding.approvals.vocab import ApprovalStatus
from funding.demonstration.partner_table import LATE_ON
from funding.ledger.actions.pools import KIND_OF_TYPE
from funding.ledger.actions.postings import Posting, Share, lines_of, numbered, places_of, with_terms
from funding.ledger.actions.transfers import Destination, moved_part, transfer_lines
from funding.ledger.models.entry import LedgerEntry
from funding.ledger.models.pool import Pool
from funding.ledger.vocab import Basis, EntryKind, PoolKind, ResourceType
from funding.rates.models import ExchangeRate
from ilo_dc.core.errors import UnableToAct
from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.installation.actions import is_demonstration
from ilo_dc.core.models import Biennium
from ilo_dc.core.versions.actions import history_context
from portfolio.demonstration.rules import HORIZON
from portfolio.models import BudgetLink, OutcomeShare, ResultsNode

REASON = gettext_noop("Demonstration ledger")
OFFICER = "Invented officer (demonstration data)"
RECORDED_LATE = timedelta(days=60)
# How many days after it is due an instalment is paid; some are not paid yet.
PAID_AFTER = (0, 12, 5, 33, 20)
UNPAID_SINCE = timedelta(days=400)
BATCH = 2000


class UnableToLoadLedger(UnableToAct):
    """The demonstration ledger cannot be loaded here."""

    title = "Unable to load the demonstration ledger"


@dataclass
class Signed:
    """What a partner signed on a day, in the agreement's currency: the agreement itself, or an amendment."""

    agreement: Any
    day: date
    amount: Decimal
    amendment: Amendment | None = None
    shares: tuple[Share, ...] = ()
    approval: Approval = field(default_factory=Approval)
    lines: list[LedgerEntry] = field(default_factory=list)

    @property
    def recorded_at(self) -> datetime:
        """When its approval is recorded: on the morning after; of one that came late much later."""
        is_late = self.day == LATE_ON and self.agreement.reference.startswith("DEMO-B")
        return recorded_after(self.day + RECORDED_LATE if is_late else self.day)


def recorded_after(day: date) -> datetime:
    """Return the morning after a day."""
    return datetime.combine(day + timedelta(days=1), time(9), UTC)


@transaction.atomic
def load_demonstration_ledger(*, today: date | None = None) -> dict[str, int]:
    """Post what the invented agreements approve, with its approvals and minutes, and what was received.

    Nothing is added where it is already. Returns {approvals, lines of the ledger}. Nobody is asked for
    permission: whoever owns the server runs this.

    Raises:
        UnableToLoadLedger: a live installation.
    """
    if not is_demonstration():
        raise UnableToLoadLedger(_("A demonstration ledger exists in a demonstration installation only."))
    if LedgerEntry.objects.filter(backdated=True).exists():
        return {"approvals": 0, "lines": 0}
    until = min(today or timezone.now().date(), HORIZON)
    agreements = _agreements()
    pools = _open_pools(agreements)
    signed = _signed(agreements, until)
    shares = _shares_of_projects()
    policies = _PolicyOutcomes(shares)
    for one in signed:
        project = _project_of(one.agreement)
        one.shares = tuple(shares.get(project.pk, ())) if project else ()
        one.shares = tuple(policies.with_policy_outcome(share, one.day) for share in one.shares)
        one.lines = _approved(one, pools)
    received = [line for one in agreements for line in _received(one, pools, until)]
    with history_context(None, REASON):
        _issue(signed)
    with recording(by=None, reason=REASON):
        lines = [line for one in signed for line in one.lines] + received
        LedgerEntry.objects.bulk_create(lines, batch_size=BATCH)
        moved = list(_moved_to_children(signed, agreements, pools, until))
        LedgerEntry.objects.bulk_create(moved)
    return {"approvals": len(signed), "lines": len(lines) + len(moved)}


def _agreements() -> list[Any]:
    rows = Agreement.objects.filter(demonstration=True, status__in=CONCLUDED, reference__startswith="DEMO-")
    related = ("partner__funding_profile", "reporting_partner", "currency")
    parts = ("amendments", "agreement_partners__organisation", "instalments", "funded_projects__project")
    return list(rows.select_related(*related).prefetch_related(*parts).order_by("pk"))


# --- Pools --------------------------------------------------------------------------------------------------


class _Pools:
    """The pool of each agreement, and that of RBSA of each biennium."""

    def __init__(self, of_agreements: Mapping[int, Pool], of_rbsa: Sequence[Pool]) -> None:
        self.of_agreements, self.of_rbsa = of_agreements, of_rbsa

    def of(self, agreement: Any, day: date) -> Pool:
        if agreement.kind != AgreementKind.RBSA:
            return self.of_agreements[agreement.pk]
        return next(pool for pool in self.of_rbsa if _holds(pool.biennium, day))


def _holds(biennium: Any, day: date) -> bool:
    return bool(biennium.starts_on <= day < biennium.ends_on)


def _open_pools(agreements: Sequence[Any]) -> _Pools:
    of_agreements = [
        Pool(
            kind=PoolKind.AGREEMENT,
            basis=Basis.APPROVED,
            agreement=agreement,
            resource_type=ResourceType.XBDC,
            demonstration=True,
        )
        for agreement in agreements
        if agreement.kind != AgreementKind.RBSA
    ]
    days = {agreement.signed_on for agreement in agreements if agreement.kind == AgreementKind.RBSA}
    kind, basis = KIND_OF_TYPE[ResourceType.RBSA]
    of_rbsa = [
        Pool(
            kind=kind,
            basis=basis,
            biennium=biennium,
            resource_type=ResourceType.RBSA,
            demonstration=True,
        )
        for biennium in Biennium.objects.order_by("starts_on")
        if any(_holds(biennium, day) for day in days)
    ]
    Pool.objects.bulk_create([*of_agreements, *of_rbsa])
    return _Pools({pool.agreement_id or 0: pool for pool in of_agreements}, of_rbsa)


# --- Approvals ----------------------------------------------------------------------------------------------


def _signed(agreements: Sequence[Any], until: date) -> list[Signed]:
    """Return what was signed by a day, in the order in which it was recorded."""
    found = []
    for agreement in agreements:
        if agreement.kind != AgreementKind.CHILD:  # approved with its umbrella
            found.append(Signed(agreement, agreement.signed_on, agreement.signed_total))
            found += [
                Signed(agreement, one.signed_on, one.amount, one)
                for one in agreement.amendments.all()
                if one.amount
            ]
    return sorted(
        (one for one in found if one.day <= until),
        key=lambda one: (one.recorded_at, one.agreement.pk, one.amendment is not None),
    )


def _shares_of_projects() -> Mapping[int, list[Share]]:
    """Return for what each invented project is: outcomes and global products with their shares."""
    found: dict[int, list[Share]] = defaultdict(list)
    rows = OutcomeShare.objects.current().filter(demonstration=True)
    for one in rows.select_related("outcome__country__region", "outcome__region", "product").order_by("pk"):
        outcome = one.outcome
        found[one.project_id].append(
            Share(
                percent=one.share,
                outcome=outcome,
                global_product=one.product,
                country=outcome.country if outcome else None,
                region=outcome.region if outcome else None,
            )
        )
    return {project: shares for project, shares in found.items() if sum(one.percent for one in shares) == 100}


class _PolicyOutcomes:
    """The policy outcomes of country programme outcomes, by biennium."""

    def __init__(self, shares: Mapping[int, list[Share]]) -> None:
        cpos = {share.outcome.pk for rows in shares.values() for share in rows if share.outcome}
        self.bienniums = list(Biennium.objects.order_by("starts_on"))
        links = BudgetLink.objects.all()
        self.numbers = [links.policy_outcomes_on(one.starts_on, cpos=cpos) for one in self.bienniums]
        self.nodes = ResultsNode.objects.in_bulk({node for one in self.numbers for node in one.values()})

    def with_policy_outcome(self, share: Share, day: date) -> Share:
        """Return a share with the policy outcome that its outcome is for in the biennium of a day."""
        if share.outcome is None:
            return share
        numbers = zip(self.bienniums, self.numbers, strict=True)
        of_the_day = next((found for biennium, found in numbers if _holds(biennium, day)), {})
        node = of_the_day.get(share.outcome.pk)
        return replace(share, policy_outcome=self.nodes[node]) if node else share


@cache
def _rate_on(currency: str, day: date) -> tuple[Decimal, str]:
    return ExchangeRate.objects.rate_on(currency, day)


def _approved(one: Signed, pools: _Pools) -> list[LedgerEntry]:
    """Return the lines of an approval; of a multi-donor agreement each partner's, under one posting."""
    agreement = one.agreement
    approval = Approval(agreement=agreement, amendment=one.amendment, project=_project_of(agreement))
    rate, _source = _rate_on(agreement.currency_id, one.day)
    postings = postings_of(approval, pool=pools.of(agreement, one.day), shares=one.shares, rate=rate)
    lines = [line for each in postings for line in _lines(replace(each, reason=REASON), one.recorded_at)]
    return numbered(lines)


def _project_of(agreement: Any) -> Any:
    funded = list(agreement.funded_projects.all())
    return funded[0].project if funded else None


def _lines(posting: Posting, recorded_at: datetime) -> list[LedgerEntry]:
    """Return the lines of a posting as the ledger makes them, marked, dated back."""
    lines = lines_of(with_terms(posting), *_rate_on(posting.currency.pk, posting.effective_on))
    return _dated_back(lines, recorded_at)


def _dated_back(lines: list[LedgerEntry], recorded_at: datetime) -> list[LedgerEntry]:
    for line in lines:
        line.demonstration, line.backdated, line.recorded_at = True, True, recorded_at
    return lines


def _issue(signed: Sequence[Signed]) -> None:
    """Issue the approvals in the order of their minutes: drafts first, then all of them issued."""
    given: dict[int, int] = {
        year: last or 0
        for year, last in Approval.objects.values_list("minute_year").annotate(last=Max("minute_number"))
        if year
    }
    for one in signed:
        year = one.recorded_at.year
        given[year] = given.get(year, 0) + 1
        one.approval = _approval(one, year, given[year])
    Approval.objects.bulk_create([one.approval for one in signed])
    ApprovalShare.objects.bulk_create(share for one in signed for share in _shares_of(one))
    for status in (ApprovalStatus.DRAFT, ApprovalStatus.ISSUED):
        with recording(by=None, reason=REASON):
            ApprovalState.objects.bulk_create(_state(one, status) for one in signed)


def _approval(one: Signed, year: int, number: int) -> Approval:
    approval = Approval(
        agreement=one.agreement,
        amendment=one.amendment,
        project=_project_of(one.agreement),
        minute_year=year,
        minute_number=number,
        issued_at=one.recorded_at,
        posting=one.lines[0].posting,
        demonstration=True,
    )
    name = minute_of(year, number)
    approval.minute = minute_says(approval, one.lines, number=name, by=OFFICER, on=one.recorded_at.date())
    return approval


def _shares_of(one: Signed) -> Iterator[ApprovalShare]:
    """Yield what an approval is for."""
    for share in one.shares:
        yield ApprovalShare(
            approval=one.approval,
            outcome=share.outcome,
            global_product=share.global_product,
            share=share.percent,
            demonstration=True,
        )


def _state(one: Signed, status: ApprovalStatus) -> ApprovalState:
    issued_at = one.recorded_at
    is_draft = status == ApprovalStatus.DRAFT
    return ApprovalState(
        approval=one.approval,
        status=status,
        effective_on=one.day if is_draft else issued_at.date(),
        reason=REASON,
        recorded_at=issued_at - timedelta(hours=1) if is_draft else issued_at,
        superseded_at=issued_at if is_draft else None,
        backdated=True,
        demonstration=True,
    )


def _moved_to_children(
    signed: Sequence[Signed], agreements: Sequence[Any], pools: _Pools, until: date
) -> Iterator[LedgerEntry]:
    """Yield the transfers of what an umbrella approved to the agreements under it, as each was signed."""
    umbrellas = {one.agreement.pk: one.lines[0] for one in signed if one.amendment is None}
    for agreement in agreements:
        if agreement.kind != AgreementKind.CHILD or agreement.signed_on > until:
            continue
        line, places = umbrellas[agreement.parent_id], places_of(agreement.currency)
        terms = {"psc_rate": agreement.psc_rate, "levy": agreement.levy, "minor_units": places}
        part = moved_part(line, amounts_of(agreement.signed_total, **terms).net)
        to = Destination(pool=pools.of_agreements[agreement.pk], effective_on=agreement.signed_on)
        lines = transfer_lines(line, part, to, REASON)
        yield from _dated_back(lines, recorded_after(agreement.signed_on))


# --- Receipts -----------------------------------------------------------------------------------------------


def _received(agreement: Any, pools: _Pools, until: date) -> Iterator[LedgerEntry]:
    """Yield what was paid of an agreement by a day: RBSA in its year of signature, others as it fell due.

    A few of the latest instalments are late.
    """
    for number, instalment in enumerate(agreement.instalments.all()):
        place = agreement.pk + number
        is_rbsa = agreement.kind == AgreementKind.RBSA
        day = instalment.due_on + timedelta(days=0 if is_rbsa else PAID_AFTER[place % len(PAID_AFTER)])
        is_unpaid = not is_rbsa and place % 5 == 3 and day > until - UNPAID_SINCE
        if day > until or is_unpaid:
            continue
        posting = Posting(
            kind=EntryKind.RECEIPT,
            pool=pools.of(agreement, day),
            amount=round(instalment.amount, places_of(agreement.currency)),
            currency=agreement.currency,
            effective_on=day,
            reason=REASON,
            agreement=agreement,
            legal_partner=instalment.partner,
            project=_project_of(agreement),
        )
        yield from _lines(posting, recorded_after(day))
