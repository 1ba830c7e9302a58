"""What awaits a person of progress reports, and what of theirs others have to go on with."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, time
from itertools import islice
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ilo_dc.core.languages import together
from ilo_dc.core.people.vocab import Role
from ilo_dc.core.work.items import MOST, WorkItem
from ilo_dc.formats.text import short_date
from portfolio.project_results import rules
from portfolio.project_results.models.progress_report import ProgressReport
from portfolio.project_results.policies import projects_reported_by, reports_decided_by
from portfolio.project_results.vocab import HANDED_IN, ReportState

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from ilo_dc.core.people.grants import Viewer
    from portfolio.projects.models.project import Project


def awaiting(user: Viewer) -> list[WorkItem]:
    """Return the reports that `user` has to mend, to decide on and to write."""
    if not user.is_authenticated:
        return []
    return list(islice((*_returned(user), *_submitted(user), *_due(user)), MOST))


def handed_in(user: Viewer) -> Iterator[WorkItem]:
    """Yield what `user` submitted and PARDEV decides on."""
    if not user.is_authenticated:
        return
    rows = ProgressReport.objects.filter(state=ReportState.SUBMITTED, submitted_by=user.pk)
    for report in rows.select_related("project").order_by("submitted_at", "pk")[:MOST]:
        yield WorkItem(
            title=_("Decision on the progress report"),
            url=reverse("portfolio:progress-report", args=[report.pk]),
            kind=_("Progress report"),
            since=report.submitted_at or report.updated_at,
            subject=_subject(report.project, report.period),
            waits_on=str(Role.PARDEV.label),
        )


def _returned(user: Viewer) -> Iterator[WorkItem]:
    rows = ProgressReport.objects.filter(state=ReportState.RETURNED, project__in=projects_reported_by(user))
    for report in rows.select_related("project").order_by("decided_at", "pk")[:MOST]:
        yield WorkItem(
            title=_("Correct the returned report"),
            url=reverse("portfolio:progress-report", args=[report.pk]),
            kind=_("Progress report"),
            since=report.decided_at or report.updated_at,
            subject=_subject(report.project, report.period),
            due_on=report.due_on,
        )


def _submitted(user: Viewer) -> Iterator[WorkItem]:
    for report in reports_decided_by(user).select_related("project")[:MOST]:
        yield WorkItem(
            title=_("Accept or return the report"),
            url=reverse("portfolio:progress-report-review", args=[report.pk]),
            kind=_("Progress report"),
            since=report.submitted_at or report.updated_at,
            subject=_subject(report.project, report.period),
            is_decision=True,
        )


def _due(user: Viewer) -> Iterator[WorkItem]:
    """What is over and neither handed in nor skipped, the latest period of each project, in two queries.

    PARDEV, which edits every project, is not chased: field and regional officers write.
    """
    projects = {row.pk: row for row in projects_reported_by(user).order_by("ends_on", "pk")}
    written: dict[int, dict[date, str]] = defaultdict(dict)
    rows = ProgressReport.objects.filter(project__in=projects).values_list("project_id", "starts_on", "state")
    for key, starts_on, state in rows:
        written[key][starts_on] = state
    today = timezone.now().date()
    for project in projects.values():
        for period in rules.periods_due(project.starts_on, project.ends_on, today=today)[-1:]:
            state = written[project.pk].get(period.starts_on, "")
            if state in HANDED_IN or state == ReportState.RETURNED:
                continue
            yield WorkItem(
                title=_("Finish the draft") if state else _("Write the report"),
                url=reverse("portfolio:progress-report-new", args=[project.pk, period.code]),
                kind=_("Progress report"),
                since=datetime.combine(period.ends_on, time.min, UTC),
                subject=_subject(project, period),
                due_on=period.due_on,
            )


def _subject(project: Project, period: rules.Period) -> str:
    days = f"{short_date(period.starts_on)} – {short_date(period.last_day)}"
    return together(project, f" · {days}")
