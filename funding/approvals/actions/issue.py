"""Issuing an approval: signature, minute, lines of the ledger and proposal, all of it or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from funding.agreements.actions.agreement_life import AGREEMENT_LIFE
from funding.agreements.vocab import AgreementStatus
from funding.approvals import policies, rules
from funding.approvals.actions.approval_life import APPROVAL_LIFE
from funding.approvals.actions.approvals import UnableToRecordApproval, locked_with_terms
from funding.approvals.actions.minutes import minute_says
from funding.approvals.models.approval import Approval
from funding.approvals.postings import ISSUED, postings_of
from funding.approvals.querysets import HANDED_IN
from funding.approvals.valuation import valued
from funding.approvals.vocab import TO_AGREED, ApprovalStatus
from funding.ledger.actions.pools import pool_of_approvals
from funding.ledger.actions.postings import Share, post_together, reverse_entry
from funding.ledger.models.entry import LedgerEntry
from ilo_dc.core.errors import require
from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.life.actions import Step
from ilo_dc.core.versions.actions import history_context, locked, save_changes
from portfolio.models import BudgetLink, ResultsNode
from portfolio.proposals.actions.proposal_life import PROPOSAL_LIFE
from portfolio.proposals.vocab import ProposalStatus

if TYPE_CHECKING:
    from funding.approvals.models.approval_share import ApprovalShare
    from ilo_dc.core.models import User

CERTAIN = 100  # per cent


@transaction.atomic
def finish_approval(*, by: User, approval: Approval, lock_version: int) -> Approval:
    """Issue a draft, or hand it in where its amount needs a second signature.

    Raises:
        Refused, Conflict, UnableToRecordStatus, UnableToConvert, UnableToAct: as `issue_approval`.
    """
    require(policies.may_edit_approval(by, approval))
    now = locked_with_terms(approval, lock_version=lock_version)
    if not rules.needs_second_signature(valued(now).usd, settings.PORTAL_SECOND_SIGNATURE_USD):
        return issue_approval(by=by, approval=now, lock_version=now.version)
    step = Step(ApprovalStatus.AWAITING, timezone.now().date(), HANDED_IN)
    return APPROVAL_LIFE.record(by=by, noun=now, lock_version=now.version, step=step)


@transaction.atomic
def issue_approval(*, by: User, approval: Approval, lock_version: int) -> Approval:
    """Issue an approval: its amount counts from now on, in the year of its signature.

    In one transaction the agreement gets its signature, the ledger its lines, the year its next minute, and
    the proposal its agreement.

    Raises:
        Refused: `by` records no approvals, or signs as the second what they wrote.
        Conflict: somebody changed it or its terms meanwhile.
        UnableToRecordApproval: its amount needs a second signature first, or the shares are not whole.
        UnableToRecordStatus: the agreement lacks a term.
        UnableToConvert: the month of the signature has no exchange rate.
        UnableToRecord: somebody else records for too long.
    """
    require(policies.may_move_approval(by, approval, ApprovalStatus.ISSUED))
    now = locked_with_terms(approval, lock_version=lock_version)
    require(policies.may_move_approval(by, now, ApprovalStatus.ISSUED))
    value = valued(now)
    if now.status == ApprovalStatus.DRAFT and rules.needs_second_signature(
        value.usd, settings.PORTAL_SECOND_SIGNATURE_USD
    ):
        raise UnableToRecordApproval(_("This amount needs a second signature: hand it in."))
    if lacking := APPROVAL_LIFE.gates_before(now, ApprovalStatus.ISSUED):
        problems = {gate.field: [_(gate.message)] for gate in lacking}
        raise UnableToRecordApproval(_("The approval cannot take this step yet."), problems)
    with recording(by=by, reason=ISSUED):
        _sign(by, now)
        pool = pool_of_approvals(now.agreement, day=now.signed_on)
        lines = post_together(
            by=by, postings=postings_of(now, pool=pool, shares=_shares(now), rate=value.rate)
        )
        _number(by, now, lines)
        _agree(by, now, value)
        step = Step(ApprovalStatus.ISSUED, timezone.now().date(), ISSUED)
        return APPROVAL_LIFE.record(by=by, noun=now, lock_version=now.version, step=step)


@transaction.atomic
def cancel_approval(*, by: User, approval: Approval, lock_version: int, reason: str) -> Approval:
    """Cancel what was issued: its lines are reversed and restate the year they count in; its minute stays.

    Raises:
        Refused: no manager.
        Conflict: somebody changed it meanwhile.
        UnableToRecordStatus: it was not issued, or no reason is given.
        UnableToPost: the money was moved on, or is allocated.
    """
    require(policies.may_move_approval(by, approval, ApprovalStatus.CANCELLED))
    now = locked(approval, lock_version=lock_version)
    step = Step(ApprovalStatus.CANCELLED, timezone.now().date(), reason)
    with recording(by=by, reason="Approval cancelled"):
        cancelled = APPROVAL_LIFE.record(by=by, noun=now, lock_version=now.version, step=step)
        reverse_entry(by=by, entry=now.lines.order_by("line")[0], reason=step.reason)
    return cancelled


def _sign(by: User, approval: Approval) -> None:
    """Record the signature of an agreement that is a draft still."""
    agreement = approval.agreement
    if agreement.status == AgreementStatus.DRAFT:
        step = Step(AgreementStatus.SIGNED, agreement.signed_on or timezone.now().date(), ISSUED)
        version = agreement.version
        approval.agreement = AGREEMENT_LIFE.record(by=by, noun=agreement, lock_version=version, step=step)


def _shares(approval: Approval) -> tuple[Share, ...]:
    """Return what an approval is for, with the policy outcomes of the Programme and Budget of its day."""
    shares = list(approval.shares.for_list())
    cpos = [one.outcome_id for one in shares if one.outcome_id]
    numbers = BudgetLink.objects.policy_outcomes_on(approval.signed_on, cpos=cpos)
    nodes = ResultsNode.objects.in_bulk(numbers.values())
    return tuple(_share(one, nodes.get(numbers.get(one.outcome_id or 0, 0))) for one in shares)


def _share(share: ApprovalShare, policy_outcome: ResultsNode | None) -> Share:
    outcome = share.outcome
    return Share(
        percent=share.share,
        outcome=outcome,
        global_product=share.global_product,
        policy_outcome=policy_outcome,
        country=outcome.country if outcome else None,
        region=outcome.region if outcome else None,
    )


def _number(by: User, approval: Approval, lines: list[LedgerEntry]) -> None:
    """Give the next number of the year, and keep what the minute says; no other transaction numbers now."""
    issued_at = timezone.now()
    last = Approval.objects.filter(minute_year=issued_at.year).aggregate(last=Max("minute_number"))["last"]
    number = (last or 0) + 1
    name = rules.minute_of(issued_at.year, number)
    late = LedgerEntry.objects.filter(posting=lines[0].posting).late().exists()
    values: dict[str, Any] = {
        "minute_year": issued_at.year,
        "minute_number": number,
        "issued_at": issued_at,
        "posting": lines[0].posting,
        "minute": minute_says(approval, lines, number=name, by=by, late=late),
    }
    with history_context(by, ISSUED):
        save_changes(approval, values)


def _agree(by: User, approval: Approval, value: rules.Value) -> None:
    """Let the proposal be agreed with the partner on the day of the signature."""
    proposal = approval.proposal
    if proposal is None or approval.amendment is not None:
        return
    answer = {"partner": approval.agreement.partner, "amount_usd": value.usd}
    # From elsewhere the life of the proposal refuses the first step.
    for status in TO_AGREED.get(proposal.status, (ProposalStatus.AGREED,)):
        asked = {"probability": CERTAIN} if status == ProposalStatus.WITH_PARTNER else {}
        step = Step(status, approval.signed_on, ISSUED, **answer, **asked)
        proposal = PROPOSAL_LIFE.record(by=by, noun=proposal, lock_version=proposal.version, step=step)
