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
from ilo_dc.core.work.items import WorkItem
from ilo_dc.core.work.reading import read_once, read_together

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilo_dc.core.people.grants import Viewer


def awaiting(user: Viewer) -> Iterator[WorkItem]:
    """Yield the approvals that `user` may sign as the second, then the drafts that they wrote."""
    if not user.is_authenticated or not may_record_approval(user):
        return
    found = _open(user)
    for row in found["to_sign"]:
        yield _item(row, _("Sign the approval as the second"))
    for row in found["drafts"]:
        yield _item(row, _("Finish the draft of an approval"))


def handed_in(user: Viewer) -> Iterator[WorkItem]:
    """Yield the approvals that `user` wrote and that wait for the second signature."""
    if not user.is_authenticated or not may_record_approval(user):
        return
    for row in _open(user)["handed_in"]:
        yield _item(row, _("Awaits the second signature"))


@read_once
def _open(user: Viewer) -> dict[str, list[Approval]]:
    """Return what is not issued yet, by what `user` has to do with it, the oldest first."""
    written = Approval.objects.written_by(user).values("pk")
    rows = (
        Approval.objects.filter(approval_states__superseded_at__isnull=True)
        .annotate(since=F("approval_states__recorded_at"))
        .select_related("agreement", "amendment__agreement")
        .order_by("since", "pk")
    )
    waiting = rows.filter(status=ApprovalStatus.AWAITING)
    return read_together(
        to_sign=waiting.exclude(pk__in=written),
        drafts=rows.filter(status=ApprovalStatus.DRAFT, pk__in=written),
        handed_in=waiting.filter(pk__in=written),
    )


def _item(row: Approval, title: str) -> WorkItem:
    return WorkItem(
        title=title,
        url=reverse("funding:approval", args=[row.pk]),
        kind=_("Approval"),
        since=row.since,  # type: ignore[attr-defined]
        subject=together(str(row.agreement)),
    )
