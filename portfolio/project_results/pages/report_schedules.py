"""Pages of the schedules of progress reports: the register, its forms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ilo_dc.core.registers.pages.register import RegisterPage
from ilo_dc.core.writing.pages import part_pages as pages
from ilo_dc.core.writing.pages.part_pages import PartForm, part_pages
from portfolio.project_results import forms, policies
from portfolio.project_results.actions.report_schedules import SCHEDULES
from portfolio.project_results.models.report_schedule import ReportSchedule
from portfolio.project_results.registers import PROGRESS_REPORTS, REPORT_SCHEDULES
from portfolio.projects.models.project import Project
from portfolio.projects.registers import PROJECTS

if TYPE_CHECKING:
    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.people.grants import Viewer
    from ilo_dc.core.registers.paging import Page
    from ilo_dc.core.registers.register import Listing


class ReportSchedulesPage(RegisterPage):
    """`/projects/reports/schedules/`: how often progress reports are asked for."""

    register = REPORT_SCHEDULES
    template_name = "portfolio/project_results/report_schedules.html"

    def context(self, listing: Listing, page: Page) -> dict[str, Any]:
        """Return what the template shows, with the ways of who keeps the schedules."""
        may_write = policies.may_schedule_reports(self.request.user)
        return {**super().context(listing, page), "may_write": may_write, "rows": page.rows}


class SchedulePage(pages.PartPage):
    """A form about a schedule, for PARDEV."""

    owner = None

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` keeps the schedules."""
        return policies.may_schedule_reports(user)

    def back(self) -> str:
        """Return to the register."""
        return reverse("portfolio:report-schedules")

    def trail(self) -> list[tuple[str, object]]:
        """Return the registers."""
        return [
            (reverse("portfolio:projects"), PROJECTS.label),
            (reverse("portfolio:progress-reports"), PROGRESS_REPORTS.label),
            (self.back(), REPORT_SCHEDULES.label),
        ]


class NewSchedule(SchedulePage):
    """A new schedule."""

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the projects that the person sees."""
        return {**super().get_form_kwargs(), "projects": Project.objects.visible_to(self.by)}


class OfSchedule(SchedulePage):
    """The pages of a schedule."""

    @cached_property
    def row(self) -> Any:
        """The schedule that the address names."""
        rows = ReportSchedule.objects.visible_to(self.request.user).for_list()
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` keeps the schedules; one that is not there is missing to everybody."""
        self.row  # noqa: B018  (404 before any refusal)
        return super().verdict(user)

    def subject(self) -> str:
        """Return of which projects it is."""
        return str(self.row.project or _("All projects"))


SCHEDULE = PartForm(
    part=SCHEDULES,
    form=forms.ScheduleFields,
    new=forms.NewScheduleFields,
    headings=(
        gettext_lazy("Add a schedule"),
        gettext_lazy("Edit the schedule"),
        gettext_lazy("Remove the schedule"),
    ),
)

urlpatterns = part_pages(
    "reports/schedules",
    SCHEDULE,
    (NewSchedule, OfSchedule),
    noun="report-schedule",
    add="reports/schedules/new/",
)
