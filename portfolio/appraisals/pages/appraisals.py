"""Pages of appraisals: the registers, and one round."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from ilo_dc.core.registers.pages.guarded import OfReaders
from portfolio.appraisals import policies
from portfolio.appraisals.models.appraisal import Appraisal
from portfolio.appraisals.panels import changes_of, panel_of, ways_of
from portfolio.appraisals.registers import APPRAISAL_RULES, APPRAISALS

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer
    from ilo_dc.core.registers.paging import Page
    from ilo_dc.core.registers.register import Listing


def appraisal_or_404(user: Viewer, pk: int) -> Appraisal:
    """Return an appraisal that `user` sees; hidden and missing are the same 404."""
    return get_object_or_404(Appraisal.objects.visible_to(user).for_list(), pk=pk)


class AppraisalsPage(OfReaders):
    """`/appraisals/`: appraisals."""

    register = APPRAISALS
    template_name = "portfolio/appraisals/appraisals.html"


class AppraisalRulesPage(OfReaders):
    """`/appraisals/settings/`: the settings of appraisals by day."""

    register = APPRAISAL_RULES
    template_name = "portfolio/appraisals/appraisal_rules.html"

    def context(self, listing: Listing, page: Page) -> dict[str, Any]:
        """Add the way to date new ones."""
        may_set = policies.may_set_rules(self.request.user)
        return {
            **super().context(listing, page),
            "new": reverse("portfolio:appraisal-rule-new") if may_set else "",
        }


@require_safe
def appraisal(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one round: scores, opinions, whom it waits for and since when, and its history."""
    found = appraisal_or_404(request.user, pk)
    rounds = list(
        Appraisal.objects.visible_to(request.user)
        .filter(proposal=found.proposal_id)
        .for_list()
        .order_by("round")
    )
    return render(
        request,
        "portfolio/appraisals/appraisal.html",
        {
            "appraisal": found,
            "proposal": found.proposal,
            "panel": panel_of(request.user, found, rounds),
            "ways": ways_of(request.user, found.proposal, found),
            "changes": changes_of(found),
        },
    )
