"""Pages of clearances: the registers, refused to whoever is no reader, and one clearance, missing to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from funding.clearances import policies
from funding.clearances.models.clearance import PartnershipClearance
from funding.clearances.panels import changes_of, documents_of, panel_of, ways_of
from funding.clearances.registers import CLEARANCE_RULES, CLEARANCE_STEPS, CLEARANCES, SCREENING_CRITERIA
from ilo_dc.core.registers.pages.guarded import Guarded, OfReaders

if TYPE_CHECKING:
    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.people.grants import Viewer
    from ilo_dc.core.registers.paging import Page
    from ilo_dc.core.registers.register import Listing


def clearance_or_404(user: Viewer, pk: int) -> PartnershipClearance:
    """Return a clearance that `user` sees; hidden and missing are the same 404."""
    rows = PartnershipClearance.objects.visible_to(user).for_list()
    found: PartnershipClearance = get_object_or_404(rows, pk=pk)
    return found


class Confidential(Guarded):
    """A page that is missing to whoever does not see clearances; strangers are asked to sign in."""

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` sees clearances."""
        return policies.may_see_clearances(user)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Hide the page as if there were none.

        Raises:
            Http404: the reader does not see clearances.
        """
        if request.user.is_authenticated and not policies.may_see_clearances(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class ConfidentialRegister(OfReaders):
    """A register of clearances."""

    template_name = "funding/clearances/register.html"

    def context(self, listing: Listing, page: Page) -> dict[str, Any]:
        """Add the way to a new row for those who may add one."""
        return {**super().context(listing, page), "new": self.new()}

    def new(self) -> tuple[str, Any] | None:
        """Return address and label of the form that adds a row; None: the reader may not."""
        return None


class ClearancesPage(ConfidentialRegister):
    """`/clearances/`: clearances of partnerships."""

    register = CLEARANCES
    template_name = "funding/clearances/clearances.html"

    def new(self) -> tuple[str, Any] | None:
        """Return the way to a new request."""
        may = policies.may_prepare(self.request.user)
        return (reverse("funding:clearance-new"), _("Request a clearance")) if may else None


class ClearanceStepsPage(ConfidentialRegister):
    """`/clearances/steps/`: the steps that ended, which figures count."""

    register = CLEARANCE_STEPS


class ScreeningCriteriaPage(ConfidentialRegister):
    """`/clearances/screening/`: what screenings ask."""

    register = SCREENING_CRITERIA
    template_name = "funding/clearances/criteria.html"

    def new(self) -> tuple[str, Any] | None:
        """Return the way to another criterion."""
        may = policies.may_configure(self.request.user)
        return (reverse("funding:screening-criterion-new"), _("Add a criterion")) if may else None


class ClearanceRulesPage(ConfidentialRegister):
    """`/clearances/settings/`: the settings of clearances by day."""

    register = CLEARANCE_RULES

    def new(self) -> tuple[str, Any] | None:
        """Return the way to new settings."""
        may = policies.may_configure(self.request.user)
        return (reverse("funding:clearance-rule-new"), _("Date new settings")) if may else None


@require_safe
@never_cache
def clearance(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one clearance: what was asked, found, said and decided, whom it waits for, and its history."""
    found = clearance_or_404(request.user, pk)
    return render(
        request,
        "funding/clearances/clearance.html",
        {
            "clearance": found,
            "panel": panel_of(found),
            "ways": list(ways_of(request.user, found)),
            "documents": documents_of(request.user, found),
            "changes": changes_of(found),
        },
    )
