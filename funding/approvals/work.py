"""What awaits a person of approvals: a second signature, and drafts to finish; what waits for others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from funding.approvals.models.approval import Approval
from funding.approvals.policies import may_record_approval
from funding.approvals.vocab import ApprovalStatus
from ilo_dc.core.languages import together
from ilo_dc.core.work.items import MOST, WorkItem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilo_dc.core.people.grants import Viewer


def awaiting(user: Viewer) -> Iterator[WorkItem]:
    """Yield the approvals that `user` may sign as the second, then the drafts that they wrote."""
    if not user.is_authenticated or not may_record_approval(user):
        return
    written = Approval.objects.written_by(user).values("pk")
    to_sign = Approval.objects.filter(status=ApprovalStatus.AWAITING).exclude(pk__in=written)
    for row in _since(to_sign):
        yield _item(row, _("Sign the approval as the second"))
    for row in _since(Approval.objects.filter(status=ApprovalStatus.DRAFT, pk__in=written)):
        yield _item(row, _("Finish the draft of an approval"))


def handed_in(user: Viewer) -> Iterator[WorkItem]:
    """Yield the approvals that `user` wrote and that wait for the second signature."""
    if not user.is_authenticated or not may_record_approval(user):
        return
    rows = Approval.objects.filter(
        status=ApprovalStatus.AWAITING, pk__in=Approval.objects.written_by(user).values("pk")
    )
    for row in _since(rows):
        yield _item(row, _("Awaits the second signature"))


def _since(rows: object) -> list[Approval]:
    found: list[Approval] = list(
        rows.filter(approval_states__superseded_at__isnull=True)  # type: ignore[attr-defined]
        .annotate(since=F("approval_states__recorded_at"))
        .select_related("agreement", "amendment")
        .order_by("since", "pk")[:MOST]
    )
    return found


def _item(row: Approval, title: str) -> WorkItem:
    return WorkItem(
        title=title,
        url=reverse("funding:approval", args=[row.pk]),
        kind=_("Approval"),
        since=row.since,  # type: ignore[attr-defined]
        subject=together(str(row.agreement)),
    )
