"""Pages of funding calls and bids: the registers, and one call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from funding.calls import policies
from funding.calls.models.funding_call import FundingCall
from funding.calls.panels import page_of
from funding.calls.registers import BIDS, FUNDING_CALLS
from ilo_dc.core.parameters import takes
from ilo_dc.core.registers.pages.guarded import OfReaders

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer
    from ilo_dc.core.registers.paging import Page
    from ilo_dc.core.registers.register import Listing


def call_or_404(user: Viewer, pk: int) -> FundingCall:
    """Return a call that `user` sees; hidden and missing are the same 404."""
    rows = FundingCall.objects.visible_to(user).for_list(user, today=timezone.now().date())
    return get_object_or_404(rows, pk=pk)


class FundingCallsPage(OfReaders):
    """`/funding-calls/`: funding calls."""

    register = FUNDING_CALLS
    template_name = "funding/calls/funding_calls.html"

    def context(self, listing: Listing, page: Page) -> dict[str, Any]:
        """Add the way to record one, for those who may."""
        may_write = policies.may_write_calls(self.request.user)
        return {**super().context(listing, page), "may_write": may_write}


class BidsPage(OfReaders):
    """`/funding-calls/bids/`: the Office's bids in all calls."""

    register = BIDS
    template_name = "funding/calls/bids.html"


@require_safe
@takes()
def funding_call(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one call: its days and rules, the Office's bids, who changed what."""
    found = call_or_404(request.user, pk)
    return render(request, "funding/calls/funding_call.html", page_of(request.user, found))
