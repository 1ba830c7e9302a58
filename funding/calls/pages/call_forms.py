"""Forms of funding calls and of the bids in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from funding.calls import forms
from funding.calls.actions.funding_calls import BIDS, CALLS
from funding.calls.models.bid import Bid
from funding.calls.models.funding_call import FundingCall
from funding.calls.pages.funding_calls import call_or_404
from funding.calls.registers import FUNDING_CALLS
from ilo_dc.core.languages import together
from ilo_dc.core.models import Organisation
from ilo_dc.core.writing.pages import part_pages as pages
from ilo_dc.core.writing.pages.part_pages import DONE, PartForm, part_pages
from portfolio.programmes.vocab import TextLanguage
from portfolio.proposals.models.proposal import Proposal

if TYPE_CHECKING:
    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.people.grants import Viewer


class CallPage(pages.PartPage):
    """A form about a funding call."""

    def verdict(self, user: Viewer) -> Verdict:
        """Ask the policy of the part."""
        return CALLS.policy(user, self.owner)

    def back(self) -> str:
        """Return to the register."""
        return reverse("funding:funding-calls")

    def trail(self) -> list[tuple[str, object]]:
        """Return the register."""
        return [(reverse("funding:funding-calls"), FUNDING_CALLS.label)]


class ToRegister(CallPage):
    """Add a call; the form names whose it is."""

    owner = None
    parameters = ("partner",)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Fill in the reader's language, and the partner that the address names."""
        language = self.by.language[:2]
        known = language if language in TextLanguage.values else TextLanguage.ENGLISH
        named = Organisation.objects.filter(slug=self.request.GET.get("partner", "")).first()
        initial = {"language": known, **({"partner": named.pk} if named else {})}
        return {**super().get_form_kwargs(), "initial": initial}


class OfCall(CallPage):
    """A form about a call, which the address names by number."""

    @cached_property
    def row(self) -> Any:
        """The call that the address names."""
        return call_or_404(self.request.user, self.kwargs["pk"])

    @property
    def owner(self) -> Any:
        """Whose call it is."""
        return self.row.partner

    def subject(self) -> str:
        """Return the call."""
        return together(self.row.title)

    def back(self) -> str:
        """Return to the call, as long as it is there."""
        if FundingCall.objects.filter(pk=self.row.pk).exists():
            return reverse("funding:funding-call", args=[self.row.pk])
        return super().back()


class ToCall(pages.PartPage):
    """Add a bid to a call, which the address names."""

    @cached_property
    def owner(self) -> Any:
        """The call."""
        return call_or_404(self.request.user, self.kwargs["call"])

    def verdict(self, user: Viewer) -> Verdict:
        """Ask the policy of the part."""
        return BIDS.policy(user, self.owner)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the proposals that the person sees to a form that asks for one."""
        offered = {"proposals": Proposal.objects.visible_to(self.by)}
        asks = "proposal" in self.get_form_class().base_fields
        return {**super().get_form_kwargs(), **(offered if asks else {})}

    def subject(self) -> str:
        """Return the call."""
        return together(self.owner.title)

    def back(self) -> str:
        """Return to the bids on the call's page."""
        return f"{reverse('funding:funding-call', args=[self.owner.pk])}#bids"

    def trail(self) -> list[tuple[str, object]]:
        """Return the register and the call."""
        return [(reverse("funding:funding-calls"), FUNDING_CALLS.label), (self.back(), self.owner.title)]


class OfBid(ToCall):
    """A form about a bid, which the address names by number."""

    @cached_property
    def row(self) -> Any:
        """The bid that the address names."""
        return get_object_or_404(Bid.objects.visible_to(self.request.user).for_list(), pk=self.kwargs["pk"])

    @cached_property
    def owner(self) -> Any:
        """The call of the bid."""
        return self.row.call


CALL = PartForm(
    part=CALLS,
    form=forms.CallFields,
    new=forms.NewCallFields,
    headings=(_("Record a funding call"), _("Edit the funding call"), _("Remove the funding call")),
    messages=(_("The funding call is recorded. Add our bids."), DONE[1], _("The funding call was removed.")),
    add_button=_("Record it"),
)
BID = PartForm(
    part=BIDS,
    form=forms.BidFields,
    headings=(_("Add a bid"), _("Edit the bid"), _("Remove the bid")),
    messages=(_("The bid was added."), DONE[1], _("The bid was removed.")),
    add_button=_("Add the bid"),
)

urlpatterns = [
    *part_pages("funding-calls", CALL, (ToRegister, OfCall), noun="funding-call", add="funding-calls/new/"),
    *part_pages("bids", BID, (ToCall, OfBid), noun="bid", add="funding-calls/<int:call>/bids/new/"),
]
