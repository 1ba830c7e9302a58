"""Registers and the measure of country programmes: filters, exports, moments, constant query counts."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.facts.actions.facts import Plan, Revision, post
from ilo_dc.core.facts.moments import read_moment
from ilo_dc.core.installation.actions import found_installation
from ilo_dc.core.measures import Question, figures
from ilo_dc.core.models import User
from ilo_dc.core.people.actions.memberships import NewMembership, give
from portfolio.demonstration import rules as story
from portfolio.demonstration.programmes import (
    UnableToLoadProgrammes,
    demonstration_places,
    load_demonstration_programmes,
)
from portfolio.models import CountryProgramme, Priority, ProgrammeOutcome, ProgrammeState
from portfolio.programmes.actions.programme_life import PROGRAMME_LIFE
from portfolio.programmes.measures.programmes import COUNTRY_PROGRAMMES
from tests.people import signed_in
from tests.recipes import programmes as plans
from tests.recipes.outcomes import above, cpo

API = "/api/v1/country-programmes/"
OUTCOMES = "/api/v1/country-programme-outcomes/"
THE_DAY = "2022-09-15"
IN_FORCE = "running,extended"


def listed(client: Client, path: str = API, **query: str) -> list[dict]:
    answer = client.get(path, {"limit": "1000", **query})
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def counted(**where: str) -> int:
    question = Question(as_of=read_moment(THE_DAY))
    for code, text in where.items():
        question = question.narrowed(code, *text.split(","))
    return figures(COUNTRY_PROGRAMMES, user=AnonymousUser(), question=question).figure().value


# --- The figure of the Governing Body's paper -------------------------------------------------------


def test_fifty_five_ran_on_15_september_2022_and_still_did_after_later_changes(published, client):
    assert counted(status=IN_FORCE) == counted(status="running") == 55
    by = {"measure": "country_programmes", "status": IN_FORCE, "as_of": THE_DAY, "by": "region"}
    before = client.get("/api/v1/figures/", by).json()
    assert before["total"] == 55
    assert len(before["rows"]) == 5
    assert all(row["value"] > 0 for row in before["rows"])
    assert before["demonstration"] is True
    rows = listed(client, as_of=THE_DAY, status=IN_FORCE)
    assert len(rows) == len({row["country"] for row in rows}) == 55
    assert all(row["demonstration"] and row["backdated"] for row in rows)
    assert len(listed(client, active_on=THE_DAY)) == 55
    _close_one_today()
    after = client.get("/api/v1/figures/", by).json()
    assert [row["value"] for row in after["rows"]] == [row["value"] for row in before["rows"]]
    assert counted(status=IN_FORCE) == 55
    page = client.get("/dwcps/", {"as_of": THE_DAY, "status": IN_FORCE}).content.decode()
    assert "of 55 rows" in page


def _close_one_today() -> None:
    """Supersede the state of a programme that ran on the day and still runs."""
    programme = CountryProgramme.objects.filter(status="running", starts_on__lt=date(2022, 9, 15)).first()
    new = ProgrammeState(
        programme=programme, status="closed", effective_on=timezone.now().date(), reason="Closed"
    )
    with recording(by=None, reason="Closed in a test"):
        old = programme.states.current().get()
        post(Plan(changed=[Revision(old, new)]), edition=None, demonstration=True)
    assert CountryProgramme.objects.get(pk=programme.pk).status == "closed"


def test_before_the_first_recording_nothing_is_known(published, client):
    answer = client.get("/api/v1/figures/", {"measure": "country_programmes", "as_of": "1999-01-01"}).json()
    assert answer["total"] is None


def test_a_figure_is_the_same_for_everyone_and_its_evidence_too(published):
    officer = User.objects.create(username="staff", email="staff@example.org", demonstration=True)
    give(None, officer, NewMembership("pardev", "global"), reason="test")
    staff = signed_in(officer)
    for client in (Client(), staff):
        line = client.get("/api/v1/figures/", {"measure": "country_programmes"}).json()["total_row"]
        assert client.get(line["evidence"], {}).status_code == 200
        rows = client.get(f"{line['evidence']}&limit=1000").json()["results"]
        assert len(rows) == line["value"] == 215
    assert len(listed(staff)) > 215


# --- The demonstration ------------------------------------------------------------------------------


def test_the_story_is_the_same_each_time_and_stops_where_the_clock_stands():
    places = demonstration_places()
    whole = list(story.stories(places, today=date(2030, 1, 1)))
    assert whole == list(story.stories(places, today=date(2027, 1, 1)))
    early = list(story.stories(places, today=date(2023, 6, 1)))
    assert 0 < len(early) < len(whole)
    assert max(reached.recorded_at.date() for one in early for reached in one.statuses) < date(2023, 6, 1)


def test_every_invented_programme_passes_the_gates_of_its_status(published):
    programmes = CountryProgramme.objects.all()
    assert {one.language for one in programmes} == {"en", "fr", "es"}
    assert {one.status for one in programmes} == {
        "draft",
        "consultation",
        "signed",
        "running",
        "extended",
        "closed",
        "evaluated",
    }
    assert [
        (one.slug, gates) for one in programmes if (gates := PROGRAMME_LIFE.gates_before(one, one.status))
    ] == []
    assert not CountryProgramme.objects.filter(demonstration=False).exists()
    assert not ProgrammeOutcome.objects.filter(demonstration=False).exists()


def test_it_is_loaded_once_and_never_into_a_live_installation(published):
    assert load_demonstration_programmes() == {"programmes": 0}


@pytest.mark.django_db
def test_a_live_installation_refuses_it():
    found_installation(mode="live")
    with pytest.raises(UnableToLoadProgrammes):
        load_demonstration_programmes()
    assert not ProgrammeState.objects.exists()


# --- Filters and exports ----------------------------------------------------------------------------


def test_each_filter_leaves_exactly_its_programmes(published, client):
    everything, wrong = listed(client), []
    for query, field, value in (
        ({"country": "CIV"}, "country", "CIV"),
        ({"region": "arab-states"}, "region", "arab-states"),
        ({"status": "extended"}, "status", "extended"),
        ({"generation": "3"}, "generation", 3),
        ({"pilot": "true"}, "pilot", True),
        ({"office": "CO-Hanoi"}, "office", "CO-Hanoi"),
        ({"search": "Côte d’Ivoire"}, "country", "CIV"),
        ({"code": "civ-2019"}, "code", "civ-2019"),
        ({"country": "none"}, "sub_regional", True),
    ):
        rows = {row["id"] for row in listed(client, **query)}
        sheet = client.get(API, {**query, "format": "csv"})
        exported = list(csv.DictReader(io.StringIO(b"".join(sheet.streaming_content).decode())))
        wanted = {row["id"] for row in everything if row[field] == value}
        if not wanted or rows != wanted or {int(row["id"]) for row in exported} != wanted:
            wrong.append((query, len(wanted), len(rows), len(exported)))
    assert wrong == []


def test_each_filter_leaves_exactly_its_outcomes(published, client):
    def all_of(**narrowed):
        body = client.get(OUTCOMES, {"limit": "1000", **narrowed}).json()
        found = body["results"]
        while body["next"]:
            body = client.get(body["next"]).json()
            found += body["results"]
        return found

    everything, wrong = all_of(), []
    for query, field, value in (
        ({"programme": "civ-2019"}, "programme", "civ-2019"),
        ({"country": "civ"}, "country", "CIV"),
        ({"category": "maintained"}, "category", "maintained"),
        ({"progress": "no_progress"}, "progress", "no_progress"),
        ({"progress": "none"}, "progress", ""),
        ({"office": "co-hanoi"}, "office", "CO-Hanoi"),
        ({"search": "CIV113"}, "code", "CIV113"),
    ):
        rows = {row["id"] for row in all_of(**query)}
        wanted = {row["id"] for row in everything if row[field] == value}
        if not wanted or rows != wanted:
            wrong.append((query, len(wanted), len(rows)))
    assert wrong == []


@pytest.mark.parametrize(
    "query", [{"active_on": "yesterday"}, {"generation": "0"}, {"status": "buried"}, {"country": "XYZ"}]
)
def test_an_unreadable_filter_is_refused(published, client, query):
    for path in (API, "/dwcps/"):
        assert client.get(path, query).status_code == 400


def test_demonstration_rows_can_be_left_out(published, client):
    assert listed(client, demonstration="false") == []
    answer = client.get("/api/v1/figures/", {"measure": "country_programmes", "demonstration": "false"})
    assert answer.json()["total"] == 0


# --- Size -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("many", [1_500, pytest.param(5_000, marks=pytest.mark.race)])
def test_many_outcomes_cost_as_many_queries_as_a_hundred(field_officer, countries, client, many):
    programme = plans.draft(field_officer, countries["ZWE"])
    priority = Priority.objects.get()
    signed_in(field_officer, client)

    def make(numbers):
        others = CountryProgramme.objects.bulk_create(
            CountryProgramme(
                slug=f"bulk-{number}",
                country=countries["ZWE"],
                title="Bulk",
                demonstration=True,
            )
            for number in range(numbers.start // 100, numbers.stop // 100)
        )
        below = Priority.objects.bulk_create(
            Priority(programme=one, position=1, title="Bulk", demonstration=True) for one in others
        )
        ProgrammeOutcome.objects.bulk_create(
            above(
                ProgrammeOutcome(
                    programme=one.programme,
                    priority=one,
                    code=f"ZWE{number:03}",
                    title=f"Outcome {number}",
                    demonstration=True,
                )
                for one in below
                for number in range(100, 200)
            )
        )

    def cost(path, **query):
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(path, query)
            assert answer.status_code == 200
        return len(captured)

    make(range(100))
    assert priority.programme == programme
    pages = [(OUTCOMES, {"limit": "20"}), ("/dwcps/outcomes/", {"limit": "20"}), (API, {"limit": "20"})]
    for path, query in pages:
        cost(path, **query)
    few = [cost(path, **query) for path, query in pages]
    make(range(100, many))
    assert ProgrammeOutcome.objects.count() == many + 1
    assert [cost(path, **{**query, "limit": "200"}) for path, query in pages] == few
    seen, address = [], f"{OUTCOMES}?limit=1000&ordering=title"
    while address:
        body = client.get(address).json()
        seen += [row["id"] for row in body["results"]]
        address = body["next"]
    assert len(seen) == len(set(seen)) == many + 1
    sheet = client.get(OUTCOMES, {"code": "ZWE150", "format": "csv"})
    assert len(list(csv.DictReader(io.StringIO(b"".join(sheet.streaming_content).decode())))) == many // 100


def test_a_programmes_page_costs_as_many_queries_with_forty_outcomes_as_with_one(
    field_officer, countries, client
):
    programme = plans.draft(field_officer, countries["ZWE"])
    signed_in(field_officer, client)

    def cost():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"/dwcps/{programme.slug}/").status_code == 200
        return len(captured)

    cost()
    once = cost()
    priority = Priority.objects.get()
    for number in range(102, 141):
        outcome = ProgrammeOutcome.objects.create(
            programme=programme,
            priority=priority,
            code=f"ZWE{number}",
            cpo=cpo(countries["ZWE"], number),
            title="More",
            demonstration=True,
        )
        indicator = outcome.indicators.create(text="Indicator", demonstration=True)
        indicator.milestones.create(due_on=date(2026, 1, 1), text="Law", demonstration=True)
    assert cost() <= once <= 32
