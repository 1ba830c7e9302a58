"""What awaits a person of funding calls: bids to hand in, and to say what became of."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from funding.calls.models.bid import Bid
from funding.calls.models.funding_call import FundingCall
from funding.calls.policies import may_write_calls, units_of
from ilo_dc.core.languages import together
from ilo_dc.core.work.items import MOST, WorkItem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilo_dc.core.people.grants import Viewer


def awaiting(user: Viewer) -> list[WorkItem]:
    """Return the bids in closed calls of which nobody said what became of them, to who records that."""
    if not user.is_authenticated or not may_write_calls(user):
        return []
    rows = _bids().filter(call__closes_on__lt=timezone.now().date())
    return [
        WorkItem(
            title=_("Say what became of the bid, once it is known"),
            url=reverse("funding:bid-edit", args=[row.pk]),
            kind=_("Funding call"),
            since=_start_of(row.call.closes_on),
            subject=together(row.subject),
        )
        for row in rows.order_by("call__closes_on", "pk")[:MOST]
    ]


def coming(user: Viewer) -> Iterator[WorkItem]:
    """Yield the calls that close within thirty days to who records them, and to units those they bid in."""
    if not user.is_authenticated:
        return
    today = timezone.now().date()
    calls: Any = FundingCall.objects.visible_to(user).closing_soon(today)
    if not may_write_calls(user):
        own = Bid.objects.visible_to(user).undecided().filter(unit__in=units_of(user).values("office"))
        calls = calls.filter(pk__in=own.values("call"))
    for row in calls.order_by("closes_on", "pk")[:MOST]:
        yield WorkItem(
            title=_("Hand in the bid before the funding call closes"),
            url=reverse("funding:funding-call", args=[row.pk]),
            kind=_("Funding call"),
            since=_start_of(row.closes_on),
            subject=together(row.title),
            due_on=row.closes_on,
        )


def _bids() -> Any:
    return Bid.objects.undecided().select_related("call", "proposal")


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)
