"""A progress report is written once: the donor report part and the country programme show it, in its time."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from ilo_dc.core.models import User
from portfolio.models import Project, ProjectResult
from portfolio.project_results.actions import plan
from portfolio.project_results.actions.progress_reports import Reported
from tests.people import signed_in
from tests.recipes import outcomes
from tests.recipes import programmes as plans
from tests.recipes import project_results as reports
from tests.recipes import projects as cast

FIRST, SECOND = date(2024, 1, 1), date(2024, 7, 1)
TOLD, HIDDEN = "Forty factories took part.", "Nobody has accepted this."


@pytest.fixture
def programme(people: dict[str, User], countries: dict[str, Any]) -> Any:
    """A running programme of Zimbabwe, from 2024 to 2028."""
    draft = plans.draft(people["field_officer"], countries["ZWE"])
    return plans.brought_to(people["regional_officer"], draft, "running")


def serving(manager: User, project: Project, programme: Any) -> ProjectResult:
    """Return an output of a project whose outcome serves the one of the programme."""
    served = programme.outcomes.get().cpo
    row = reports.outcome(manager, project, outcome=served)
    data = plan.ResultData(position=1, text="Inspectors are trained", level="output", parent=row)
    return plan.RESULTS.add(by=manager, owner=project, data=data)


def donor_lines(client: Client, programme: Any, **asked: str) -> list[dict[str, Any]]:
    address = f"/api/v1/country-programmes/{programme.pk}/reports/donor/"
    lines = client.get(address, asked).json()["results"]
    file = client.get(address, {**asked, "format": "csv"})
    written = list(csv.DictReader(io.StringIO(b"".join(file.streaming_content).decode())))
    assert [one["narrative"] for one in written] == [one["narrative"] or "" for one in lines]
    return [one for one in lines if one["project"]]


def test_an_accepted_report_reaches_the_donor_part_and_the_programme_and_no_other_does(
    people: dict[str, User], countries: dict[str, Any], programme: Any, client: Client
) -> None:
    manager, officer = people["manager"], people["field_officer"]
    project = cast.running(manager, countries["ZWE"])
    row = reports.indicator(manager, serving(manager, project, programme), by_sex=True)
    values = {row.pk: Reported(women=Decimal(30), men=Decimal(25))}
    reports.accepted(officer, manager, project, FIRST, values=values, narrative=TOLD)
    reports.report(officer, project, SECOND, submit=True, narrative=HIDDEN)
    for address in (f"/dwcps/{programme.slug}/", f"/dwcps/{programme.slug}/reports/donor/"):
        for reader in (client, signed_in(people["german_donor"]), signed_in(manager)):
            page = reader.get(address).text
            assert TOLD in page, address
            assert "women 30, men 25" in page, address
            assert "On track" in page, address
            assert HIDDEN not in page, address
    [line] = donor_lines(client, programme)
    assert line["values"] == "People trained: 55 (women 30, men 25)"
    told = {name: line[name] for name in ("project", "rating", "narrative", "last_day")}
    last_day = "2024-06-30"
    assert told == {"project": project.title, "rating": "on_track", "narrative": TOLD, "last_day": last_day}
    assert [len(donor_lines(client, programme, reporting_period=one)) for one in ("2024-H1", "2024-H2")] == [
        1,
        0,
    ]
    planned = client.get(f"/api/v1/projects/{project.pk}/plan/").json()["results"]
    assert (planned[0]["indicators"], planned[1]["indicators"][0]["actual"]["women"]) == ([], "30")
    [shown] = client.get(f"/api/v1/country-programmes/{programme.pk}/projects/").json()["projects"]
    assert (shown["project"], shown["report"]["narrative"]) == (project.pk, TOLD)
    assert shown["results"] == planned


def test_a_programme_shows_what_was_reported_in_its_time_alone(
    people: dict[str, User], countries: dict[str, Any], programme: Any, client: Client
) -> None:
    manager, officer = people["manager"], people["field_officer"]
    before = {"title": "Over before it", "starts_on": date(2020, 1, 1), "ends_on": date(2023, 1, 1)}
    over = cast.running(manager, countries["ZWE"], **before)
    reports.indicator(manager, serving(manager, over, programme))
    longer = cast.running(manager, countries["ZWE"], starts_on=date(2022, 1, 1), title="Longer than it")
    row = reports.indicator(manager, serving(manager, longer, programme))
    early = {"values": {row.pk: Reported(Decimal(17))}, "narrative": "Too early to tell"}
    reports.accepted(officer, manager, longer, date(2022, 1, 1), **early)
    address = f"/dwcps/{programme.slug}/"
    page = client.get(address).text
    assert "Longer than it" in page
    assert "No accepted report in the period of the programme." in page
    for words in ("Over before it", "<strong>17</strong>", "Too early to tell"):
        assert words not in page, words
    assert "<strong>17</strong>" in client.get(f"/projects/{longer.pk}/").text
    assert donor_lines(client, programme) == []
    [shown] = client.get(f"/api/v1/country-programmes/{programme.pk}/projects/").json()["projects"]
    assert (shown["title"], shown["report"]) == ("Longer than it", None)
    assert shown["results"][1]["indicators"][0]["actual"] is None
    within = {"values": {row.pk: Reported(Decimal(41))}, "narrative": TOLD}
    reports.accepted(officer, manager, longer, FIRST, **within)
    for shown in (address, f"/projects/{longer.pk}/"):
        assert "<strong>41</strong>" in client.get(shown).text, shown
    assert [one["narrative"] for one in donor_lines(client, programme)] == [TOLD]


def test_the_plan_of_a_project_names_no_outcome_that_its_reader_does_not_see(
    people: dict[str, User], countries: dict[str, Any], client: Client
) -> None:
    """Neither one that a result serves nor one that the project named once."""
    manager = people["manager"]
    project = cast.running(manager, countries["ZWE"])
    hidden = outcomes.cpo(countries["ZWE"], 777)
    reports.outcome(manager, project, outcome=hidden)
    address = f"/api/v1/projects/{project.pk}/plan/"

    def told(reader: Client) -> tuple[Any, list[str]]:
        body = reader.get(address).json()
        return body["results"][0]["outcome"], [one["code"] for one in body["outcomes_not_named"]]

    assert told(signed_in(manager)) == (hidden.pk, [hidden.code])
    assert told(client) == (None, [])


def test_an_outcome_that_a_project_names_no_more_is_seen_no_more(
    people: dict[str, User], countries: dict[str, Any], client: Client
) -> None:
    manager = people["manager"]
    project = cast.running(manager, countries["ZWE"])
    named = outcomes.cpo(countries["ZWE"], 778)
    shares = ((countries["ZWE"], cast.WHOLE),)
    cast.tied(manager, project, countries=shares, outcomes=((named, cast.WHOLE),))
    address = f"/api/v1/cpos/?search={named.code}"

    def seen() -> int:
        return sum(one["code"] == named.code for one in client.get(address).json()["results"])

    assert seen() == 1
    cast.tied(manager, project, countries=shares)
    assert seen() == 0


def test_results_serve_the_outcomes_that_shares_may_name(
    people: dict[str, User], countries: dict[str, Any]
) -> None:
    """Of a sub-region of its country, and of any country where the project is in none."""
    manager = people["manager"]
    staff = signed_in(manager)
    zimbabwe = countries["ZWE"]
    own = outcomes.cpo(zimbabwe, 501)
    region = zimbabwe.region
    regional = type(own).objects.create(region=region, code="RAF501", title="Jobs", demonstration=True)
    at_home = cast.running(manager, zimbabwe)
    wide = cast.planned(manager, scope="global", title="Everywhere")
    elsewhere = outcomes.cpo(countries["NAM"], 501)
    for project, countries_of, outcome, answers in (
        (at_home, ((zimbabwe, cast.WHOLE),), regional, 201),
        (wide, (), own, 201),
        (wide, (), regional, 201),
        (at_home, ((zimbabwe, cast.WHOLE),), elsewhere, 422),
    ):
        position = project.planned_results.count() + 1
        body = {"position": position, "text": "Jobs", "level": "outcome", "outcome": outcome.pk}
        path = f"/api/v1/projects/{project.pk}/results/"
        made = staff.post(path, body, content_type="application/json")
        assert made.status_code == answers, made.content
        if answers == 201:
            cast.tied(manager, project, countries=countries_of, outcomes=((outcome, cast.WHOLE),))
            form = staff.get(f"/projects/{project.pk}/results/new/").context["form"]
            assert outcome in form.fields["outcome"].queryset
