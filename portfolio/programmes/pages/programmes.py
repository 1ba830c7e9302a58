"""Pages of country programmes: the registers. One programme's page is composed in `ilo_dc.portal`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ilo_dc.core.measures import Question, figures
from ilo_dc.core.registers.pages.register import RegisterPage
from portfolio.programmes import policies
from portfolio.programmes.measures.programmes import COUNTRY_PROGRAMMES as COUNTED
from portfolio.programmes.registers import (
    COUNTRY_PROGRAMME_OUTCOMES,
    COUNTRY_PROGRAMMES,
    MILESTONE_STATUSES,
)
from portfolio.programmes.vocab import ProgrammeStatus

if TYPE_CHECKING:
    from ilo_dc.core.registers.paging import Page
    from ilo_dc.core.registers.register import Listing


class ProgrammesPage(RegisterPage):
    """`/dwcps/`: country programmes with their status."""

    register = COUNTRY_PROGRAMMES
    template_name = "portfolio/programmes/programmes.html"

    def context(self, listing: Listing, page: Page) -> dict[str, Any]:
        """Return what the template shows, with the number in force and the button of who may start one."""
        in_force = Question(as_of=listing.moment).narrowed(
            "status", ProgrammeStatus.RUNNING, ProgrammeStatus.EXTENDED
        )
        return {
            **super().context(listing, page),
            "in_force": figures(COUNTED, user=self.request.user, question=in_force).figure(),
            "may_start": policies.may_create_somewhere(self.request.user),
        }


class ProgrammeOutcomesPage(RegisterPage):
    """`/dwcps/outcomes/`: country programme outcomes."""

    register = COUNTRY_PROGRAMME_OUTCOMES
    template_name = "portfolio/programmes/programme_outcomes.html"


class MilestonesPage(RegisterPage):
    """`/dwcps/milestones/`: how the milestones of outcomes stand."""

    register = MILESTONE_STATUSES
    template_name = "portfolio/programmes/programme_outcomes.html"
