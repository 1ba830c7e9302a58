"""Approvals: record one, edit its draft; its life is declared in `approval_life`, issuing it in `issue`."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from funding.agreements.actions.agreements import AgreementTerms, edit_agreement, register_agreement
from funding.agreements.models.agreement import Agreement
from funding.agreements.models.amendment import Amendment
from funding.agreements.vocab import CONCLUDED, AgreementKind, AgreementStatus
from funding.approvals import policies, rules
from funding.approvals.actions.approval_life import APPROVAL_LIFE
from funding.approvals.models.approval import Approval
from funding.approvals.models.approval_share import ApprovalShare
from funding.approvals.querysets import EDITED, RECORDED
from funding.approvals.vocab import ApprovalStatus
from ilo_dc.core.errors import UnableToAct, require
from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.installation.actions import is_demonstration
from ilo_dc.core.life.actions import Step
from ilo_dc.core.versions.actions import history_context, locked, save_changes, save_valid
from portfolio.outcomes.models.country_outcome import CountryProgrammeOutcome

if TYPE_CHECKING:
    from ilo_dc.core.models import User
    from portfolio.models import GlobalProduct, Project, Proposal

    Shares = tuple[tuple[CountryProgrammeOutcome | GlobalProduct, Decimal], ...]


class UnableToRecordApproval(UnableToAct):
    """The approval cannot be recorded like this."""

    title = "Unable to record this approval"


@dataclass(frozen=True)
class ApprovalData:
    """What is said of an approval beside the terms of the agreement.

    `shares` are pairs of outcome or product and per cent. `complete_residue`: what rounding left of 100 is
    added to the largest share.
    """

    proposal: Proposal | None = None
    project: Project | None = None
    note: str = ""
    shares: Shares = field(default=())
    complete_residue: bool = False

    @property
    def whole_shares(self) -> Shares:
        """The shares, completed where that was asked for."""
        if not self.complete_residue:
            return self.shares
        whole = rules.without_residue([share for _named, share in self.shares])
        return tuple((named, share) for (named, _share), share in zip(self.shares, whole, strict=True))


@transaction.atomic
def record_approval(*, by: User, terms: AgreementTerms, data: ApprovalData) -> Approval:
    """Record the approval of a new agreement, as drafts of both: nothing of them counts yet.

    Raises:
        Refused: neither a PARDEV officer nor a manager.
        UnableToRecordApproval: a child of an umbrella, whose money was approved there; shares named twice.
        UnableToAct: what the fields or constraints found.
    """
    require(policies.may_record_approval(by))
    if terms.kind == AgreementKind.CHILD:
        raise _approved_under_its_umbrella()
    _check(data)
    agreement = register_agreement(by=by, terms=with_usual(terms, data.proposal))
    return _record(by, agreement, None, data)


@transaction.atomic
def approve_agreement(
    *, by: User, agreement: Agreement, amendment: Amendment | None = None, data: ApprovalData
) -> Approval:
    """Record the approval of an agreement that is registered, or of an amendment of it, as a draft.

    Raises:
        Refused: neither a PARDEV officer nor a manager.
        UnableToRecordApproval: it is approved under its umbrella, was not concluded, the amendment moves no
            money, or comes before the approval of what it amends.
        UnableToAct: what the fields or constraints found: there is an approval of it already.
    """
    require(policies.may_record_approval(by))
    _check(data)
    if agreement.kind == AgreementKind.CHILD:
        raise _approved_under_its_umbrella()
    if agreement.status not in (AgreementStatus.DRAFT, *CONCLUDED):
        raise UnableToRecordApproval(_("The agreement was not concluded: there is nothing to approve."))
    if amendment is not None:
        _check_amendment(agreement, amendment)
    return _record(by, agreement, amendment, data)


@transaction.atomic
def edit_approval(
    *,
    by: User,
    approval: Approval,
    lock_version: int,
    data: ApprovalData,
    terms: AgreementTerms | None = None,
) -> Approval:
    """Change a draft, and with it the `terms` of an agreement that is a draft as well (None: they stay).

    Raises:
        Refused: neither a PARDEV officer nor a manager, or it is no draft any more.
        Conflict: somebody changed it or its terms meanwhile.
        UnableToRecordApproval: shares named twice, or too many.
        UnableToAct: what the fields or constraints found.
    """
    require(policies.may_edit_approval(by, approval))
    now = locked_with_terms(approval, lock_version=lock_version)
    require(policies.may_edit_approval(by, now))
    _check(data)
    if terms is not None:
        before, terms = now.agreement.version, with_usual(terms, data.proposal)
        edit_agreement(by=by, agreement=now.agreement, lock_version=before, terms=terms)
        now.refresh_from_db()  # the database raised its version with the terms
    with history_context(by, EDITED):
        changed = _save_shares(now, data.whole_shares)
        values = {"proposal": data.proposal, "project": data.project, "note": data.note.strip()}
        return save_changes(now, values, parts_changed=changed)


def locked_with_terms(approval: Approval, *, lock_version: int) -> Approval:
    """Return an approval as it is saved now, locked with what it approves, if that is what was read.

    The terms come first, as whoever edits them locks them before their approvals.

    Raises:
        Conflict: somebody changed it or its terms meanwhile, or removed it.
    """
    agreements = Agreement.objects.filter(pk=approval.agreement_id)
    amendments = Amendment.objects.filter(approvals=approval.pk)
    for terms in (agreements, amendments):
        list(terms.select_for_update(of=("self",), no_key=True))
    return locked(approval, lock_version=lock_version)


def with_usual(terms: AgreementTerms, proposal: Proposal | None) -> AgreementTerms:
    """Return terms with what is usual where they say nothing: it starts when it is signed.

    It ends after the duration that its proposal names.
    """
    start = terms.starts_on or terms.signed_on
    end = terms.ends_on
    if end is None and start and proposal is not None and proposal.duration_months:
        end = rules.end_after(start, proposal.duration_months)
    return replace(terms, starts_on=start, ends_on=end)


def _approved_under_its_umbrella() -> UnableToRecordApproval:
    message = _("Money is approved once: under its umbrella. Transfer it from there.")
    return UnableToRecordApproval(message, {"kind": [message]})


def _check_amendment(agreement: Agreement, amendment: Amendment) -> None:
    if amendment.agreement_id != agreement.pk:
        raise UnableToRecordApproval(_("The amendment belongs to another agreement."))
    if not amendment.amount:
        raise UnableToRecordApproval(_("The amendment changes no amount: there is nothing to approve."))
    if not agreement.approvals.filter(amendment=None, status=ApprovalStatus.ISSUED).exists():
        raise UnableToRecordApproval(_("Approve the agreement itself first."))


def _check(data: ApprovalData) -> None:
    if len(data.shares) > rules.MOST_SHARES:
        message = _("An approval names at most %(most)s outcomes and products.")
        message %= {"most": rules.MOST_SHARES}
        raise UnableToRecordApproval(message, {"shares": [message]})
    named = [one for one, _share in data.shares]
    if len(set(named)) != len(named):
        message = _("An outcome or a product is named twice: give it one share.")
        raise UnableToRecordApproval(message, {"shares": [message]})


def _record(by: User, agreement: Agreement, amendment: Amendment | None, data: ApprovalData) -> Approval:
    approval = Approval(
        agreement=agreement,
        amendment=amendment,
        proposal=data.proposal,
        project=data.project,
        note=data.note.strip(),
        demonstration=is_demonstration(),
    )
    with history_context(by, RECORDED):
        save_valid(approval)
        _save_shares(approval, data.whole_shares)
    with recording(by=by, reason=RECORDED):
        step = Step(ApprovalStatus.DRAFT, timezone.now().date(), RECORDED)
        APPROVAL_LIFE.begin(approval, step)
    return approval


def _save_shares(approval: Approval, shares: Shares) -> bool:
    """Put `shares` in place of those that are saved, and return whether anything differs."""
    saved = [(one.named, one.share) for one in approval.shares.for_list()]
    if saved == list(shares):
        return False
    approval.shares.all().delete()
    for named, share in shares:
        column = "outcome" if isinstance(named, CountryProgrammeOutcome) else "global_product"
        save_valid(
            ApprovalShare(
                approval=approval, share=share, demonstration=approval.demonstration, **{column: named}
            )
        )
    return True
