"""`/donor/`: what is a funding partner's own."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from funding.dues.policies import may_see_own_funding
from ilo_dc.core.errors import require
from ilo_dc.core.facts.moments import at_one_moment
from ilo_dc.core.parameters import takes
from ilo_dc.portal.donor import panels


@require_safe
@login_required
@at_one_moment
@takes("partner")
def donor(request: HttpRequest) -> HttpResponse:
    """Show one organisation of the reader's own: figures, instalments, reports, agreements, projects.

    `partner` chooses among several; one that is not the reader's own is missing.
    """
    require(may_see_own_funding(request.user))
    organisations = panels.own_organisations(request.user)
    asked = request.GET.get("partner", "").lower()
    found = next((one for one in organisations if asked in ("", one.slug)), None)
    if found is None:
        raise Http404
    response = render(
        request,
        "portal/donor/donor.html",
        {
            "partner": found,
            "organisations": organisations if len(organisations) > 1 else [],
            "key_figures": panels.key_figures(request.user, found, None),
            **panels.lists_of(request.user, found),
        },
    )
    response["Cache-Control"] = "private, no-store"
    return response
