"""Who is told that a programme ends and that a framework changed, and what `/work/` makes of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ilo_dc.core.life.actions import Step
from ilo_dc.core.models import Notification, Run
from portfolio.frameworks.actions import frameworks
from portfolio.frameworks.actions.framework_life import FRAMEWORK_LIFE
from portfolio.programmes.actions.programme_notices import request_end_notices, tell_of_ends
from portfolio.programmes.rules.programmes import end_notice, months_before
from portfolio.programmes.work import awaiting
from tests.recipes import programmes as plans

ENDS = date(2029, 1, 1)


@pytest.fixture
def running(field_officer, regional_officer, countries):
    """A running programme of Zimbabwe, whose last day is 31 December 2028."""
    return plans.brought_to(regional_officer, plans.draft(field_officer, countries["ZWE"]), "running")


def told(person: Any) -> list[str]:
    rows = Notification.objects.filter(recipient=person, kind="N9").order_by("pk")
    return [str(one) for one in rows]


def ending_in(by: Any, country: Any, days: int, **values: Any) -> Any:
    """Return a running programme that ends so many days from today."""
    end = timezone.now().date() + timedelta(days=days)
    values = {"starts_on": end.replace(year=end.year - 5, day=1), "ends_on": end, **values}
    return plans.brought_to(by, plans.draft(by, country, **values), "running")


# --- When --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "months", "earlier"),
    [
        (date(2029, 1, 1), 12, date(2028, 1, 1)),
        (date(2029, 1, 1), 6, date(2028, 7, 1)),
        (date(2028, 2, 29), 12, date(2027, 2, 28)),
        (date(2028, 8, 31), 6, date(2028, 2, 29)),
    ],
)
def test_months_are_counted_back_to_a_day_that_there_is(day, months, earlier):
    assert months_before(day, months) == earlier


@pytest.mark.parametrize(
    ("today", "notice"),
    [
        (date(2027, 12, 31), None),
        (date(2028, 1, 1), 12),
        (date(2028, 6, 30), 12),
        (date(2028, 7, 1), 6),
        (date(2028, 12, 31), 6),
        (date(2029, 1, 1), None),
    ],
)
def test_each_notice_has_its_half_year(today, notice):
    assert end_notice(ENDS, today=today) == notice


# --- Programmes that end -------------------------------------------------------------------------------


def test_field_and_region_are_told_once_a_year_and_once_half_a_year_before(
    running, field_officer, regional_officer, manager
):
    assert tell_of_ends(today=date(2027, 12, 31)) == {"programmes": 0, "notices": 0}
    assert tell_of_ends(today=date(2028, 1, 1)) == {"programmes": 1, "notices": 2}
    assert tell_of_ends(today=date(2028, 1, 2)) == {"programmes": 1, "notices": 0}
    assert tell_of_ends(today=date(2028, 7, 1)) == {"programmes": 1, "notices": 2}
    assert tell_of_ends(today=date(2029, 1, 1)) == {"programmes": 0, "notices": 0}
    assert told(field_officer) == [
        "Within twelve months a country programme ends: Decent Work Country Programme, last day 31 Dec 2028.",
        "Within six months a country programme ends: Decent Work Country Programme, last day 31 Dec 2028.",
    ]
    assert told(regional_officer) == told(field_officer)
    assert told(manager) == []


def test_an_extension_is_another_end(running, field_officer, regional_officer):
    tell_of_ends(today=date(2028, 7, 1))
    plans.moved(regional_officer, running, "extended", extended_until=date(2030, 1, 1))
    assert tell_of_ends(today=date(2028, 7, 2)) == {"programmes": 0, "notices": 0}
    assert tell_of_ends(today=date(2029, 1, 1)) == {"programmes": 1, "notices": 2}
    assert told(field_officer)[-1].endswith("last day 31 Dec 2029.")


def test_what_is_closed_or_not_begun_is_not_told_of(field_officer, regional_officer, countries):
    plans.brought_to(regional_officer, plans.draft(field_officer, countries["ZWE"]), "closed")
    plans.draft(field_officer, countries["NAM"])
    assert tell_of_ends(today=date(2028, 7, 1)) == {"programmes": 0, "notices": 0}


def test_the_schedule_asks_once_a_day_and_the_worker_tells(
    field_officer, regional_officer, countries, work_off
):
    ending_in(regional_officer, countries["ZWE"], 100)
    Run.objects.all().delete()
    assert request_end_notices() is not None
    assert request_end_notices() is None
    done = work_off()
    assert [(run.task, run.state) for run in done] == [("portfolio.tell_of_ends", "done")]
    assert done[0].result == {"programmes": 1, "notices": 2}
    assert len(told(field_officer)) == 1


def test_the_number_of_questions_does_not_grow_with_programmes_that_do_not_end(
    running, regional_officer, countries
):
    with CaptureQueriesContext(connection) as few:
        tell_of_ends(today=date(2026, 1, 1))
    plans.brought_to(regional_officer, plans.draft(regional_officer, countries["NAM"]), "running")
    with CaptureQueriesContext(connection) as many:
        tell_of_ends(today=date(2026, 1, 1))
    assert len(few) == len(many)


# --- What awaits ---------------------------------------------------------------------------------------


def waiting(user: Any) -> list[tuple[str, str]]:
    """Return what awaits somebody in the life of programmes, their milestones apart."""
    return [(item.title, item.subject) for item in awaiting(user) if item.url.endswith("#life")]


def test_a_programme_that_ends_awaits_its_officers_until_the_next_one_is_begun(
    field_officer, regional_officer, manager, countries
):
    programme = ending_in(regional_officer, countries["ZWE"], 200)
    line = [("Extend the programme or prepare the next one", programme.title)]
    assert waiting(field_officer) == waiting(regional_officer) == line
    assert waiting(manager) == []
    item = next(one for one in awaiting(field_officer) if one.url.endswith("#life"))
    assert item.due_on == programme.last_day
    assert item.url == f"/dwcps/{programme.slug}/#life"
    following = plans.draft(
        field_officer,
        countries["ZWE"],
        starts_on=programme.ends_on,
        ends_on=programme.ends_on + timedelta(days=1800),
    )
    assert waiting(field_officer) == []
    from portfolio.programmes.actions.programmes import discard_programme

    discard_programme(by=field_officer, programme=following, lock_version=following.version, reason="Not now")
    assert waiting(field_officer) == line


def test_what_has_ended_awaits_its_closing(field_officer, regional_officer, countries):
    programme = ending_in(regional_officer, countries["ZWE"], -3)
    assert waiting(field_officer) == [("Close the programme or record its extension", programme.title)]
    plans.moved(regional_officer, programme, "closed")
    assert waiting(field_officer) == []


def test_work_asks_as_often_for_two_programmes_that_end_as_for_one(
    field_officer, regional_officer, countries
):
    ending_in(regional_officer, countries["ZWE"], 200)
    awaiting(field_officer)
    with CaptureQueriesContext(connection) as few:
        assert len(waiting(field_officer)) == 1
    ending_in(regional_officer, countries["NAM"], 200)
    with CaptureQueriesContext(connection) as many:
        assert len(waiting(field_officer)) == 2
    assert len(few) == len(many)


# --- Frameworks ----------------------------------------------------------------------------------------


def test_the_officers_of_a_frameworks_countries_are_told_what_happened_to_it(
    field_officer, regional_officer, coordinator, countries
):
    text = frameworks.FrameworkText(
        title="Framework",
        kind="unsdcf",
        starts_on=date(2022, 1, 1),
        ends_on=date(2027, 1, 1),
        signed_on=date(2021, 11, 1),
    )
    framework = frameworks.create_framework(by=coordinator, countries=[countries["ZWE"]], text=text)
    assert told(field_officer) == ["A cooperation framework was recorded: Framework."]
    change = {"by": coordinator, "framework": framework}
    frameworks.describe_framework(lock_version=1, text=text, **change)
    assert len(told(field_officer)) == 1  # nothing differed
    renamed = frameworks.FrameworkText(**{**text.__dict__, "title": "Another"})
    frameworks.describe_framework(lock_version=1, text=renamed, **change)
    step = Step(status="running", effective_on=date(2022, 1, 1))
    FRAMEWORK_LIFE.record(by=coordinator, noun=framework, lock_version=2, step=step)
    change["by"] = regional_officer
    frameworks.publish_framework(lock_version=3, **change)
    frameworks.withdraw_framework(lock_version=4, reason="Too early", **change)
    assert told(field_officer)[1:] == [
        "A cooperation framework was described: Another.",
        "A cooperation framework is running: Another.",
        "A cooperation framework was published: Another.",
        "A cooperation framework is no longer published: Another.",
    ]
    assert told(regional_officer) == told(field_officer)[:3]
    assert told(coordinator) == []
    row = Notification.objects.filter(recipient=field_officer).first()
    assert row.url == f"/frameworks/{framework.slug}/"
