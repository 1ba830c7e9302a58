"""Results of projects and reports on them for tests, made through the actions."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from ilo_dc.core.models import User
from portfolio.models import ProgressReport, Project, ProjectIndicator, ProjectResult
from portfolio.project_results.actions import plan
from portfolio.project_results.actions import progress_reports as actions
from portfolio.project_results.rules import periods_of

ACHIEVED = "Twelve factories took part."


def outcome(by: User, project: Project, position: int = 1, **values: Any) -> ProjectResult:
    """Return an outcome of a project."""
    data = plan.ResultData(position=position, text="Factories are safe", **values)
    return plan.RESULTS.add(by=by, owner=project, data=data)


def indicator(by: User, result: ProjectResult, **values: Any) -> ProjectIndicator:
    """Return an indicator with a baseline of 10 and targets of 50 and 100."""
    said = {"text": "People trained", "baseline_value": Decimal(10), **values}
    row = plan.INDICATORS.add(by=by, owner=result, data=plan.IndicatorData(**said))
    starts_on = result.project.starts_on or date(2024, 1, 1)
    for day, value in ((date(2025, 12, 31), 50), (date(2027, 12, 31), 100)):
        plan.TARGETS.add(by=by, owner=row, data=plan.TargetData(max(day, starts_on), Decimal(value)))
    return row


def report(by: User, project: Project, first: date, *, submit: bool = False, **text: Any) -> ProgressReport:
    """Return a report for the period of a project that begins on a day, whole unless told."""
    period = next(one for one in periods_of(project.starts_on, project.ends_on) if one.starts_on == first)
    said = actions.ReportText(**{"rating": "on_track", "narrative": ACHIEVED, **text})
    return actions.add_report(by=by, project=project, period=period, text=said, submit=submit)


def accepted(by: User, decider: User, project: Project, first: date, **text: Any) -> ProgressReport:
    """Return a report that was handed in and accepted."""
    row = report(by, project, first, submit=True, **text)
    return actions.accept_report(by=decider, report=row, lock_version=row.version)


def rest_skipped(by: User, project: Project) -> None:
    """Skip each report of a project that is over and not handed in, so that it can be closed."""
    now = Project.objects.get(pk=project.pk)
    written = {row.starts_on for row in now.reports.all()}
    for period in periods_of(now.starts_on, now.ends_on):
        if period.ends_on <= date.today() and period.starts_on not in written:  # noqa: DTZ011
            actions.skip_report(by=by, project=now, period=period, reason="It is told in the final report")
