"""What closing a project asks of its reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from portfolio.project_results import rules
from portfolio.project_results.actions.report_schedules import periods_of_project
from portfolio.project_results.vocab import HANDED_IN
from portfolio.projects.actions.project_life import CLOSED_WITH, statuses_of

if TYPE_CHECKING:
    from portfolio.projects.models.project import Project


def reports_are_in(project: Project) -> bool:
    """Return whether each report that was due of a project, however long ago, is handed in or skipped."""
    rows = list(project.reports.only("project", "starts_on", "ends_on", "due_days", "state"))
    planned = periods_of_project(project, [row.period for row in rows])
    spells = rules.spells_of(statuses_of(project))
    handed_in = {row.starts_on for row in rows if row.state in HANDED_IN}
    due = rules.periods_due(planned, spells, today=timezone.now().date())
    return all(period.starts_on in handed_in for period in due)


def ask_when_closing() -> None:
    """Let the life of projects ask for their reports before they are closed."""
    CLOSED_WITH["has_reports"] = reports_are_in
