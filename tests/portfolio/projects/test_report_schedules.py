"""When progress reports fall due: a default of the installation, a project's own, what was due before."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from ilo_dc.core.models import User
from portfolio.models import Project, ReportSchedule
from portfolio.project_results.actions.report_schedules import (
    SCHEDULES,
    ScheduleData,
    UnableToSchedule,
    periods_of_project,
)
from portfolio.project_results.rules import Period, Schedule, periods_of
from tests.people import signed_in
from tests.recipes import project_results as plan
from tests.recipes import projects as cast

TODAY = date.today()  # noqa: DTZ011
LATER = TODAY + timedelta(days=90)
JSON: dict[str, Any] = {"content_type": "application/json"}


def days_of(periods: list[Period]) -> list[tuple[str, str, int]]:
    return [(f"{one.starts_on}", f"{one.last_day}", one.due_days) for one in periods]


def test_a_period_follows_the_schedule_of_its_first_day() -> None:
    """A period that began keeps its days; a project's own schedule goes before that of all."""
    start, end = date(2024, 1, 1), date(2026, 7, 1)
    quarterly = Schedule(date(2024, 9, 1), 3, 15)
    yearly = Schedule(date(2025, 4, 1), 12, 60, own=True)
    later = Schedule(date(2025, 6, 1), 1, 5)
    assert days_of(periods_of(start, end, (), [quarterly, yearly, later])) == [
        ("2024-01-01", "2024-06-30", 30),
        ("2024-07-01", "2024-12-31", 30),
        ("2025-01-01", "2025-03-31", 15),
        ("2025-04-01", "2026-03-31", 60),
        ("2026-04-01", "2026-06-30", 60),
    ]
    reported = [Period(date(2024, 1, 1), date(2024, 7, 1), 90)]
    assert days_of(periods_of(start, date(2024, 9, 1), reported, [quarterly])) == [
        ("2024-01-01", "2024-06-30", 90),
        ("2024-07-01", "2024-08-31", 30),
    ]


def test_staff_change_the_schedule_by_page_and_api_from_a_day_on(
    people: dict[str, User], countries: dict[str, Any]
) -> None:
    """What began stays due as it was; the default holds for all, the agreement of one project goes before."""
    first = date(TODAY.year - 1, 1, 1)
    project, other = (
        cast.running(people["manager"], countries[code], starts_on=first, ends_on=date(TODAY.year + 4, 1, 1))
        for code in ("ZWE", "NAM")
    )
    before = periods_of_project(project)
    begun = [one for one in before if one.starts_on < LATER]
    report = plan.report(people["field_officer"], project, first)
    client = signed_in(people["pardev_officer"])
    page = "/projects/reports/schedules/new/"
    said = {"since": f"{LATER}", "every_months": 3, "due_days": 15}
    assert client.post(page, said).status_code == 302
    own = {**said, "every_months": 12, "project": project.pk}
    answer = client.post("/api/v1/report-schedules/", own, **JSON)
    assert answer.status_code == 201, answer.text
    past = {**said, "since": f"{TODAY - timedelta(days=1)}"}
    refused = client.post(page, past), client.post("/api/v1/report-schedules/", past, **JSON)
    assert [one.status_code for one in refused] == [422, 422]
    assert refused[1].json()["errors"] == refused[0].context["form"].errors
    for one, months in ((project, 12), (other, 3)):
        found = periods_of_project(Project.objects.get(pk=one.pk))
        assert found[: len(begun)] == begun
        assert {row.due_days for row in found[: len(begun)]} == {30}
        following = found[len(begun)]
        assert following.due_days == 15
        assert following == periods_of(following.starts_on, one.ends_on, (), [Schedule(LATER, months, 15)])[0]
    report.refresh_from_db()
    assert report.due_on == before[0].due_on
    listed = client.get("/api/v1/report-schedules/").json()["results"]
    assert sorted((row["project"] or 0, row["since"], row["every_months"]) for row in listed) == [
        (0, "1919-01-01", 6),
        (0, f"{LATER}", 3),
        (project.pk, f"{LATER}", 12),
    ]
    event: Any = ReportSchedule.pgh_event_model  # type: ignore[attr-defined]
    by_people = event.objects.filter(pgh_context__metadata__user=people["pardev_officer"].pk)
    assert by_people.count() == 2
    address = f"/api/v1/report-schedules/{answer.json()['id']}/"
    edited = client.patch(address, {"due_days": 20}, headers={"If-Match": answer["ETag"]}, **JSON)
    assert (edited.status_code, edited.json()["due_days"]) == (200, 20)


def test_a_schedule_that_is_in_force_stays(people: dict[str, User]) -> None:
    by = people["manager"]
    row = SCHEDULES.add(by=by, owner=None, data=ScheduleData(TODAY, 3, 15))
    with pytest.raises(UnableToSchedule, match="is in force"):
        SCHEDULES.edit(by=by, row=row, lock_version=row.version, data=ScheduleData(LATER, 3, 15))
    with pytest.raises(UnableToSchedule, match="is in force"):
        SCHEDULES.remove(by=by, row=row, lock_version=row.version)
