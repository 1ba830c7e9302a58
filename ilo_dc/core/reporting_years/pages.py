"""`/admin-area/reporting-years/`: the years, what became of each, closing and reopening one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView

from ilo_dc.core.people import policies
from ilo_dc.core.reference.models.period import ReportingYear
from ilo_dc.core.registers.pages.guarded import Guarded, GuardedRegister
from ilo_dc.core.reporting_years.actions import close_reporting_year, reopen_reporting_year
from ilo_dc.core.reporting_years.tables import state_badge
from ilo_dc.core.writing.forms import NoAnswersForm, ReasonForm
from ilo_dc.core.writing.pages.action_page import ActionPage

if TYPE_CHECKING:
    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.people.grants import Viewer


class ReportingYearsPage(GuardedRegister):
    """The years, open or closed."""

    def verdict(self, user: Viewer) -> Verdict:
        """Let in the staff: whoever records money is told of what was closed."""
        return policies.may_read_reporting_years(user)


class ReportingYearPage(Guarded, DetailView):
    """One year: how it stands, and when it was closed and reopened, by whom and why."""

    template_name = "core/reporting_years/reporting_year.html"
    queryset = ReportingYear.objects.with_status()
    context_object_name = "year"
    pk_url_kwarg = "year"

    def verdict(self, user: Viewer) -> Verdict:
        """Let in those who read the list."""
        return policies.may_read_reporting_years(user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the statuses, the latest first, and whether the reader may change it."""
        statuses = self.object.statuses.select_related("change__by").order_by("-pk")
        events = [
            {
                "at": one.recorded_at,
                "title": one.get_status_display(),
                "text": ": ".join(filter(None, (str(one.change.by or ""), one.reason))),
            }
            for one in statuses
        ]
        return super().get_context_data(
            events=events,
            badge=state_badge(self.object.known_state),
            may_change=policies.may_change_reporting_years(self.request.user),
            **kwargs,
        )


class YearAction(ActionPage):
    """A change of one reporting year."""

    def verdict(self, user: Viewer) -> Verdict:
        """Ask `may_change_reporting_years`."""
        return policies.may_change_reporting_years(user)

    @cached_property
    def year(self) -> ReportingYear:
        """The year that the address names."""
        return get_object_or_404(ReportingYear, pk=self.kwargs["year"])

    def subject(self) -> str:
        """Return the year."""
        return str(self.year)

    def back(self) -> str:
        """Return to the year."""
        return reverse("core:reporting-year", args=[self.year.pk])


class CloseYear(YearAction):
    """Close a year."""

    form_class = NoAnswersForm
    heading = gettext_lazy("Close a reporting year")
    lead = gettext_lazy(
        "What is recorded from then on and counts in the year counts all the same, and is marked as late. "
        "Figures say since when the year is closed."
    )
    button = gettext_lazy("Close the year")

    def act(self, answers: dict[str, Any]) -> str:
        """Close."""
        close_reporting_year(by=self.by, year=self.year)
        return _("The year is closed.")


class ReopenYear(YearAction):
    """Reopen a year, with a reason."""

    form_class = ReasonForm
    heading = gettext_lazy("Reopen a reporting year")
    lead = gettext_lazy("What is recorded from then on is no longer late. Everybody can read the reason.")
    button = gettext_lazy("Reopen the year")

    def act(self, answers: dict[str, Any]) -> str:
        """Reopen."""
        reopen_reporting_year(by=self.by, year=self.year, reason=answers["reason"])
        return _("The year is open again.")
