"""The invented results of the demonstration projects: their plans, and what each half-year reported.

Reports say no author. Those of the last half-year are as people would find them: not yet written, handed
in, returned or accepted.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from ilo_dc.core.installation.actions import is_demonstration
from ilo_dc.core.versions.actions import history_context
from portfolio.demonstration.project_stories import THEMES
from portfolio.demonstration.projects import DATA
from portfolio.demonstration.rules import HORIZON
from portfolio.programmes.vocab import Progress
from portfolio.project_results.models.progress_report import ProgressReport, ProjectValue
from portfolio.project_results.models.project_extension import ProjectExtension
from portfolio.project_results.models.project_result import IndicatorTarget, ProjectIndicator, ProjectResult
from portfolio.project_results.models.project_risk import Risk
from portfolio.project_results.rules import Period, months_after, periods_of
from portfolio.project_results.vocab import ReportState, ResultLevel, Scale
from portfolio.projects.models.project import Project
from portfolio.projects.models.project_links import OutcomeShare

REASON = gettext_noop("Demonstration results of projects")
RAN = ("running", "suspended", "completed", "closed")
# A report is handed in so many days after its period, and decided so many days later.
WRITTEN_AFTER, DECIDED_AFTER = timedelta(days=20), timedelta(days=9)
# Of every seventh project the last report but one came late.
LATE_AFTER, LATE_EACH = timedelta(days=44), 7
# What comes of the last report of a project that still runs, by its number; "": nobody has written it.
LAST_ONES = ("", ReportState.SUBMITTED, ReportState.RETURNED, ReportState.ACCEPTED)
OF_WOMEN = Decimal("0.53")
WHOLE = Decimal(1)


@dataclass
class Plan:
    """What is added for one project."""

    project: Project
    number: int
    texts: Mapping[str, Any]
    outcome: ProjectResult
    output: ProjectResult
    indicators: list[ProjectIndicator] = field(default_factory=list)

    def word(self, texts: Mapping[str, str]) -> str:
        """Return a text in the project's language."""
        return texts[self.project.language]


@transaction.atomic
def load_demonstration_results(*, today: date | None = None) -> dict[str, int]:
    """Add plans and reports to the demonstration projects that ran; nothing where there are any."""
    if not is_demonstration() or ProjectResult.objects.filter(demonstration=True).exists():
        return {"reports": 0}
    until = min(today or timezone.now().date(), HORIZON)
    texts = json.loads((DATA / "projects.json").read_text(encoding="utf-8"))
    with history_context(None, REASON):
        plans = _plans(texts)
        _write(ProjectResult, (plan.outcome for plan in plans))
        _write(ProjectResult, (plan.output for plan in plans))
        _write(ProjectIndicator, (row for plan in plans for row in plan.indicators))
        targets = _write(IndicatorTarget, (row for plan in plans for row in _targets(plan)))
        _write(Risk, (_risk(plan, texts["risk"]) for plan in plans))
        _write(ProjectExtension, (row for plan in plans for row in _extensions(plan, texts["extension"])))
        written = [pair for plan in plans for pair in _reports(plan, texts["reports"], until)]
        _write(ProgressReport, (report for _plan, report in written))
        _write(ProjectValue, (row for plan, report in written for row in _values(plan, report)))
    return {"results": 2 * len(plans), "targets": len(targets), "reports": len(written)}


def _write(model: type[models.Model], rows: Iterable[Any]) -> list[Any]:
    written: list[Any] = model._default_manager.bulk_create(rows)
    return written


# --- Plans ----------------------------------------------------------------------------------------------


def _plans(texts: Mapping[str, Any]) -> list[Plan]:
    projects = Project.objects.filter(demonstration=True, status__in=RAN, code__startswith="DEMO-")
    projects = projects.select_related("unit").order_by("code")
    shares = OutcomeShare.objects.current().exclude(outcome=None).order_by("project", "-share", "pk")
    served: dict[int, int] = {}
    for project, outcome in shares.values_list("project", "outcome"):
        served.setdefault(project, outcome)
    return [_plan(project, texts["themes"], served.get(project.pk)) for project in projects]


def _plan(project: Project, themes: Sequence[Mapping[str, Any]], served: int | None) -> Plan:
    number = int(str(project.code).removeprefix("DEMO-")) - 1
    theme, common = themes[number * 3 % THEMES], {"project": project, "position": 1, "demonstration": True}
    outcome = ProjectResult(
        level=ResultLevel.OUTCOME, text=theme["outcome"][project.language], outcome_id=served, **common
    )
    output = ProjectResult(
        level=ResultLevel.OUTPUT, parent=outcome, text=theme["output"][project.language], **common
    )
    plan = Plan(project, number, theme, outcome, output)
    for result, values in zip((outcome, output), theme["indicators"], strict=True):
        plan.indicators.append(
            ProjectIndicator(
                result=result,
                text=plan.word(values),
                unit=values["unit"],
                by_sex=values["by_sex"],
                baseline_value=Decimal(values["baseline"]),
                baseline_on=project.starts_on,
                demonstration=True,
            )
        )
    return plan


