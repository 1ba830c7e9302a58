"""Pages of progress reports: the register, one report, its forms, the decision on it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ilo_dc.core.days import day_of
from ilo_dc.core.errors import UnableToAct
from ilo_dc.core.languages import together
from ilo_dc.core.parameters import takes
from ilo_dc.core.registers.pages.register import RegisterPage
from ilo_dc.core.writing.forms import ReasonWithVersionForm
from ilo_dc.core.writing.pages.decision_page import Decided, Decision, DecisionPage
from portfolio.programmes.vocab import TextLanguage
from portfolio.project_results import forms, policies
from portfolio.project_results.actions import progress_reports as actions
from portfolio.project_results.actions.report_schedules import periods_of_project
from portfolio.project_results.models.progress_report import ProgressReport, period_in_words
from portfolio.project_results.models.project_result import ProjectIndicator
from portfolio.project_results.panels.reports import shown
from portfolio.project_results.registers import PROGRESS_REPORTS
from portfolio.project_results.rules import REPORTED_IN, STATUSES
from portfolio.project_results.vocab import ReportState
from portfolio.projects.panels.project_forms import ProjectPage

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.people.grants import Viewer
    from portfolio.project_results.rules import Period
    from portfolio.projects.models.project import Project

ACCEPT, RETURN, SUBMIT = "accept", "return", "submit"


def report_or_404(user: Viewer, pk: int) -> ProgressReport:
    """Return a report that the reader sees; hidden and missing are the same 404."""
    found: ProgressReport = get_object_or_404(ProgressReport.objects.visible_to(user).for_detail(), pk=pk)
    return found


class ProgressReportsPage(RegisterPage):
    """`/projects/reports/`: progress reports of all projects."""

    register = PROGRESS_REPORTS
    template_name = "portfolio/project_results/progress_reports.html"


@require_safe
@takes()
def progress_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one report, beside the one before it, and the steps open to the reader."""
    report = report_or_404(request.user, pk)
    is_reported_on = report.project.status in REPORTED_IN
    may_write = is_reported_on and policies.may_write_reports(request.user, report.project)
    may_follow = STATUSES.may_follow
    steps = [
        (_("Write the report"), "portfolio:progress-report-edit", may_write and report.is_open),
        (
            _("Decide on the report"),
            "portfolio:progress-report-review",
            may_follow(report.state, ReportState.ACCEPTED) and policies.may_decide(request.user, report),
        ),
        (
            _("Take the report back"),
            "portfolio:progress-report-withdraw",
            may_write and report.state == ReportState.SUBMITTED,
        ),
    ]
    ways = [(label, reverse(name, args=[pk])) for label, name, may in steps if may]
    context = {**shown(request.user, report), "ways": ways}
    return render(request, "portfolio/project_results/progress_report.html", context)


