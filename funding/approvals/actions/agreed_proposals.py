"""What an issued approval asks of the proposal that its partner agreed to: the agreement stays recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from funding.approvals.models.approval import Approval
from funding.approvals.vocab import ApprovalStatus
from portfolio.proposals.actions.proposal_life import AGREEMENT_KEPT_BY

if TYPE_CHECKING:
    from portfolio.proposals.models.proposal import Proposal


def why_agreed(proposal: Proposal) -> str:
    """Return which approval says that a proposal is agreed; empty: none is issued."""
    issued = Approval.objects.filter(proposal=proposal, amendment__isnull=True, status=ApprovalStatus.ISSUED)
    approval = issued.order_by("minute_year", "minute_number").first()
    if approval is None:
        return ""
    words = {"minute": approval.minute_name}
    return _("The approval with minute %(minute)s says that it is agreed: cancel the approval first.") % words


def keep_agreed_proposals() -> None:
    """Let the life of proposals keep an agreement while an issued approval says so."""
    AGREEMENT_KEPT_BY["approvals"] = why_agreed
