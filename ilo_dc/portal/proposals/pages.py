"""`/proposals/<pk>/`: one proposal, composed from what each feature knows of it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from funding.approvals.panels import approvals_of_proposal
from portfolio.appraisals.panels import appraisal_of, changes_asked, ways_of
from portfolio.appraisals.policies import may_waive
from portfolio.models import Proposal
from portfolio.proposals.panels import panel_of


@require_safe
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one proposal: whose turn it is, its approvals, texts, help desk, appraisal and life."""
    user = request.user
    found = get_object_or_404(Proposal.objects.visible_to(user).for_list(), pk=pk)
    appraisal, approvals = appraisal_of(user, found), approvals_of_proposal(user, found)
    return render(
        request,
        "portal/proposals/proposal.html",
        {
            "proposal": found,
            "panel": panel_of(user, found, asked=changes_asked(user, found)),
            "may_waive": may_waive(user, found),
            "approvals": approvals,
            "appraisal_panels": [appraisal] if appraisal else [],
            "appraisal_ways": ways_of(user, found, appraisal.appraisal if appraisal else None),
        },
    )
