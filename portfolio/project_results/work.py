"""What awaits a person of progress reports, and what of theirs others have to go on with."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, time, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db.models import DateField, Exists, F, OuterRef, Q, Value
from django.db.models.functions import Least
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ilo_dc.core.history.four_eyes import Takers
from ilo_dc.core.languages import together
from ilo_dc.core.people.grants import granted_at
from ilo_dc.core.people.vocab import Role
from ilo_dc.core.work.items import MOST, MOST_OVERSEEN, Doers, WorkItem
from ilo_dc.core.work.policies import may_oversee, overseen_places
from ilo_dc.core.work.reading import read_once, read_together
from portfolio.project_results import rules
from portfolio.project_results.models.progress_report import ProgressReport, period_in_words
from portfolio.project_results.models.report_schedule import ReportSchedule
from portfolio.project_results.policies import projects_asked_of, projects_reported_by, reports_decided_by
from portfolio.project_results.querysets import SUBMITTING, schedules_in
from portfolio.project_results.vocab import HANDED_IN, ReportState
from portfolio.projects.models.project import Project
from portfolio.projects.models.project_links import CountryShare
from portfolio.projects.policies import OFFICERS, REGISTRARS
from portfolio.projects.querysets.projects import life_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.db.models import QuerySet

    from ilo_dc.core.models import Country
    from ilo_dc.core.people.grants import Viewer


TWO_YEARS = timedelta(days=732)  # no period is longer


def awaiting(user: Viewer) -> list[WorkItem]:
    """Return the reports that `user` has to mend, to decide on and to write."""
    if not user.is_authenticated:
        return []
    return list(islice((*_returned(user), *_submitted(user), *_due(user)), MOST))


def handed_in(user: Viewer) -> Iterator[WorkItem]:
    """Yield what `user` submitted and PARDEV decides on."""
    if not user.is_authenticated:
        return
    for report in _in_decision(user)["handed_in"]:
        yield WorkItem(
            title=_("Decision on the progress report"),
            url=reverse("portfolio:progress-report", args=[report.pk]),
            kind=_("Progress report"),
            since=report.submitted_at or report.updated_at,
            subject=_subject(report.project, report.period),
            waits_on=str(Role.PARDEV.label),
        )


@read_once
def _in_decision(user: Viewer) -> dict[str, list[ProgressReport]]:
    """Return the reports to correct, to decide on, and those that PARDEV decides on for `user`."""
    rows = ProgressReport.objects.select_related("project")
    own = Q(project__in=projects_asked_of(user).values("pk")) | Q(submitted_by=user.pk)
    returned = rows.filter(
        own, state=ReportState.RETURNED, project__in=projects_reported_by(user).values("pk")
    )
    handed_in = rows.filter(state=ReportState.SUBMITTED, submitted_by=user.pk)
    return read_together(
        returned=returned.order_by("decided_at", "pk"),
        to_decide=reports_decided_by(user).select_related("project"),
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
    """What is over and neither handed in nor skipped, the latest period of each project."""
    for project, period, state in _due_of(projects_asked_of(user), MOST):
        yield _to_write(project, period, _("Finish the draft") if state else _("Write the report"))


def _due_of(rows: QuerySet[Project], most: int) -> list[tuple[Project, rules.Period, str]]:
    """Return project, period and state (empty: not begun) of what is to be written and was not returned.

    At most so many, in three queries: of the other projects nothing but their days is read.
    """
    due = list(islice(_periods_to_write(rows), most))
    projects = Project.objects.in_bulk([key for key, _period, _state in due])
    return [(projects[key], period, state) for key, period, state in due]


def _periods_to_write(rows: QuerySet[Project]) -> Iterator[tuple[int, rules.Period, str]]:
    """Yield the number of each project with its last period that is over, unless that was reported on.

    What was reported on long before the last period says nothing of it, and is not read.
    """
    today = timezone.now().date()
    done = ProgressReport.objects.filter(
        project=OuterRef("pk"), ends_on__gte=OuterRef("ends_on"), state__in=(*HANDED_IN, ReportState.RETURNED)
    )
    begun: Any = rows.filter(~Exists(done), starts_on__lt=today).order_by("ends_on", "pk")
    whole = begun.with_statuses().annotate(schedules=ReportSchedule.objects.written_for(OuterRef("pk")))
    known = whole.values_list("pk", "starts_on", "ends_on", "statuses", "schedules")
    days = {key: found for key, *found in known}
    written: dict[int, dict[rules.Period, str]] = defaultdict(dict)
    last = Least(F("project__ends_on"), Value(today), output_field=DateField())
    reports = ProgressReport.objects.filter(project__in=days, ends_on__gt=last - TWO_YEARS)
    names = ("project_id", "state", "starts_on", "ends_on", "due_days")
    for key, state, starts_on, ends_on, due_days in reports.values_list(*names):
        written[key][rules.Period(starts_on, ends_on, due_days)] = state
    for key, (begins_on, closes_on, statuses, schedules) in days.items():
        reported = written[key]
        periods = rules.periods_of(begins_on, closes_on, reported, schedules_in(schedules))
        for period in rules.periods_due(periods, rules.spells_of(life_in(statuses)), today=today)[-1:]:
            state = reported.get(period, "")
            if state not in HANDED_IN and state != ReportState.RETURNED:
                yield key, period, state


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
    projects = _projects_overseen(user)
    due = _due_of(projects, MOST_OVERSEEN)
    rows = ProgressReport.objects.filter(
        state__in=(ReportState.RETURNED, ReportState.SUBMITTED), project__in=projects
    )
    reports = list(rows.select_related("project").order_by("decided_at", "pk")[:MOST_OVERSEEN])
    submitters = Takers([report.pk for report in reports], SUBMITTING)
    places = _places_of({*(one.pk for one, _period, _state in due), *(row.project_id for row in reports)})
    for project, period, _state in due:
        yield _to_write(project, period, _("Write the report"), **_writers(project, places[project.pk]))
    for report in reports:
        yield _returned_or_submitted(report, places[report.project_id], submitters)


def _projects_overseen(user: Viewer) -> QuerySet[Project]:
    rows = Project.objects.visible_to(user).filter(status__in=rules.DUE_IN)
    places = overseen_places(user)
    if places.everywhere:
        return rows
    shares = CountryShare.objects.current()
    inside = shares.filter(places.of_countries("country__"))
    outside = shares.exclude(pk__in=inside.values("pk"))
    return rows.filter(pk__in=inside.values("project")).exclude(pk__in=outside.values("project"))


def _places_of(projects: Iterable[int]) -> dict[int, list[Country]]:
    """Return the countries of each project, in one query."""
    found: dict[int, list[Country]] = defaultdict(list)
    shares = CountryShare.objects.current().filter(project__in=projects)
    for share in shares.select_related("country__region").order_by("country"):
        found[share.project_id].append(share.country)
    return found


def _where(project: Project, countries: list[Country]) -> dict[str, Any]:
    """Return the fields of an item that say where its project is."""
    return {"countries": tuple(one.pk for one in countries), "region": project.region_id or ""}


def _writers(project: Project, countries: list[Country]) -> dict[str, Any]:
    """Return where a project is and who writes its reports: the officers of its country, else PARDEV."""
    place = _where(project, countries)
    if len(countries) == 1:
        country = countries[0]
        granted = granted_at(country=country.pk, region=country.region_id)
        officers = Doers(granted & Q(role__in=OFFICERS))
        return {"waits_on": together(str(Role.FIELD.label), ", ", country), "doers": officers, **place}
    return {"waits_on": str(Role.PARDEV.label), "doers": Doers(Q(role__in=REGISTRARS)), **place}


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
