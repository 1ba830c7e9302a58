"""`/dwcps/<slug>/reports/<kind>/`: accepted updates as review, donor report part and UN INFO export."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from ilo_dc.core.errors import UnableToRead
from ilo_dc.core.facts.moments import at_one_moment, settle
from ilo_dc.core.measures import Figures, Question, figures
from ilo_dc.core.parameters import takes
from ilo_dc.core.registers.exports import FORMATS, file_response
from ilo_dc.formats.text import half_year
from portfolio.alignments.measures import ALIGNMENTS
from portfolio.alignments.tables import extent_badge
from portfolio.programmes.models.country_programme import CountryProgramme
from portfolio.programmes.tables import light
from portfolio.programmes.vocab import PUBLISHED_STATUSES
from portfolio.project_results.models.progress_report import ProgressReport
from portfolio.reports.exports import Linked, Report, ReportedOutcome, report_of, values_of
from portfolio.reports.vocab import ReportKind
from portfolio.updates.measures import OUTCOME_UPDATES, of_programme, read_period
from portfolio.updates.models import OutcomeUpdate
from portfolio.updates.panels import shown
from portfolio.updates.rules import Period

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer

PARAMETERS = ("reporting_period", "format")
LEADS = {
    ReportKind.REVIEW: gettext_lazy(
        "What was reported and accepted of each outcome, in the order of the programme."
    ),
    ReportKind.DONOR: gettext_lazy(
        "The same texts by the results of the Programme and Budget that the outcomes contribute to."
    ),
    ReportKind.UN: gettext_lazy(
        "The same texts by the results of the UN cooperation framework that the outcomes contribute to. The "
        "columns bear our own names: those of UN INFO are not known to us."
    ),
}


class PeriodForm(forms.Form):
    """Of which reporting period; none: the latest text of each outcome."""

    reporting_period = forms.ChoiceField(label=gettext_lazy("Reporting period"), required=False)

    def __init__(self, *args: Any, periods: list[Period], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["reporting_period"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  (as declared above)
        field.choices = [
            ("", _("The latest of each outcome")),
            *((one.code, half_year(one.code)) for one in periods),
        ]


@require_safe
@at_one_moment
@takes(*PARAMETERS)
def report(request: HttpRequest, slug: str, kind: str) -> HttpResponseBase:
    """Show a report to read and print, or answer it as CSV or XLSX."""
    if kind not in ReportKind.values:
        raise Http404
    programme = get_object_or_404(CountryProgramme.objects.visible_to(request.user).for_detail(), slug=slug)
    period, extension = _asked(request)
    made = report_of(request.user, programme, ReportKind(kind), period, made_at=settle(None))
    if extension:
        rows, invented = list(made.sheet()), programme.demonstration
        return file_response(request, f"{made.file}.{extension}", made.header, rows, demonstration=invented)
    periods = _periods(request.user, programme)
    if period is not None and period not in periods:
        periods.append(period)
    return render(
        request,
        f"portfolio/reports/{kind}.html",
        {
            "report": made,
            "programme": programme,
            "region": programme.country.region if programme.country else programme.region,
            "kind": ReportKind(kind).label,
            "lead": LEADS[made.kind],
            "form": PeriodForm(request.GET, periods=periods),
            "tabs": [(_address(programme, one, period), one.label) for one in ReportKind],
            "here": _address(programme, made.kind, period),
            "csv": _address(programme, made.kind, period, "csv"),
            "xlsx": _address(programme, made.kind, period, "xlsx"),
            "outcomes": [_of_outcome(one) for one in made.outcomes],
            "linked": [_of_result(one) for one in made.linked],
            "updates": _counted(request.user, made),
            "alignments": _aligned(request.user, made),
        },
    )


def _asked(request: HttpRequest) -> tuple[Period | None, str]:
    text, extension = request.GET.get("reporting_period", ""), request.GET.get("format", "")
    if extension and extension not in FORMATS:
        raise UnableToRead(_("Formats of this page: csv, xlsx."))
    return read_period(text) if text else None, extension


def _periods(user: Viewer, programme: CountryProgramme) -> list[Period]:
    """Return the periods of which something was accepted, the latest first."""
    rows = OutcomeUpdate.objects.visible_to(user).accepted_by(None).filter(outcome__programme=programme)
    found = rows.order_by("-starts_on", "-ends_on").values_list("starts_on", "ends_on").distinct()
    return [Period(*one) for one in found]


def _address(
    programme: CountryProgramme, kind: ReportKind, period: Period | None, extension: str = ""
) -> str:
    query = {"reporting_period": period.code if period else "", "format": extension}
    asked = "&".join(f"{name}={value}" for name, value in query.items() if value)
    url = reverse("portfolio:report", args=[programme.slug, kind.value])
    return f"{url}?{asked}" if asked else url


def _of_outcome(one: ReportedOutcome) -> dict[str, Any]:
    """Return what the page shows of an outcome: each indicator with what was reported of it."""
    update = one.update
    if isinstance(update, ProgressReport):
        return _of_project(one, update)
    reported = {value.indicator_id: value for value in update.values.all()} if update else {}
    return {
        **(shown(update) if update else {"outcome": one.outcome, "update": None}),
        "progress": light(one.outcome.progress),
        "indicators": [
            {"indicator": indicator, "reported": reported.get(indicator.pk)}
            for indicator in one.outcome.indicators.all()
        ],
        "alignments": [
            {"badge": extent_badge(fact.extent), "result": fact.pair.result} for fact in one.alignments
        ],
    }


def _of_project(one: ReportedOutcome, report: ProgressReport) -> dict[str, Any]:
    """Return what the page shows of a project's report, under an outcome that its results serve."""
    return {
        "outcome": one.outcome,
        "update": report,
        "project": report.project,
        "period_name": report.period_name,
        "light": light(report.rating),
        "values": values_of(one),
    }


def _of_result(linked: Linked) -> dict[str, Any]:
    return {
        "result": linked.result,
        "sub_outputs": linked.sub_outputs,
        "outcomes": [
            {**_of_outcome(one), "weight": link.weight if link else None} for link, one in linked.outcomes
        ],
    }


def _counted(user: Viewer, made: Report) -> Figures | None:
    """Return how many updates were accepted, by rating; None: not everyone sees the programme."""
    if made.programme.status not in PUBLISHED_STATUSES:
        return None
    where = of_programme(made.programme.slug, made.period)
    return figures(OUTCOME_UPDATES, user=user, question=Question(where=where).split_by("progress"))


def _aligned(user: Viewer, made: Report) -> Figures | None:
    """Return the alignments by extent; None: not everyone sees the programme."""
    if made.programme.status not in PUBLISHED_STATUSES:
        return None
    question = Question().narrowed("programme", made.programme.slug).split_by("extent")
    return figures(ALIGNMENTS, user=user, question=question)