class PeriodPage(ProjectPage):
    """A form about a period of a project, which the address names by its first day."""

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` reports on the project."""
        return policies.may_write_reports(user, self.project)

    @cached_property
    def period(self) -> Period:
        """The period; one that is none of the project's is missing."""
        day: date | None = day_of(self.kwargs["period"])
        periods = periods_of_project(self.project)
        found = next((one for one in periods if one.starts_on == day), None)
        if found is None:
            raise Http404
        return found

    def subject(self) -> str:
        """Return the project and the period."""
        return together(self.project, f" · {period_in_words(self.period)}")

    def back(self) -> str:
        """Return to the reports of the project."""
        return f"{super().back()}#reports"


class WriteReport(PeriodPage):
    """The form of a report: “Save draft” keeps it as it is, “Submit” hands it in as well."""

    template_name = "portfolio/project_results/report_form.html"
    form_class = forms.ReportForm
    keeps_draft = True
    saved: ProgressReport

    def get_form_kwargs(self) -> dict[str, Any]:
        """Ask for the project's indicators."""
        rows = ProjectIndicator.objects.filter(result__project=self.project)
        indicators = rows.select_related("result__project").order_by("pk")
        return {**super().get_form_kwargs(), "indicators": indicators}

    def answers_of(self, form: Any) -> dict[str, Any]:
        """Return the version that was read, and what the report says."""
        return {"version": form.cleaned_data["version"], "text": actions.ReportText(**form.field_values())}

    @property
    def submits(self) -> bool:
        """Whether the report is handed in, and not only kept."""
        return self.request.POST.get("do") == SUBMIT

    def onward(self) -> str:
        """Go on writing after a draft was saved, to the report after it was handed in."""
        name = "portfolio:progress-report-edit" if self.saved.is_open else "portfolio:progress-report"
        return reverse(name, args=[self.saved.pk])

    def message(self) -> str:
        """Return what to tell."""
        if self.submits:
            return _("The report was submitted. PARDEV decides on it.")
        return _("The draft was saved.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the period."""
        named = period_in_words(self.period)
        return {**super().get_context_data(**kwargs), "period": self.period, "period_in_words": named}


class NewReport(WriteReport):
    """Begin the report of a period; where there is one already, the way leads to it."""

    heading = gettext_lazy("Write the report")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the empty form."""
        found = self.project.reports.filter(starts_on=self.period.starts_on).first()
        if found is not None:
            name = "portfolio:progress-report-edit" if found.is_open else "portfolio:progress-report"
            return HttpResponseRedirect(reverse(name, args=[found.pk]))
        return super().get(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        """Return the language that the person reads, if the Office works in it."""
        language = (get_language() or "")[:2]
        return {"language": language if language in TextLanguage.values else self.project.language}

    def act(self, answers: dict[str, Any]) -> str:
        """Begin it."""
        self.saved = actions.add_report(
            by=self.by, project=self.project, period=self.period, text=answers["text"], submit=self.submits
        )
        return self.message()


class SkipReport(PeriodPage):
    """Say that no report is written for a period."""

    form_class = forms.SkipForm
    heading = gettext_lazy("Skip the report")
    lead = gettext_lazy("No report is written for this period. Your reason is kept, and staff read it.")
    button = gettext_lazy("Skip it")

    def act(self, answers: dict[str, Any]) -> str:
        """Skip."""
        actions.skip_report(by=self.by, project=self.project, period=self.period, reason=answers["reason"])
        return _("The report was skipped.")


class OfReport(PeriodPage):
    """A form about one report."""

    @cached_property
    def report(self) -> ProgressReport:
        """The report that the address names."""
        return report_or_404(self.request.user, self.kwargs["pk"])

    @cached_property
    def project(self) -> Project:
        """The project of the report."""
        found: Project = self.report.project
        return found

    @cached_property
    def period(self) -> Period:
        """The report's period."""
        return self.report.period

    def back(self) -> str:
        """Return to the report."""
        return reverse("portfolio:progress-report", args=[self.report.pk])

    def version(self) -> str:
        """Return the version that is read."""
        return str(self.report.version)

    def get_initial(self) -> dict[str, Any]:
        """Return the version that is read."""
        return {"version": self.report.version}


class EditReport(OfReport, WriteReport):
    """Go on with a draft, or mend a returned report."""

    heading = gettext_lazy("Write the report")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show what was saved; what is handed in is read, not written."""
        if not self.report.is_open:
            return HttpResponseRedirect(self.back())
        return super().get(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        """Return what is said now."""
        values = {name: getattr(self.report, name) for name in forms.ReportForm.base_fields}
        for one in self.report.values.all():
            for part in ("value", "women", "men", "words"):
                values[f"{part}_{one.indicator_id}"] = getattr(one, part)
        return values

    def act(self, answers: dict[str, Any]) -> str:
        """Save."""
        if answers["version"] is None:
            raise UnableToAct(_("The form does not say which version it shows. Open it again."))
        self.saved = actions.edit_report(
            by=self.by,
            report=self.report,
            lock_version=answers["version"],
            text=answers["text"],
            submit=self.submits,
        )
        return self.message()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the note of a returned report."""
        return {**super().get_context_data(**kwargs), "note": self.report.note}


class ReviewReport(DecisionPage, OfReport):
    """Read a submitted report and decide on it."""

    template_name = "portfolio/project_results/report_review.html"
    form_class = forms.ReviewForm
    heading = gettext_lazy("Decide on the report")

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` may decide."""
        return policies.may_decide(user, self.report)

    def decisions(self) -> list[Decision]:
        """Return what accepting and returning mean here."""
        accepted = _(
            "Final: it cannot be taken back. Everyone who sees the project reads it, the country programme "
            "shows its values, and its authors are told."
        )
        returned = _("Its authors read your note, correct the report and submit it again.")
        return [
            Decision(ACCEPT, _("Accept"), accepted),
            Decision(RETURN, _("Return with the note"), returned, kind="btn-2"),
        ]

    def key(self) -> int:
        """Return the number of the report."""
        return self.report.pk

    def waiting(self) -> QuerySet[ProgressReport]:
        """Return the reports that await the reader's decision."""
        return policies.reports_decided_by(self.by)

    def decided_meanwhile(self) -> Decided | None:
        """Return what became of the report; None: it is submitted."""
        now = ProgressReport.objects.select_related("decided_by").get(pk=self.report.pk)
        if now.state == ReportState.SUBMITTED:
            return None
        return Decided(now.get_state_display(), now.decided_by, now.decided_at)

    def address_of(self, key: int) -> str:
        """Return the address of the decision on another report."""
        return reverse("portfolio:progress-report-review", args=[key])

    def act(self, answers: dict[str, Any]) -> str:
        """Accept, or return with the note."""
        read = {"by": self.by, "report": self.report, "lock_version": answers["version"]}
        words = {"report": str(self.subject())}
        decision = self.request.POST.get("do")
        if decision == ACCEPT:
            actions.accept_report(**read)
            return self.with_end(_("The report was accepted: %(report)s.") % words)
        if decision != RETURN:
            raise UnableToAct(_("Accept the report, or return it with a note."))
        actions.return_report(**read, note=answers["note"])
        return self.with_end(_("The report was returned with your note: %(report)s.") % words)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the report says, beside what was said before."""
        return {**super().get_context_data(**kwargs), **shown(self.by, self.report)}


class WithdrawReport(OfReport):
    """Take a submitted report back."""

    form_class = ReasonWithVersionForm
    heading = gettext_lazy("Take the report back")
    lead = gettext_lazy("It becomes a draft again, which you can change and submit.")
    button = gettext_lazy("Take it back")

    def act(self, answers: dict[str, Any]) -> str:
        """Take it back."""
        actions.withdraw_report(
            by=self.by, report=self.report, lock_version=answers["version"], reason=answers["reason"]
        )
        return _("The report is a draft again.")
