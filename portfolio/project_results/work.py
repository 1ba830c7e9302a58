"""What awaits a person of progress reports, and what of theirs others have to go on with."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ilo_dc.core.history.four_eyes import Takers, taken_by
from ilo_dc.core.languages import together
from ilo_dc.core.people.vocab import Role
from ilo_dc.core.work.items import MOST, MOST_OVERSEEN, Doers, WorkItem, most_urgent
from ilo_dc.core.work.policies import may_oversee
from ilo_dc.core.work.reading import read_once, read_together
from portfolio.project_results import rules
from portfolio.project_results.actions.reports_due import places_of, reports_due, writers_of
from portfolio.project_results.models.progress_report import ProgressReport, period_in_words
from portfolio.project_results.policies import projects_asked_of, projects_reported_by, reports_decided_by
from portfolio.project_results.querysets import SUBMITTING
from portfolio.project_results.vocab import ReportState
from portfolio.projects.models.project import Project
from portfolio.projects.policies import REGISTRARS, projects_overseen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

    from ilo_dc.core.models import Country
    from ilo_dc.core.people.grants import Viewer


def awaiting(user: Viewer) -> list[WorkItem]:
    """Return the reports that `user` has to mend, to decide on and to write."""
    if not user.is_authenticated:
        return []
    return most_urgent((*_returned(user), *_submitted(user), *_due(user)))


def handed_in(user: Viewer) -> Iterator[WorkItem]:
    """Yield what `user` submitted, for whomever and by whomever, and PARDEV decides on."""
    if not user.is_authenticated:
        return
    for report in _in_decision(user)["handed_in"]:
        yield WorkItem(
            title=_("Decision on the progress report"),
            url=reverse("portfolio:progress-report", args=[report.pk]),
            kind=_("Progress report"),
            since=report.submitted_at or report.updated_at,
            subject=_subject(report.project, report.period),
            due_on=report.due_on,
            waits_on=str(Role.PARDEV.label),
        )


@read_once
def _in_decision(user: Viewer) -> dict[str, list[ProgressReport]]:
    """Return the reports to correct, to decide on, and those that PARDEV decides on for `user`."""
    rows = ProgressReport.objects.select_related("project")
    submitted = taken_by(user, SUBMITTING)  # for whomever, and by whomever
    own = Q(project__in=projects_asked_of(user).values("pk")) | submitted
    returned = rows.filter(
        own, state=ReportState.RETURNED, project__in=projects_reported_by(user).values("pk")
    )
    to_decide = reports_decided_by(user).select_related("project")
    handed_in = rows.filter(submitted, state=ReportState.SUBMITTED)
    return read_together(
        returned=returned.order_by("ends_on", "decided_at", "pk"),
        to_decide=to_decide.order_by("ends_on", "submitted_at", "pk"),
        handed_in=handed_in.order_by("submitted_at", "pk"),
    )


def _returned(user: Viewer) -> Iterator[WorkItem]:
    for report in _in_decision(user)["returned"]:
        yield WorkItem(
            title=_("Correct the returned report"),
            url=reverse("portfolio:progress-report", args=[report.pk]),
            kind=_("Progress report"),
            since=report.decided_at or report.updated_at,
            subject=_subject(report.project, report.period),
            due_on=report.due_on,
            key=_key(report.project_id, report.period),
        )


def _submitted(user: Viewer) -> Iterator[WorkItem]:
    for report in _in_decision(user)["to_decide"]:
        yield WorkItem(
            title=_("Accept or return the report"),
            url=reverse("portfolio:progress-report-review", args=[report.pk]),
            kind=_("Progress report"),
            since=report.submitted_at or report.updated_at,
            subject=_subject(report.project, report.period),
            due_on=report.due_on,
            is_decision=True,
            key=f"progress-report-decision:{report.pk}",
        )


def _due(user: Viewer) -> Iterator[WorkItem]:
    """What is over and neither handed in nor skipped: all periods that are chased."""
    for project, period, state in _due_of(projects_asked_of(user), MOST):
        yield _to_write(project, period, _("Finish the draft") if state else _("Write the report"))


def _due_of(rows: QuerySet[Project], most: int) -> list[tuple[Project, rules.Period, str]]:
    """Return project, period and state (empty: not begun) of what is to be written and was not returned.

    At most so many, first what is due first, in two queries: of the other projects only their days are read.
    """
    found = reports_due(rows, today=timezone.now().date())
    due = [one for one in found if one[-1] != ReportState.RETURNED]
    due = sorted(due, key=lambda one: (one[1].due_on, one[0]))[:most]
    projects = Project.objects.in_bulk([key for key, _period, _state in due])
    return [(projects[key], period, state) for key, period, state in due]


def _to_write(project: Project, period: rules.Period, title: str, **more: Any) -> WorkItem:
    return WorkItem(
        title=title,
        url=reverse("portfolio:progress-report-new", args=[project.pk, period.code]),
        kind=_("Progress report"),
        since=datetime.combine(period.ends_on, time.min, UTC),
        subject=_subject(project, period),
        due_on=period.due_on,
        key=_key(project.pk, period),
        **more,
    )


def overseen(user: Viewer) -> Iterator[WorkItem]:
    """Yield the reports that the officers of projects have to write or mend, and those to decide on.

    Of projects that reach into several places: whoever manages everything oversees them.
    """
    if not may_oversee(user):
        return
    projects = projects_overseen(user).filter(status__in=rules.DUE_IN)
    due = _due_of(projects, MOST_OVERSEEN)
    rows = ProgressReport.objects.filter(
        state__in=(ReportState.RETURNED, ReportState.SUBMITTED), project__in=projects
    )
    reports = list(rows.select_related("project").order_by("decided_at", "pk")[:MOST_OVERSEEN])
    submitters = Takers([report.pk for report in reports], SUBMITTING)
    places = places_of({*(one.pk for one, _period, _state in due), *(row.project_id for row in reports)})
    for project, period, _state in due:
        yield _to_write(project, period, _("Write the report"), **_writers(project, places[project.pk]))
    for report in reports:
        yield _returned_or_submitted(report, places[report.project_id], submitters)


def _where(project: Project, countries: list[Country]) -> dict[str, Any]:
    """Return the fields of an item that say where its project is."""
    return {"countries": tuple(one.pk for one in countries), "region": project.region_id or ""}


def _writers(project: Project, countries: list[Country]) -> dict[str, Any]:
    """Return where a project is and who writes its reports: the officers of its country, else PARDEV."""
    who = str(Role.PARDEV.label)
    if len(countries) == 1:
        who = together(str(Role.FIELD.label), ", ", countries[0])
    return {"waits_on": who, "doers": writers_of(countries), **_where(project, countries)}


def _returned_or_submitted(report: ProgressReport, countries: list[Country], submitters: Takers) -> WorkItem:
    subject = _subject(report.project, report.period)
    if report.state == ReportState.RETURNED:
        return WorkItem(
            title=_("Correct the returned report"),
            url=reverse("portfolio:progress-report", args=[report.pk]),
            kind=_("Progress report"),
            since=report.decided_at or report.updated_at,
            subject=subject,
            due_on=report.due_on,
            key=_key(report.project_id, report.period),
            **_writers(report.project, countries),
        )
    return WorkItem(
        title=_("Accept or return the report"),
        url=reverse("portfolio:progress-report-review", args=[report.pk]),
        kind=_("Progress report"),
        since=report.submitted_at or report.updated_at,
        subject=subject,
        due_on=report.due_on,
        waits_on=str(Role.PARDEV.label),
        is_decision=True,
        key=f"progress-report-decision:{report.pk}",
        doers=Doers(Q(role__in=REGISTRARS), excluded=submitters.of(report.pk)),
        **_where(report.project, countries),
    )


def _key(project: int, period: rules.Period) -> str:
    """Name the report of a project and a period while it is to be written, begun or not."""
    return f"progress-report:{project}:{period.code}"


def _subject(project: Project, period: rules.Period) -> str:
    return together(project, f" · {period_in_words(period)}")
