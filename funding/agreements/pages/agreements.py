"""Pages of agreements: the registers. One agreement's page is composed in `ilo_dc.portal`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from funding.agreements import policies
from funding.agreements.registers import AGREEMENTS, DONOR_REPORTS, INSTALMENTS
from ilo_dc.core.registers.pages.register import RegisterPage

if TYPE_CHECKING:
    from ilo_dc.core.registers.paging import Page
    from ilo_dc.core.registers.register import Listing


class AgreementsPage(RegisterPage):
    """`/agreements/`: agreements with funding partners."""

    register = AGREEMENTS
    template_name = "funding/agreements/agreements.html"

    def context(self, listing: Listing, page: Page) -> dict[str, Any]:
        """Add the way to register one, for those who may."""
        may_register = policies.may_register_agreement(self.request.user)
        return {**super().context(listing, page), "may_register": may_register}


class InstalmentsPage(RegisterPage):
    """`/agreements/instalments/`: what partners are to pay, and when."""

    register = INSTALMENTS
    template_name = "funding/agreements/agreement_parts.html"


class DonorReportsPage(RegisterPage):
    """`/agreements/reports/`: what partners are due, and what was sent."""

    register = DONOR_REPORTS
    template_name = "funding/agreements/agreement_parts.html"
