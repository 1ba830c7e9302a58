"""Funding calls as a piece of a partner's page, and what the page of one shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from funding.calls import policies
from funding.calls.models.bid import Bid
from funding.calls.models.funding_call import FundingCall
from funding.calls.tables import result_badge, status_badge
from ilo_dc.core.history import events as history
from portfolio.proposals.models.proposal import Proposal

if TYPE_CHECKING:
    from ilo_dc.core.models import Organisation
    from ilo_dc.core.people.grants import Viewer

CHANGES_SHOWN = 20
CALLS_SHOWN = 10  # of a partner; the register has the rest


@dataclass(frozen=True)
class CallsPanel:
    """The latest calls of a partner with their statuses, and the ways on."""

    calls: list[tuple[Any, str]]
    add: str
    all: str
    template: str = "funding/calls/panels/calls_of_partner.html"


@dataclass(frozen=True)
class BidLine:
    """A bid with its result as the page writes it; `proposal` leads to its proposal, if it has one."""

    row: Bid
    result: str
    proposal: str


def calls_of_partner(user: Viewer, partner: Organisation) -> CallsPanel | None:
    """Return the calls of a partner that `user` sees; None: there is none, and no way to add one."""
    rows = FundingCall.objects.visible_to(user).filter(partner=partner)
    latest = rows.for_list(user, today=timezone.now().date()).order_by("-closes_on", "-pk")[:CALLS_SHOWN]
    may_add = policies.may_write_calls(user)
    add = f"{reverse('funding:funding-call-new')}?partner={partner.slug}" if may_add else ""
    lines = [(row, status_badge(row.status)) for row in latest]
    register = f"{reverse('funding:funding-calls')}?partner={partner.slug}"
    return CallsPanel(lines, add, register) if lines or add else None


def page_of(user: Viewer, found: Any) -> dict[str, Any]:
    """Return what the page of a call (fetched for its list) shows to `user`."""
    bids = Bid.objects.visible_to(user).filter(call=found).for_list().order_by("pk")
    return {
        "call": found,
        "status": status_badge(found.status),
        "may_edit": bool(policies.may_write_calls(user)),
        "bids": [BidLine(row, result_badge(row.result), _proposal(row)) for row in bids],
        "changes": _changes(user, found),
    }


def _proposal(row: Bid) -> str:
    if row.proposal is None or row.proposal.discarded:
        return ""
    return reverse("proposal", args=[row.proposal_id])


def _changes(user: Viewer, found: FundingCall) -> list[history.Event]:
    """Return what people changed last of the call and of the bids in it that `user` sees."""
    by_people = Q(pgh_context__metadata__user__gt=0)
    seen = (
        Q()
        if policies.may_see_all_bids(user)
        else Q(proposal_id__isnull=True) | Q(proposal_id__in=Proposal.objects.visible_to(user).values("pk"))
    )
    about = {
        "funding.fundingcall": Q(pgh_obj_id=found.pk) & by_people,
        "funding.bid": Q(call_id=found.pk) & seen & by_people,
    }
    return history.events_before(None, limit=CHANGES_SHOWN, about=about)
