"""The life of an approval, declared: what its statuses ask for, who records them, who is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop

from funding.approvals import policies
from funding.approvals.actions import approval_notices as notices
from funding.approvals.models.approval import Approval
from funding.approvals.models.approval_state import ApprovalState
from funding.approvals.postings import ISSUED
from funding.approvals.querysets import HANDED_IN, RECORDED
from funding.approvals.rules import STATUSES, shares_are_whole
from ilo_dc.core.life.actions import History, Life, Messages, Notices
from ilo_dc.core.life.reasons import own_reasons

if TYPE_CHECKING:
    from collections.abc import Mapping


def known_of(approval: Approval) -> Mapping[str, object]:
    """Return what gates are told of an approval, by gate."""
    return {"shares": shares_are_whole(list(approval.shares.values_list("share", flat=True)))}


own_reasons(RECORDED, HANDED_IN, ISSUED)
APPROVAL_LIFE = Life(
    statuses=STATUSES,
    model=ApprovalState,
    known=known_of,
    demonstration=lambda approval: approval.demonstration,
    may_record=policies.may_move_approval,
    may_correct=policies.may_correct_approval,
    history=History(change="Approval: %(status)s", corrected="Approval corrected: %(status)s"),
    notices=Notices(
        notices.tell_of_approval,
        corrected=notices.CANCELLED,
        recorded={
            "awaiting": notices.AWAITING,
            "issued": notices.ISSUED,
            "cancelled": notices.CANCELLED,
        },
    ),
    messages=Messages(
        unable=gettext_noop("The approval cannot take this step yet."),
        may_not_follow=gettext_noop("From “%(now)s” the approval cannot move there."),
        why=gettext_noop("Say why; the history keeps it."),
    ),
    repeats=lambda _approval, statuses, _new: {"status": statuses[-1].status},
)
