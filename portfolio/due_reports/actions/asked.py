"""What is asked for by the schedule, from the same rules as the reminders and `/work/`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings

from ilo_dc.core.work.rules import CHASED_FOR
from portfolio.due_reports.actions.known import Period, known_of_programmes, known_of_projects
from portfolio.due_reports.models import DueReport
from portfolio.due_reports.rules import state_of
from portfolio.due_reports.vocab import DueKind, DueState
from portfolio.frameworks.measures.framework_places import SEVERAL
from portfolio.programmes.models.country_programme import CountryProgramme
from portfolio.programmes.models.programme_outcome import ProgrammeOutcome
from portfolio.project_results import rules as report_rules
from portfolio.project_results.models.progress_report import ProgressReport
from portfolio.project_results.models.report_schedule import ReportSchedule
from portfolio.project_results.vocab import HANDED_IN as REPORT_HANDED_IN
from portfolio.projects.models.project import Project
from portfolio.projects.querysets.projects import countries_key, life_in, region_key
from portfolio.projects.vocab import NO_COUNTRY
from portfolio.updates import rules as update_rules
from portfolio.updates.actions.update_notices import asked_among
from portfolio.updates.models import OutcomeUpdate
from portfolio.updates.vocab import HANDED_IN as UPDATE_HANDED_IN

if TYPE_CHECKING:
    from django.db.models import QuerySet


# Country and region by outcome, project and first day.
Places = Mapping[tuple[int | None, int | None, date], tuple[str | None, str | None]]


@dataclass(frozen=True)
class Written:
    """What there is of an update or a report: its state, its last submission, the last decision on it."""

    state: str = ""
    submitted_at: datetime | None = None
    decided_at: datetime | None = None


@dataclass(frozen=True)
class Asked:
    """An update or a report whose due day is over, and what there is of it."""

    due: DueReport
    written: Written

    @property
    def became_so(self) -> datetime | None:
        """When what came late was handed in, or what was skipped was: till then it was missing."""
        moments = {DueState.LATE: self.written.submitted_at, DueState.SKIPPED: self.written.decided_at}
        return moments.get(DueState(self.due.state))


def outcome_updates(today: date) -> Iterator[Asked]:
    """Yield the updates that are asked for and whose day is over, and those recorded of ended programmes.

    Of those not recorded yet only what could be handed in by its day, see `Known`.
    """
    running = CountryProgramme.objects.filter(status__in=update_rules.DUE_IN)
    places, known = _recorded_places(DueKind.OUTCOME_UPDATE), known_of_programmes()
    asked = [
        (one.outcome, one.period)
        for one in asked_among(running.select_related("country", "region"), today=today)
        if one.period.due_on < today
        and (
            (one.outcome.pk, None, one.period.starts_on) in places
            or known.was_asked_of(one.outcome, one.period)
        )
    ]
    ended = _recorded(DueKind.OUTCOME_UPDATE, today).exclude(
        outcome__programme__status__in=update_rules.DUE_IN
    )
    asked += [
        (one.outcome, update_rules.Period(one.starts_on, one.ends_on))
        for one in ended.select_related("outcome__programme__country", "outcome__programme__region")
    ]
    yield from _with_updates(asked, places)


def past_outcome_updates(today: date) -> Iterator[Asked]:
    """Yield the updates that fell due of what was recorded by then, by the recorded statuses.

    Of periods before the first that anybody reported on here nothing is known, and nothing is yielded.
    """
    known = known_of_programmes()
    programmes = CountryProgramme.objects.filter(discarded=False, starts_on__isnull=False)
    periods: dict[int, list[update_rules.Period]] = {}
    for one in programmes:
        ends_on = one.extended_until or one.ends_on
        if one.starts_on is None or ends_on is None:
            continue
        found = update_rules.periods_of(settings.PORTAL_UPDATE_PERIOD, one.starts_on, ends_on, today=today)
        periods[one.pk] = [
            period for period in found if period.due_on < today and known.was_asked(one.pk, period)
        ]
    outcomes = ProgrammeOutcome.objects.filter(programme__in=[key for key, found in periods.items() if found])
    places = outcomes.select_related("programme__country", "programme__region").order_by("pk")
    asked = [(one, period) for one in places for period in periods[one.programme_id]]
    yield from _with_updates([(one, period) for one, period in asked if known.was_asked_of(one, period)], {})


def progress_reports(today: date) -> Iterator[Asked]:
    """Yield the reports that are asked for and whose day is over, and those recorded of ended projects.

    Of those not recorded yet only what could be handed in by its day, see `Known`.
    """
    at_work = list(_projects().filter(status__in=report_rules.DUE_IN))
    schedules_of = ReportSchedule.objects.by_project(one.pk for one in at_work)
    reported = _reported(at_work)
    since = today - CHASED_FOR
    places, known = _recorded_places(DueKind.PROGRESS_REPORT), known_of_projects()
    asked = [
        (project, period)
        for project in at_work
        for period in periods_due_of(project, reported[project.pk], schedules_of(project.pk), today=today)
        if period.due_on < today
        and period.ends_on > since
        and ((None, project.pk, period.starts_on) in places or known.was_asked(project.pk, period))
    ]
    ended = _recorded(DueKind.PROGRESS_REPORT, today).exclude(project__status__in=report_rules.DUE_IN)
    days = [(one.project_id, _recorded_period(one)) for one in ended]
    projects = _projects().in_bulk({key for key, _period in days})
    asked += [(projects[key], period) for key, period in days]
    yield from _with_reports(asked, {**reported, **_reported(projects)}, places)


def past_progress_reports(today: date) -> Iterator[Asked]:
    """Yield the reports that fell due of what was recorded by then, by the recorded statuses; as above."""
    known = known_of_projects()
    projects = list(_projects().order_by("pk"))
    reported = _reported([one.pk for one in projects])
    schedules_of = ReportSchedule.objects.by_project(one.pk for one in projects)
    asked = [
        (project, period)
        for project in projects
        for period in periods_due_of(project, reported[project.pk], schedules_of(project.pk), today=today)
        if period.due_on < today and known.was_asked(project.pk, period)
    ]
    yield from _with_reports(asked, reported, {})


def periods_due_of(
    project: Any,
    reported: Iterable[report_rules.Period],
    schedules: Sequence[report_rules.Schedule],
    *,
    today: date,
) -> list[report_rules.Period]:
    """Return the periods of a project, `with_statuses`, that are over and in which it ran: all asked here."""
    periods = report_rules.periods_of(project.starts_on, project.ends_on, reported, schedules)
    spells = report_rules.spells_of(life_in(project.statuses))
    return report_rules.periods_due(periods, spells, today=today)


def _recorded_period(row: DueReport) -> report_rules.Period:
    """Return the period that a recorded report is of, due when it was."""
    last_day = report_rules.Period(row.starts_on, row.ends_on).last_day
    return report_rules.Period(row.starts_on, row.ends_on, (row.due_on - last_day).days)


def _recorded(kind: str, today: date) -> Any:
    """Return what was recorded of the periods that are still chased."""
    rows = DueReport.objects.current().filter(kind=kind, ends_on__gt=today - CHASED_FOR)
    return rows.order_by("pk")


def _recorded_places(kind: str) -> Places:
    """Return where all that was recorded belongs, by its key."""
    rows = DueReport.objects.current().filter(kind=kind).order_by("pk")
    names = ("outcome_id", "project_id", "starts_on", "country_id", "region_id")
    return {(outcome, project, day): (*place,) for outcome, project, day, *place in rows.values_list(*names)}


def _with_updates(
    asked: list[tuple[ProgrammeOutcome, update_rules.Period]], places: Places
) -> Iterator[Asked]:
    """Yield what is asked with the updates that there are; what is recorded stays in its place."""
    written: dict[int, list[OutcomeUpdate]] = defaultdict(list)
    outcomes = {outcome.pk for outcome, _period in asked}
    for row in OutcomeUpdate.objects.filter(outcome__in=outcomes).defer("narrative"):
        written[row.outcome_id].append(row)
    for outcome, period in asked:
        update = next((one for one in written[outcome.pk] if one.period.overlaps(period)), None)
        there = Written(update.state, update.submitted_at) if update else Written()
        programme = outcome.programme
        country, region = (programme.country, programme.region) if programme else (None, None)
        now = (
            country.pk if country else None,
            country.region_id if country else region.pk if region else None,
        )
        country_id, region_id = places.get((outcome.pk, None, period.starts_on), now)
        due = DueReport(
            kind=DueKind.OUTCOME_UPDATE,
            outcome=outcome,
            country_id=country_id,
            region_id=region_id,
            state=state_of(there.state, there.submitted_at, due_on=period.due_on, handed_in=UPDATE_HANDED_IN),
            demonstration=outcome.demonstration,
            **_days(period),
        )
        yield Asked(due, there)


def _projects() -> QuerySet[Project]:
    """Return the projects with their statuses, and the countries and the region that they have now."""
    rows = Project.objects.with_statuses()
    return rows.annotate(country_key=countries_key("pk", None), region_code=region_key("pk", None))


def _reported(projects: Any) -> dict[int, dict[report_rules.Period, Written]]:
    """Return what there is of the reports of projects, by period, in one query."""
    found: dict[int, dict[report_rules.Period, Written]] = defaultdict(dict)
    rows = ProgressReport.objects.filter(project__in=projects)
    columns = ("project_id", "starts_on", "ends_on", "due_days", "state", "submitted_at", "decided_at")
    for key, starts_on, ends_on, due_days, *written in rows.values_list(*columns):
        found[key][report_rules.Period(starts_on, ends_on, due_days)] = Written(*written)
    return found


def _with_reports(
    asked: list[tuple[Any, report_rules.Period]],
    reported: Mapping[int, Mapping[report_rules.Period, Written]],
    places: Places,
) -> Iterator[Asked]:
    """Yield what is asked with the reports that there are; what is recorded stays in its place."""
    for project, period in asked:
        there = reported.get(project.pk, {}).get(period, Written())
        is_of_one = project.country_key != NO_COUNTRY and "-" not in project.country_key
        now = (
            project.country_key if is_of_one else None,
            None if project.region_code in SEVERAL else project.region_code,
        )
        country_id, region_id = places.get((None, project.pk, period.starts_on), now)
        due = DueReport(
            kind=DueKind.PROGRESS_REPORT,
            project=project,
            country_id=country_id,
            region_id=region_id,
            state=state_of(there.state, there.submitted_at, due_on=period.due_on, handed_in=REPORT_HANDED_IN),
            demonstration=project.demonstration,
            **_days(period),
        )
        yield Asked(due, there)


def _days(period: Period) -> dict[str, date]:
    return {"starts_on": period.starts_on, "ends_on": period.ends_on, "due_on": period.due_on}
