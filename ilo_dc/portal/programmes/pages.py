"""`/dwcps/<slug>/`: one country programme, composed from what each app knows of it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from portfolio.alignments.panels import alignment_of_programme
from portfolio.models import CountryProgramme
from portfolio.pages.panels import plan_of
from portfolio.programmes.panels.programme_documents import documents_of
from portfolio.programmes.panels.programme_life import gates_of, head_of, life_of


@require_safe
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one programme: period, status, what its next step lacks, its plan, its alignment, its life."""
    user = request.user
    found = get_object_or_404(CountryProgramme.objects.visible_to(user).for_detail(), slug=slug)
    pieces = (gates_of, plan_of, alignment_of_programme, documents_of, life_of)
    panels = [piece(user, found) for piece in pieces]
    return render(
        request,
        "portal/programmes/programme.html",
        {
            "programme": found,
            "head": head_of(user, found),
            "panels": [panel for panel in panels if panel is not None],
        },
    )
