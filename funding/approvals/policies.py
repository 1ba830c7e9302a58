"""Who records, signs, issues and cancels approvals (journeys, section 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from funding.agreements.policies import REGISTRARS
from funding.approvals.models.approval import Approval
from funding.approvals.vocab import ApprovalStatus
from ilo_dc.core.errors import ALLOWED, Verdict, refused
from ilo_dc.core.people.grants import grants_of
from ilo_dc.core.people.vocab import Role

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer


def may_record_approval(user: Viewer) -> Verdict:
    """PARDEV officers and managers record approvals."""
    if grants_of(user).has(*REGISTRARS):
        return ALLOWED
    return refused(_("Only PARDEV officers and managers record approvals."))


def may_edit_approval(user: Viewer, approval: Approval) -> Verdict:
    """They edit it as long as it is a draft."""
    verdict = may_record_approval(user)
    if verdict and approval.status != ApprovalStatus.DRAFT:
        return refused(_("Only a draft is edited. What is issued is corrected by cancelling it."))
    return verdict


def may_sign_second(user: Viewer, approval: Approval) -> Verdict:
    """Another officer or manager than those who wrote it signs it as the second."""
    verdict = may_record_approval(user)
    if verdict and Approval.objects.filter(pk=approval.pk).written_by(user).exists():
        return refused(_("Who recorded an approval does not sign it as the second."))
    return verdict


def may_move_approval(user: Viewer, approval: Approval, to: str) -> Verdict:
    """Who records approvals hands them in, withdraws and issues them; a manager cancels what was issued."""
    if to == ApprovalStatus.CANCELLED:
        if grants_of(user).has(Role.MANAGER):
            return ALLOWED
        return refused(_("Only a PARDEV manager cancels an approval that was issued."))
    if approval.status == ApprovalStatus.AWAITING and to != ApprovalStatus.WITHDRAWN:
        return may_sign_second(user, approval)
    return may_record_approval(user)


def may_correct_approval(_user: Viewer, _approval: Approval) -> Verdict:
    """Nobody: what was issued is cancelled by a reversal, and recorded anew."""
    return refused(_("What was issued is never corrected: cancel it and record what is right."))


def may_see_minutes(user: Viewer) -> Verdict:
    """Minutes are for the staff of the Office."""
    if grants_of(user).is_staff:
        return ALLOWED
    return refused(_("Only staff of the Office read minutes."))
