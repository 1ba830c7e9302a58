"""What awaits a person of approvals: a second signature, and drafts to finish; what waits for others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from funding.agreements.policies import REGISTRARS
from funding.approvals.models.approval import Approval
from funding.approvals.policies import may_record_approval
from funding.approvals.querysets import WRITING, WRITING_OF_TERMS
from funding.approvals.vocab import ApprovalStatus
from ilo_dc.core.history.four_eyes import Takers, any_of
from ilo_dc.core.languages import together
from ilo_dc.core.work.items import MOST, MOST_OVERSEEN, Doers, WorkItem
from ilo_dc.core.work.policies import may_oversee, overseen_places
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
        yield _to_sign(row, _("Sign the approval as the second"))
    for row in found["drafts"]:
        yield _item(row, _("Finish the draft of an approval"), key=f"approval-draft:{row.pk}")


def handed_in(user: Viewer) -> Iterator[WorkItem]:
    """Yield the approvals that `user` wrote and that wait for the second signature."""
    if not user.is_authenticated or not may_record_approval(user):
        return
    for row in _open(user)["handed_in"]:
        yield _item(row, _("Awaits the second signature"), waits_on=_second())


def overseen(user: Viewer) -> Iterator[WorkItem]:
    """Yield what waits for a second signature, for those who manage the work of the whole Office."""
    if not may_oversee(user) or not overseen_places(user).everywhere:
        return
    waiting = Approval.objects.visible_to(user).with_since().filter(status=ApprovalStatus.AWAITING)
    rows = list(_listed(waiting)[:MOST_OVERSEEN])
    writers = Takers([row.pk for row in rows], *WRITING)
    of_terms = Takers([row.agreement_id for row in rows], *WRITING_OF_TERMS)
    for row in rows:
        wrote = any_of(writers.of(row.pk), of_terms.of(row.agreement_id))
        doers = Doers(Q(role__in=REGISTRARS), excluded=wrote)
        yield _to_sign(row, _("Sign the approval as the second"), doers=doers, waits_on=_second())


def _second() -> str:
    return _("A second PARDEV officer or a manager")


def _listed(rows: Any) -> Any:
    """Return approvals `with_since` with what an item names, the oldest first."""
    return rows.select_related("agreement", "amendment__agreement").order_by("since", "pk")


@read_once
def _open(user: Viewer) -> dict[str, list[Approval]]:
    """Return what is not issued yet, by what `user` has to do with it, the oldest first."""
    written = Approval.objects.written_by(user).values("pk")
    rows = Approval.objects.visible_to(user).with_since().filter(pk__in=written)
    return read_together(
        to_sign=_listed(Approval.objects.awaiting_signature_of(user))[:MOST],
        drafts=_listed(rows.filter(status=ApprovalStatus.DRAFT))[:MOST],
        handed_in=_listed(rows.filter(status=ApprovalStatus.AWAITING))[:MOST],
    )


def _to_sign(row: Approval, title: str, **more: Any) -> WorkItem:
    """Return the item of a second signature, which leads to the page where it is given."""
    return _item(
        row, title, page="funding:approval-sign", key=f"approval-signature:{row.pk}", is_decision=True, **more
    )


def _item(row: Any, title: str, *, page: str = "funding:approval", **more: Any) -> WorkItem:
    return WorkItem(
        title=title,
        url=reverse(page, args=[row.pk]),
        kind=_("Approval"),
        since=row.since,
        subject=together(str(row.agreement)),
        **more,
    )
