"""Pages of partnerships: the register, and one partnership."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from funding.partnerships.panels import page_of
from funding.partnerships.policies import may_import_partnerships
from funding.partnerships.registers import PARTNERSHIPS
from ilo_dc.core.parameters import takes
from ilo_dc.core.registers.pages.register import RegisterPage
from ilo_dc.core.registers.paging import Page
from ilo_dc.core.registers.register import Listing


class PartnershipsPage(RegisterPage):
    """`/partnerships/`: partnerships."""

    register = PARTNERSHIPS
    template_name = "funding/partnerships/partnerships.html"

    def context(self, listing: Listing, page: Page) -> dict[str, Any]:
        """Add the way to load a sheet, for those who may."""
        may_import = may_import_partnerships(self.request.user)
        return {**super().context(listing, page), "may_import": may_import}


@require_safe
@takes()
def partnership(request: HttpRequest, code: str) -> HttpResponse:
    """Show one partnership: its kind, instrument and days, who takes part, its source, what changed."""
    found = page_of(request.user, code)
    if found is None:
        raise Http404
    return render(request, "funding/partnerships/partnership.html", found)