def _targets(plan: Plan) -> Iterator[IndicatorTarget]:
    """Yield one target a year; the last is that of the whole plan, on the project's last day."""
    days = [period.last_day for period in periods_of(plan.project.starts_on, plan.project.ends_on)]
    dates = [*days[1:-1:2], days[-1]]
    for indicator, values in zip(plan.indicators, plan.texts["indicators"], strict=True):
        start, end = Decimal(values["baseline"]), Decimal(values["target"])
        for place, day in enumerate(dates, 1):
            value = (start + (end - start) * place / len(dates)).quantize(WHOLE)
            women = (value / 2).quantize(WHOLE)
            by_sex = {"women": women, "men": value - women} if indicator.by_sex else {}
            yield IndicatorTarget(indicator=indicator, due_on=day, value=value, demonstration=True, **by_sex)


def _risk(plan: Plan, texts: Mapping[str, Any]) -> Risk:
    scales = list(Scale)
    return Risk(
        project=plan.project,
        text=plan.word(texts["text"]),
        response=plan.word(texts["response"]),
        likelihood=scales[plan.number % 3],
        impact=scales[plan.number % 2 + 1],
        owner=plan.project.unit,
        demonstration=True,
    )


def _extensions(plan: Plan, reason: Mapping[str, str]) -> Iterator[ProjectExtension]:
    """Yield the extension of one project in nine, by half a year."""
    if plan.number % 9 == 1 and (ends_on := plan.project.ends_on):
        before = months_after(ends_on, -6)
        yield ProjectExtension(
            project=plan.project,
            agreed_on=before - timedelta(days=60),
            ended_on=before,
            ends_on=ends_on,
            reason=plan.word(reason),
            demonstration=True,
        )


# --- Reports --------------------------------------------------------------------------------------------


def _reports(plan: Plan, texts: Mapping[str, Any], until: date) -> Iterator[tuple[Plan, ProgressReport]]:
    """Yield the plan with each report that was written by a day."""
    periods = periods_of(plan.project.starts_on, plan.project.ends_on)
    over = [one for one in periods if one.last_day + WRITTEN_AFTER + DECIDED_AFTER < until]
    for place, period in enumerate(over):
        still_runs = plan.project.status == "running"
        is_last = still_runs and period is over[-1]
        state = LAST_ONES[plan.number % len(LAST_ONES)] if is_last else ReportState.ACCEPTED
        if place == 0 and plan.number % 10 == 3 and not is_last:
            state = ReportState.SKIPPED
        if not state:
            continue
        report = _report(plan, period, state, texts)
        if plan.number % LATE_EACH == 5 and place == len(over) - 2 and report.submitted_at:
            report.submitted_at = _moment(period, LATE_AFTER)
            report.decided_at = _moment(period, LATE_AFTER + DECIDED_AFTER)
        yield plan, report


def _moment(period: Period, after: timedelta) -> datetime:
    return datetime.combine(period.last_day + after, time(10), UTC)


def _report(plan: Plan, period: Period, state: ReportState | str, texts: Mapping[str, Any]) -> ProgressReport:
    written, decided = _moment(period, WRITTEN_AFTER), _moment(period, WRITTEN_AFTER + DECIDED_AFTER)
    rating = Progress.ON_TRACK if (plan.number + period.starts_on.year) % 6 else Progress.NO_PROGRESS
    if period.ends_on == plan.project.ends_on:
        rating = Progress.RESULTS_ACHIEVED
    is_skipped, is_decided = state == ReportState.SKIPPED, state != ReportState.SUBMITTED
    content = {
        "rating": rating,
        "narrative": f"{plan.word(texts[rating])} {plan.output.text}.",
        "submitted_at": written,
    }
    return ProgressReport(
        project=plan.project,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        state=state,
        language=plan.project.language,
        note=plan.word(texts[state]) if state in texts else "",
        decided_at=decided if is_decided else None,
        demonstration=True,
        **({} if is_skipped else content),
    )


def _values(plan: Plan, report: ProgressReport) -> Iterator[ProjectValue]:
    """Yield where the indicators stood: nearer to their target with each half-year, some behind."""
    if report.state == ReportState.SKIPPED:
        return
    periods = periods_of(plan.project.starts_on, plan.project.ends_on)
    gone = Decimal(periods.index(report.period) + 1) / len(periods)
    pace = Decimal(85 + plan.number * 7 % 25) / 100
    for indicator, values in zip(plan.indicators, plan.texts["indicators"], strict=True):
        start, end = Decimal(values["baseline"]), Decimal(values["target"])
        value = (start + (end - start) * gone * pace).quantize(WHOLE)
        women = (value * OF_WOMEN).quantize(WHOLE)
        by_sex = {"women": women, "men": value - women} if indicator.by_sex else {}
        yield ProjectValue(report=report, indicator=indicator, value=value, demonstration=True, **by_sex)
