"""`/about/` and `/help/`: what the portal says of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_safe

from ilo_dc.portal.about.tours import TOURS
from ilo_dc.portal.about.vocab import ACCESSIBILITY, LICENCES, PRIVACY, Statement

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Say how accessible the portal is."""
    return _stated(request, ACCESSIBILITY)


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Say what the portal keeps of people."""
    return _stated(request, PRIVACY)


@require_safe
def licences(request: HttpRequest) -> HttpResponse:
    """Say whose data the portal shows."""
    return _stated(request, LICENCES)


@require_safe
def tours(request: HttpRequest) -> HttpResponse:
    """Show a tour for each kind of user."""
    return render(request, "portal/about/help.html", {"tours": TOURS})


def _stated(request: HttpRequest, statement: Statement) -> HttpResponse:
    return render(request, "portal/about/statement.html", {"statement": statement})
