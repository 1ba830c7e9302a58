"""Pages of projects: the registers. One project's page is composed in `ilo_dc.portal`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ilo_dc.core.registers.pages.register import RegisterPage
from portfolio.projects import policies
from portfolio.projects.registers import INITIATIVES, PROJECTS

if TYPE_CHECKING:
    from ilo_dc.core.registers.paging import Page
    from ilo_dc.core.registers.register import Listing


class ProjectsPage(RegisterPage):
    """`/projects/`: projects with their status."""

    register = PROJECTS
    template_name = "portfolio/projects/projects.html"

    def context(self, listing: Listing, page: Page) -> dict[str, Any]:
        """Return what the template shows, with the button of who may register one."""
        may_register = policies.may_register_project(self.request.user)
        return {**super().context(listing, page), "may_register": may_register}


class InitiativesPage(RegisterPage):
    """`/projects/initiatives/`: what projects belong to together."""

    register = INITIATIVES
    template_name = "portfolio/projects/initiatives.html"

    def context(self, listing: Listing, page: Page) -> dict[str, Any]:
        """Return what the template shows, with the ways of who keeps the list."""
        may_write = policies.may_write_initiatives(self.request.user)
        return {**super().context(listing, page), "may_write": may_write, "rows": page.rows}
