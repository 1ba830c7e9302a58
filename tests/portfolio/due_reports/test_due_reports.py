"""What fell due is recorded by the night, and counted as it was known at a moment."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime, time
from decimal import Decimal
from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ilo_dc.core.errors import Refused
from ilo_dc.core.facts.moments import settled_moment, write_moment
from ilo_dc.core.measures import Question, Scope, figures
from portfolio.due_reports.actions.due_reports import settle_due_reports
from portfolio.due_reports.actions.known import Known
from portfolio.due_reports.measures import OF_STAFF, REPORTING_RATE, REPORTS_DUE, SUBMISSION_RATE
from portfolio.due_reports.rules import state_of
from portfolio.models import (
    DueReport,
    OutcomeUpdate,
    ProgrammeOutcome,
    ProgressReport,
    Project,
    ReportSchedule,
)
from portfolio.programmes.actions.programme_outcomes import OutcomeText, add_outcome
from portfolio.programmes.measures.milestones import OUTCOME_MILESTONES
from portfolio.programmes.vocab import MilestoneStatus
from portfolio.project_results.actions import plan
from portfolio.project_results.actions.progress_reports import skip_report
from portfolio.project_results.actions.report_schedules import ScheduleData
from portfolio.project_results.rules import Period
from portfolio.updates.actions import outcome_updates as actions
from tests.people import play, signed_in
from tests.recipes import project_results, projects, updates
from tests.recipes.due_reports import known_since, reports_since, updates_since
from tests.test_docs import table
from tests.test_parity import reproduce

INTERNAL = Question(scope=Scope.INTERNAL)
API = "/api/v1/due-reports/"
TODAY = date(2026, 11, 27)


@pytest.fixture
def recorded_now(field_officer, regional_officer, countries) -> ProgrammeOutcome:
    """The outcome of a running programme of Namibia, recorded now."""
    return updates.outcome_of(field_officer, regional_officer, countries["NAM"])


@pytest.fixture
def outcome(field_officer, regional_officer, countries) -> ProgrammeOutcome:
    """The outcome of a programme of Zimbabwe known to run for long; the first update was of 2025-H2."""
    found = updates.outcome_of(field_officer, regional_officer, countries["ZWE"])
    known_since(found.programme)
    updates_since(countries["ZWE"], date(2025, 7, 1))
    return updates.fresh(found)


def states() -> dict[str, str]:
    """Return what became of the current rows, by the last day of their period."""
    return {f"{one.kind} {one.last_day}": one.state for one in DueReport.objects.current().order_by("pk")}


def value(measure: Any, user: Any, **asked: Any) -> Any:
    question = Question(scope=Scope.INTERNAL, **asked)
    return figures(measure, user=user, question=question).figure().value


def test_the_worked_table_says_what_became_of_each() -> None:
    rows = table("reports-due.md", "due")
    assert len(rows) >= 6
    for due, state, handed_in, became in rows:
        moment = datetime.fromisoformat(handed_in).replace(tzinfo=UTC) if handed_in else None
        due_on = date.fromisoformat(due)
        given = "" if state == "(none)" else state
        found = state_of(given, moment, due_on=due_on, handed_in=("submitted", "accepted", "skipped"))
        assert found == became, (due, state, handed_in)


def test_the_worked_table_says_what_falls_due() -> None:
    """Each column is a day or a moment; of a programme that runs, and of a place in it."""
    rows = table("reports-due.md", "period from")
    assert {row[-1] for row in rows} == {"yes", "no"}
    for first_day, due, recorded, written, first, falls_due in rows:
        moments = [datetime.fromisoformat(one).replace(tzinfo=UTC) for one in (recorded, written)]
        since = date.fromisoformat(first) if first != "(none)" else date.max
        state = SimpleNamespace(
            pk=1,
            status="running",
            effective_on=date(2024, 1, 1),
            recorded_at=moments[0],
            superseded_at=None,
            replaces_id=None,
            takes_back_id=None,
            backdated=False,
        )
        known = Known(("running",), since, {7: [state]}, {9: moments[1]})
        begins, due_on = date.fromisoformat(first_day), date.fromisoformat(due)
        period = Period(begins, due_on, 1)
        assert period.due_on == due_on
        asked = known.was_asked_of(ProgrammeOutcome(pk=9, programme_id=7), period)
        assert ("yes" if asked else "no") == falls_due, (first_day, due, recorded, written, first)


def test_a_period_falls_due_when_its_day_is_over_and_each_night_tells_what_changed(
    outcome, field_officer, regional_officer, manager
) -> None:
    assert settle_due_reports(today=date(2026, 7, 30))["created"] == 1
    assert states() == {"outcome_update 2025-12-31": "missing"}
    assert settle_due_reports(today=date(2026, 7, 31)) == {
        "created": 1,
        "changed": 0,
        "withdrawn": 0,
        "unchanged": 1,
    }
    before = settled_moment()
    late = updates.submitted(field_officer, outcome, "2025-H2")
    assert settle_due_reports(today=TODAY)["changed"] == 1
    assert states() == {"outcome_update 2026-06-30": "missing", "outcome_update 2025-12-31": "late"}
    assert value(REPORTS_DUE, manager, where={"state": ("late",)}) == 1
    assert value(REPORTS_DUE, manager, where={"state": ("late",)}, as_of=before) == 0
    actions.return_update(
        by=regional_officer, update=late, lock_version=late.version, note="Say what was achieved"
    )
    assert settle_due_reports(today=TODAY)["changed"] == 1
    assert set(states().values()) == {"missing"}
    assert settle_due_reports(today=TODAY)["unchanged"] == 2
    in_time = datetime.combine(date(2026, 7, 30), time(23, 59), UTC)
    second = updates.submitted(field_officer, outcome, "2026-H1")
    OutcomeUpdate.objects.filter(pk=second.pk).update(submitted_at=in_time)
    settle_due_reports(today=TODAY)
    assert value(REPORTING_RATE, manager) == Decimal("0.5")
    assert value(REPORTING_RATE, manager, where={"kind": ("progress_report",)}) is None


def test_reports_of_projects_fall_due_beside_updates_and_skipped_ones_are_not_counted(
    outcome, countries, manager, field_officer
) -> None:
    days = {"starts_on": date(2025, 7, 1), "ends_on": date(2027, 7, 1)}
    project = projects.running(manager, countries["ZWE"], **days)
    shared = projects.running(manager, countries["ZWE"], countries["NAM"], **days)
    for one in (project, shared):
        known_since(one)
    reports_since(manager, countries["ZWE"], date(2025, 7, 1))
    project_results.report(manager, project, date(2026, 1, 1), submit=True)
    settle_due_reports(today=TODAY)
    client = signed_in(manager)
    for by in ("", "kind", "year", "region", "country"):
        for measure in OF_STAFF:
            asked = {"measure": measure.code, **({"by": by} if by else {})}
            answer = client.get("/api/v1/figures/", asked).json()
            for line in answer["rows"] or [answer["total_row"]]:
                found = reproduce(client, measure, line)
                if measure.terms:
                    assert found == (Decimal(line["numerator"]), Decimal(line["denominator"])), (by, measure)
                else:
                    assert found == (line["value"],), (by, measure)
    assert value(REPORTS_DUE, manager) == 6
    by_country = figures(REPORTS_DUE, user=manager, question=INTERNAL.split_by("country"))
    assert {line.keys["country"]: line.count for line in by_country.lines} == {"ZWE": 4, None: 2}
    first = Period(date(2025, 7, 1), date(2026, 1, 1))
    skip_report(by=manager, project=shared, period=first, reason="It had not begun")
    settle_due_reports(today=TODAY)
    assert value(REPORTS_DUE, manager) == 5
    listed = client.get(API, {"counted": "true"}).json()["results"]
    assert len(listed) == 5
    assert {one["state"] for one in client.get(API).json()["results"]} == {"missing", "late", "skipped"}


def test_page_api_and_export_say_the_same(outcome, field_officer, manager) -> None:
    updates.submitted(field_officer, outcome, "2026-H1")
    settle_due_reports(today=TODAY)
    client = signed_in(manager)
    asked = {"measure": "reports_due", "by": "state", "as_of": write_moment(settled_moment())}
    rows = client.get("/api/v1/figures/", asked).json()["rows"]
    found = {line["state"]: int(line["value"]) for line in rows}
    assert found == {"late": 1, "missing": 1}
    sheet = b"".join(
        client.get("/api/v1/figures/", {**asked, "format": "csv"}).streaming_content  # type: ignore[attr-defined]
    ).decode("utf-8-sig")
    lines = [line for line in csv.DictReader(StringIO(sheet)) if line.get("state")]
    assert {line["state"]: int(line["value"]) for line in lines} == found
    shown = client.get("/data/measures/reports_due/", {"by": "state", "as_of": asked["as_of"]})
    assert {line.keys["state"]: line.count for line in shown.context["answer"].lines} == found
    page = client.get("/dwcps/updates/due/")
    assert page.status_code == 200
    assert "ZWE101" in client.get(API).content.decode()


def test_of_the_past_is_recorded_what_was_known_then_and_nothing_else(
    recorded_now, field_officer, manager
) -> None:
    """The first night records the past: of a programme that was known by then, not of one recorded since."""
    updates.submitted(field_officer, recorded_now, "2025-H2")
    known_since(recorded_now.programme, datetime(2026, 3, 1, tzinfo=UTC))
    for _night in range(2):
        settle_due_reports(today=TODAY)
        assert states() == {"outcome_update 2026-06-30": "missing"}
    backdated = DueReport.objects.get()
    assert backdated.backdated
    assert backdated.recorded_at == datetime(2026, 7, 31, tzinfo=UTC)
    assert value(REPORTS_DUE, manager, as_of=datetime(2026, 7, 30, 12, tzinfo=UTC)) in {0, None}
    assert value(REPORTS_DUE, manager, as_of=datetime(2026, 8, 1, tzinfo=UTC)) == 1


def test_nothing_falls_due_that_nobody_could_hand_in_by_its_day(
    outcome, recorded_now, people, countries
) -> None:
    """Neither on the first night nor later: of what was recorded, or added, after the day."""
    manager = people["manager"]
    reports_since(manager, countries["ZWE"], date(2025, 7, 1))
    settle_due_reports(today=date(2026, 2, 1))
    projects.running(manager, countries["ZWE"], starts_on=date(2024, 1, 1))  # with its true past, today
    programme = outcome.programme
    added = OutcomeText(programme.priorities.get(), "ZWE102", "Added today")
    place = add_outcome(by=people["field_officer"], programme=programme, text=added)
    for _night in range(2):
        settle_due_reports(today=TODAY)
        rows = DueReport.objects.current()
        assert {one.outcome_id for one in rows} == {outcome.pk}
        assert not rows.filter(outcome=place).exists()
    assert states() == {"outcome_update 2025-12-31": "missing", "outcome_update 2026-06-30": "missing"}


@pytest.mark.usefixtures("recorded_now")
def test_until_anybody_handed_one_in_nothing_is_counted(manager, countries) -> None:
    project = known_since(projects.running(manager, countries["ZWE"], starts_on=date(2025, 7, 1)))
    settle_due_reports(today=TODAY)
    assert not DueReport.objects.exists()
    project_results.report(manager, project, date(2026, 1, 1), submit=True)
    settle_due_reports(today=TODAY)
    assert states() == {"progress_report 2026-06-30": "late"}


def test_a_project_that_is_extended_after_a_year_has_its_last_period_recorded_anew(
    manager, countries
) -> None:
    reports_since(manager, countries["ZWE"])
    days = {"starts_on": date(2024, 7, 1), "ends_on": date(2025, 10, 1)}
    project = known_since(projects.running(manager, countries["ZWE"], **days))
    schedule = ScheduleData(since=date(2025, 7, 1), every_months=6, due_days=45)
    ReportSchedule.objects.create(project=project, demonstration=True, **vars(schedule))
    settle_due_reports(today=date(2026, 2, 1))
    row = DueReport.objects.current().get(project=project, starts_on=date(2025, 7, 1))
    assert (row.last_day, row.due_on) == (date(2025, 9, 30), date(2025, 11, 14))
    now = Project.objects.get(pk=project.pk)
    longer = plan.ExtensionData(date(2027, 1, 1), date(2026, 11, 20), "It goes on")
    plan.extend_project(by=manager, project=now, lock_version=now.version, data=longer)
    assert settle_due_reports(today=TODAY)["changed"] == 1
    row = DueReport.objects.current().get(project=project, starts_on=date(2025, 7, 1))
    assert (row.last_day, row.due_on) == (date(2025, 12, 31), date(2026, 2, 14))
    assert {
        one.due_on for one in DueReport.objects.current().filter(project=project, ends_on__year=2026)
    } == {
        date(2026, 2, 14),
        date(2026, 8, 14),
    }
    assert settle_due_reports(today=TODAY)["changed"] == 0


def test_what_is_recorded_stays_where_it_belonged_when_a_project_moves(manager, countries) -> None:
    reports_since(manager, countries["ZWE"], date(2025, 7, 1))
    days = {"starts_on": date(2025, 7, 1), "ends_on": date(2027, 7, 1)}
    project = known_since(projects.running(manager, countries["ZWE"], **days))
    settle_due_reports(today=date(2026, 2, 1))
    projects.tied(manager, project, countries=((countries["NAM"], Decimal(100)),))
    assert settle_due_reports(today=date(2026, 2, 2))["unchanged"] == 1
    settle_due_reports(today=TODAY)
    found = {one.starts_on: one.country_id for one in DueReport.objects.current()}
    assert found == {date(2025, 7, 1): "ZWE", date(2026, 1, 1): "NAM"}


def test_what_was_skipped_was_missing_until_then(manager, countries) -> None:
    reports_since(manager, countries["ZWE"], date(2025, 7, 1))
    days = {"starts_on": date(2025, 7, 1), "ends_on": date(2027, 7, 1)}
    project = known_since(projects.running(manager, countries["ZWE"], **days))
    period = Period(date(2026, 1, 1), date(2026, 7, 1))
    report = skip_report(by=manager, project=project, period=period, reason="The team was evacuated")
    october = datetime(2026, 10, 5, tzinfo=UTC)
    ProgressReport.objects.filter(pk=report.pk).update(decided_at=october)
    settle_due_reports(today=TODAY)
    counted = {
        moment: value(REPORTS_DUE, manager, as_of=moment)
        for moment in (datetime(2026, 8, 1, tzinfo=UTC), october, None)
    }
    assert list(counted.values()) == [2, 1, 1]


def test_a_night_takes_as_many_statements_for_many_as_for_few(outcome, manager, countries) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as context:
            settle_due_reports(today=TODAY)
        return len(context)

    reports_since(manager, countries["ZWE"])
    known_since(projects.running(manager, countries["ZWE"]))
    settle_due_reports(today=TODAY)
    quiet = statements()
    counts = []
    for number in (1, 4):
        for place in range(number):
            known_since(projects.running(manager, countries["ZWE"], title=f"Project {number}.{place}"))
        counts.append(statements())
    assert counts[0] == counts[1] > quiet
    assert statements() == quiet


@pytest.mark.parametrize("who", ["german_donor", "constituent", None])
def test_nobody_but_staff_counts_or_lists_them(outcome, request: Any, who: str | None) -> None:
    settle_due_reports(today=TODAY)
    person = request.getfixturevalue(who) if who else AnonymousUser()
    client = signed_in(person) if who else Client()
    with pytest.raises(Refused):
        figures(REPORTS_DUE, user=person, question=INTERNAL)
    for code in ("reports_due", "reporting_rate", "submission_rate"):
        asked = {"measure": code, "scope": "internal"}
        assert client.get("/api/v1/figures/", asked).status_code in {401, 403}
    assert client.get("/dwcps/updates/due/").status_code in {302, 403}
    assert client.get(API).json().get("results", []) == []


@pytest.mark.usefixtures("published")
def test_the_demonstration_has_figures_of_milestones_and_of_what_fell_due() -> None:
    auditor = play("auditor")
    by_kind = Question(scope=Scope.INTERNAL, by=("kind",), as_of=datetime(2026, 9, 1, tzinfo=UTC))
    for measure in OF_STAFF:
        lines = figures(measure, user=auditor, question=by_kind).lines
        assert {line.keys["kind"] for line in lines} == {"outcome_update", "progress_report"}, measure.code
    assert 0 < value(REPORTING_RATE, auditor) <= value(SUBMISSION_RATE, auditor) < 1
    states = figures(REPORTS_DUE, user=auditor, question=INTERNAL.split_by("state")).lines
    assert {line.keys["state"] for line in states} == {"in_time", "late", "missing"}
    shown = ProgressReport.objects.filter(demonstration=True)
    assert shown.filter(state="returned").exists()
    assert any(report.is_late for report in shown)
    for moment in (datetime(2015, 12, 31, tzinfo=UTC), None):
        question = Question(by=("status",), as_of=moment)
        lines = figures(OUTCOME_MILESTONES, user=AnonymousUser(), question=question).lines
        rated_once_due = set(MilestoneStatus.values) - {MilestoneStatus.ON_TRACK}  # achieved by then, or not
        assert {line.keys["status"] for line in lines} == rated_once_due, moment
