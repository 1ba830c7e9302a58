"""Plan against actual of a project, its risks, extensions and reports, as pieces of its page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from ilo_dc.core.charts.bars import Way, way
from ilo_dc.core.people.grants import grants_of
from ilo_dc.core.work.rules import DueDate
from portfolio.programmes.tables import light
from portfolio.project_results import policies, rules
from portfolio.project_results.actions.report_schedules import periods_of_project
from portfolio.project_results.actions.served_outcomes import Difference, difference
from portfolio.project_results.models.progress_report import ProgressReport, ProjectValue
from portfolio.project_results.models.project_result import IndicatorTarget, ProjectIndicator, ProjectResult
from portfolio.project_results.models.project_risk import Risk
from portfolio.project_results.rules import Period
from portfolio.project_results.tables import state_badge
from portfolio.project_results.vocab import HANDED_IN, ReportState
from portfolio.projects.actions.project_life import statuses_of
from portfolio.projects.panels.project_links import outcomes_seen
from portfolio.projects.policies import may_change_plan

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer
    from portfolio.outcomes.models.country_outcome import CountryProgrammeOutcome
    from portfolio.programmes.models.country_programme import CountryProgramme
    from portfolio.projects.models.project import Project


@dataclass(frozen=True)
class IndicatorLine:
    """An indicator: where it began, where it shall be by now and in the end, where it was reported last."""

    indicator: ProjectIndicator
    actual: ProjectValue | None
    due: IndicatorTarget | None
    last: IndicatorTarget | None

    @property
    def by_now(self) -> Decimal | None:
        """Where it shall be by now."""
        return self.due.value if self.due else None

    @property
    def target(self) -> Decimal | None:
        """Where it shall be in the end."""
        return self.last.value if self.last else None

    @property
    def due_on(self) -> date | None:
        """The day of its last target."""
        return self.last.due_on if self.last else None

    @property
    def bar(self) -> Way:
        """What its bar draws: what was to be reached by now as a band."""
        return way(
            baseline=self.indicator.baseline_value,
            actual=self.actual.value if self.actual else None,
            target=self.target,
            band=self.by_now,
        )

    @property
    def reached(self) -> Decimal | None:
        """How much of the way from the baseline to the last target was gone."""
        actual = self.actual.value if self.actual else None
        return rules.share_reached(self.indicator.baseline_value, actual, self.target)

    @property
    def demonstration(self) -> bool:
        """Whether it is demonstration data."""
        return bool(self.indicator.demonstration)


@dataclass(frozen=True)
class ResultLine:
    """A result with its indicators; `outcome_id`: the outcome that it serves, if the reader sees it."""

    result: ProjectResult
    lines: list[IndicatorLine]
    outcome_id: int | None = None


@dataclass(frozen=True)
class PlanPanel:
    """Plan against actual, result by result, and whether there is a way to change the plan."""

    project: Project
    results: list[ResultLine]
    outcomes_seen: set[int]
    may_change: bool
    difference: Difference
    is_staff: bool = False
    may_tie: bool = False
    template: str = "portfolio/project_results/panels/plan_of_project.html"


@dataclass(frozen=True)
class RisksPanel:
    """The risks of a project, for those who read them."""

    project: Project
    risks: list[Risk]
    may_change: bool
    template: str = "portfolio/project_results/panels/risks_of_project.html"


@dataclass(frozen=True)
class ReportLine:
    """A period of a project and what there is of its report; `write` and `skip`: ways of who writes it.

    What is not `is_chased` any more is in nobody's work, though closing the project asks for it.
    """

    period: Period
    report: ProgressReport | None
    state: str
    rating: str
    due: DueDate | None
    is_chased: bool = True
    write: str = ""
    skip: str = ""

    @property
    def is_returned(self) -> bool:
        """Whether it waits to be corrected, however old it is."""
        return self.report is not None and self.report.state == ReportState.RETURNED


@dataclass(frozen=True)
class ReportsPanel:
    """The reports of a project, the latest first; `owed`, to staff: periods whose report is not handed in."""

    project: Project
    lines: list[ReportLine]
    may_extend: bool
    extensions: list[Any]
    owed: list[Period]
    template: str = "portfolio/project_results/panels/reports_of_project.html"


@dataclass(frozen=True)
class ReportedProject:
    """What a project reported of the outcomes of a country programme: its last report there, its values."""

    project: Project
    report: ProgressReport | None
    rating: str
    results: list[ResultLine]


@dataclass(frozen=True)
class ReportedByProjects:
    """What projects reported of the outcomes of a country programme, written once in their own reports."""

    projects: list[ReportedProject]
    template: str = "portfolio/project_results/panels/reported_by_projects.html"


def plan_of(user: Viewer, project: Project, *, named: Iterable[CountryProgrammeOutcome]) -> PlanPanel:
    """Return the plan of a project, which names some outcomes, against what was accepted of it."""
    rows = list(project.planned_results.for_plan())
    named = list(named)
    seen = outcomes_seen(user, [*(row.outcome_id for row in rows), *(one.pk for one in named)])
    served = [row.outcome for row in rows if row.outcome is not None]
    lines = [
        replace(one, outcome_id=one.result.outcome_id) if one.result.outcome_id in seen else one
        for one in result_lines(rows, report__project=project)
    ]
    shown = ([one for one in outcomes if one.pk in seen] for outcomes in (named, served))
    return PlanPanel(
        project,
        lines,
        seen,
        bool(policies.may_write_plan(user, project)),
        difference(*shown),
        is_staff=grants_of(user).is_staff,
        may_tie=bool(may_change_plan(user, project)),
    )


def result_lines(results: list[Any], *, day: date | None = None, **named: Any) -> Iterator[ResultLine]:
    """Yield each outcome of a plan and then its outputs, with the last accepted values; one query.

    Targets are those of `day`; None: of today.
    """
    actual = {one.indicator_id: one for one in ProjectValue.objects.last_accepted(**named)}
    day = day or timezone.now().date()
    outputs = defaultdict(list)
    for result in results:
        outputs[result.parent_id].append(result)
    for outcome in outputs[None]:
        for result in (outcome, *outputs[outcome.pk]):
            yield ResultLine(result, [_line(one, actual, day) for one in result.indicators.all()])


def _line(indicator: Any, actual: dict[int, ProjectValue], today: date) -> IndicatorLine:
    targets: list[IndicatorTarget] = list(indicator.targets.all())
    return IndicatorLine(
        indicator=indicator,
        actual=actual.get(indicator.pk),
        due=rules.target_on(targets, today),
        last=targets[-1] if targets else None,
    )


def risks_of(user: Viewer, project: Project) -> RisksPanel | None:
    """Return the risks of a project; None: `user` reads none."""
    risks = list(Risk.objects.visible_to(user).filter(project=project).select_related("owner", "project"))
    may_change = bool(policies.may_write_plan(user, project))
    return RisksPanel(project, risks, may_change) if risks or may_change else None


def reports_of(user: Viewer, project: Project) -> ReportsPanel:
    """Return the reports of a project that `user` reads, and the periods that wait for who writes them."""
    is_reported_on = project.status in rules.REPORTED_IN
    may_write = is_reported_on and bool(policies.may_write_reports(user, project))
    rows = {row.starts_on: row for row in ProgressReport.objects.visible_to(user).filter(project=project)}
    today = timezone.now().date()
    reported = [row.period for row in rows.values()]  # all there are, to who writes them
    planned = periods_of_project(project, reported)
    is_asked = is_reported_on and grants_of(user).is_staff
    spells = rules.spells_of(statuses_of(project)) if is_asked else []
    chased = rules.periods_asked(planned, spells, today=today)
    begun = [one for one in planned if one.starts_on <= today and rules.ran_in(one, spells)]
    periods = {one.starts_on: one for one in begun if may_write} | {
        day: row.period for day, row in rows.items()
    }
    lines = [
        _report_line(project, periods[day], rows.get(day), today=today, may_write=may_write)
        for day in sorted(periods, reverse=True)
    ]
    lines = [
        replace(line, is_chased=not is_asked or line.is_returned or line.period in chased) for line in lines
    ]
    extensions = list(project.extensions.order_by("-pk"))
    may_extend = bool(policies.may_extend_project(user, project)) and project.status in rules.DUE_IN
    handed_in = {row.starts_on for row in rows.values() if row.state in HANDED_IN}
    due = rules.periods_due(planned, spells, today=today)
    owed = [period for period in due if period.starts_on not in handed_in]
    return ReportsPanel(project, lines, may_extend, extensions, owed)


def _report_line(
    project: Project, period: Period, report: ProgressReport | None, *, today: date, may_write: bool
) -> ReportLine:
    is_open = report is None or report.is_open
    address = [project.pk, period.code]
    return ReportLine(
        period=period,
        report=report,
        state=state_badge(report.state) if report else "",
        rating=light(report.rating) if report and report.rating else "",
        due=DueDate(period.due_on, today) if report is None or report.state not in HANDED_IN else None,
        write=reverse("portfolio:progress-report-new", args=address) if may_write and is_open else "",
        skip=reverse("portfolio:progress-report-skip", args=address)
        if may_write and (report is None or report.state == ReportState.DRAFT)
        else "",
    )


def reported_by_projects(user: Viewer, programme: CountryProgramme) -> ReportedByProjects | None:
    """Return what projects of its time reported of a programme's outcomes; None: nothing that `user` sees.

    Of reports whose last day lies in the programme; targets are those of today, or of its last day.
    """
    since, until = programme.starts_on, programme.day_after
    rows = ProjectResult.objects.visible_to(user).serving(programme.outcomes.values("cpo"))
    if since is not None and until is not None:
        rows = rows.filter(Q(project__ends_on=None) | Q(project__ends_on__gt=since))
        rows = rows.filter(Q(project__starts_on=None) | Q(project__starts_on__lt=until))
    results = list(rows.for_plan())
    if not results:
        return None
    reports = ProgressReport.objects.visible_to(user).accepted().of_days(since, until)
    reports = reports.filter(project__in={row.project_id for row in results})
    last = {
        one.project_id: one
        for one in reports.order_by("project_id", "-ends_on", "-pk").distinct("project_id")
    }
    lines: dict[int, list[ResultLine]] = defaultdict(list)
    day = min(timezone.now().date(), programme.last_day or date.max)
    for line in result_lines(results, day=day, report__in=reports.order_by().values("pk")):
        lines[line.result.project_id].append(replace(line, outcome_id=line.result.outcome_id))
    projects = [_reported(found[0].result.project, last.get(key), found) for key, found in lines.items()]
    return ReportedByProjects(sorted(projects, key=lambda one: (one.project.title, one.project.pk)))


def _reported(project: Project, report: ProgressReport | None, results: list[ResultLine]) -> ReportedProject:
    return ReportedProject(project, report, light(report.rating) if report else "", results)
