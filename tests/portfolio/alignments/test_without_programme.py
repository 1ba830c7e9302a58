"""Results of frameworks assessed in a country without a programme: doors, who sees it, when it counts."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ilo_dc.core.facts.moments import settled_moment, write_moment
from ilo_dc.core.measures import Question, figures
from portfolio.alignments.measures import ALIGNMENTS
from portfolio.models import Alignment, AlignmentPair, ProgrammeOutcome
from portfolio.outcomes.actions.country_outcomes import publish_country_outcome, withdraw_country_outcome
from portfolio.programmes.actions.programme_outcomes import report_without_programme
from tests.people import signed_in
from tests.portfolio.alignments.test_doors import form_of, result
from tests.portfolio.outcomes.test_doors import filed, results, sent
from tests.recipes import alignments as cast
from tests.recipes import outcomes
from tests.recipes import programmes as plans

PAGE, CELLS, LIST = "/countries/ZWE/alignment/", "/api/v1/countries/ZWE/alignments/", "/api/v1/alignments/"
SPLIT = ("country", "programme", "extent")


def counted(**asked: Any) -> list[tuple[Any, ...]]:
    """Return how many pairs everyone counts, by country, programme and extent."""
    answer = figures(ALIGNMENTS, user=AnonymousUser(), question=Question(by=SPLIT, **asked))
    return [(*line.keys.values(), line.count) for line in answer.lines]


@pytest.fixture
def framework(countries) -> Any:
    """The UN framework of Zimbabwe, with three outcomes."""
    return cast.un_framework("ZWE")


@pytest.fixture
def place(field_officer, countries, framework) -> ProgrammeOutcome:
    """An outcome of Zimbabwe that is reported on without a programme."""
    cpo = outcomes.cpo(countries["ZWE"], 501, title="More decent work")
    return report_without_programme(by=field_officer, cpo=cpo, category="target")


def test_a_framework_is_assessed_in_a_country_without_a_programme(people, place, client):
    """The matrix on the page, the figure, the register, its file, the pages of both sides."""
    stranger, region = Client(), people["regional_officer"]
    signed_in(people["field_officer"], client)
    first, second = result(1), result(2)
    assert f'href="{PAGE}"' in client.get("/countries/ZWE/").content.decode()
    empty = settled_moment()
    page = client.get(PAGE).content.decode()
    assert "More decent work" in page
    cells = {
        f"o{place.pk}-r{first.pk}-extent": "full",
        f"o{place.pk}-r{first.pk}-role": "lead",
        f"un-r{second.pk}-extent": "un_only",
    }
    answer = client.post(PAGE, {**form_of(page), **cells})
    assert (answer.status_code, answer["Location"]) == (302, f"{PAGE}?framework=zwe"), answer.content
    assert "Cells that changed: 2." in client.get(answer["Location"]).content.decode()
    pair = AlignmentPair.objects.get(outcome=place)
    assert (pair.programme_id, pair.country_id, pair.side) == (None, "ZWE", "outcome")
    # Everyone sees the framework and so its result alone; the outcome is not published yet.
    assert counted() == [("ZWE", None, "un_only", 1)]
    assert counted(as_of=empty) == []
    assert stranger.get(f"{LIST}{pair.pk}/").status_code == 404
    assert "More decent work" not in stranger.get(PAGE).content.decode()
    before = settled_moment()
    cpo = publish_country_outcome(by=region, outcome=place.cpo, lock_version=1)
    published = settled_moment()
    both = [("ZWE", None, "full", 1), ("ZWE", None, "un_only", 1)]
    assert counted() == both
    assert (counted(as_of=before), counted(as_of=empty)) == ([("ZWE", None, "un_only", 1)], [])
    assert counted(on=timezone.now().date()) == both
    assert counted(where={"programme": ("none",), "extent": ("full",)}) == both[:1]

    row = next(one for one in results(stranger, LIST, programme="none") if one["id"] == pair.pk)
    known = {name: row[name] for name in ("programme", "country", "region", "outcome", "side", "role")}
    assert known == {
        "programme": None,
        "country": "ZWE",
        "region": "africa",
        "outcome": "ZWE501",
        "side": "outcome",
        "role": "lead",
    }
    assert row["page"].endswith(f"{PAGE}?framework=zwe")
    assert {one["extent"] for one in results(stranger, LIST, country="ZWE", ordering="programme")} == {
        "full",
        "un_only",
    }
    [line] = filed(stranger, LIST, extent="full")
    assert (line["programme"], line["country"], line["code"]) == ("", "ZWE", "ZWE501")
    then = {"published": "true", "as_of": write_moment(before)}
    assert [one["extent"] for one in results(stranger, LIST, **then)] == ["un_only"]
    for path, words in (
        ("/dwcps/alignments/?programme=none", "More decent work"),
        ("/frameworks/zwe/", "(Without a programme)"),
        ("/countries/ZWE/", "In the UN framework only"),
        (f"{PAGE}?framework=zwe", "Leads"),
    ):
        assert words in stranger.get(path).content.decode(), path
    assert "ZWE501" in b"".join(stranger.get(PAGE, {"format": "csv"}).streaming_content).decode()
    withdraw_country_outcome(by=region, outcome=cpo, lock_version=cpo.version, reason="Too early")
    assert counted() == [("ZWE", None, "un_only", 1)]
    assert counted(as_of=published) == both


def test_cells_of_a_country_are_set_corrected_and_withdrawn_by_the_api(people, place, client):
    signed_in(people["field_officer"], client)
    first, second = result(1), result(2)
    made = sent(
        client, LIST, {"country": "zwe", "outcome": "ZWE501", "result": first.pk, "extent": "partial"}
    )
    assert made.status_code == 201, made.content
    row = made.json()
    cells = {"cells": [{"result": second.pk, "extent": "un_only", "read": None}]}
    assert sent(client, CELLS, cells, method="put").status_code == 200
    assert [one["extent"] for one in client.get(CELLS).json()] == ["partial", "un_only"]
    late = sent(client, CELLS, cells, method="put")
    assert late.status_code == 200  # it says what stands there
    changed = {"extent": "full", "correction": True}
    answer = sent(client, f"{LIST}{row['id']}/", changed, method="put", version=row["fact"])
    assert (answer.status_code, answer.json()["replaces"]) == (200, row["fact"]), answer.content
    fact = answer.json()["fact"]
    assert sent(client, f"{LIST}{row['id']}/", {}, method="delete", version=fact).status_code == 204
    assert [one.extent for one in Alignment.objects.current()] == ["un_only"]
    for values, field in (
        ({"result": first.pk, "extent": "un_only"}, "programme"),
        ({"country": "ZWE", "programme": "zwe-2024", "result": first.pk, "extent": "un_only"}, "programme"),
        ({"country": "XXX", "result": first.pk, "extent": "un_only"}, "country"),
        ({"country": "ZWE", "outcome": "ZWE999", "result": first.pk, "extent": "full"}, "outcome"),
        ({"country": "ZWE", "priority": 1, "result": first.pk, "extent": "full"}, "priority"),
    ):
        refused = sent(client, LIST, values)
        assert (refused.status_code, field in refused.json()["errors"]) == (400, True), refused.content


def test_only_officers_of_the_country_assess_it(people, place):
    first = result(1)
    answers = {}
    for name, person in people.items():
        client = Client()
        signed_in(person, client)
        cells = {"cells": [{"result": first.pk, "extent": "supported", "read": None}]}
        answers[name] = sent(client, CELLS, cells, method="put").status_code
        page = client.post(PAGE, {"effective_on": timezone.now().date().isoformat()})
        assert (page.status_code == 403) == (answers[name] == 403), name
    assert {name for name, code in answers.items() if code != 403} == {"field_officer", "regional_officer"}


def test_a_result_alone_belongs_to_the_programme_in_force(people, countries, place, client):
    """So that no figure counts it twice; an outcome beside the programme is assessed all the same."""
    field_officer, regional_officer = people["field_officer"], people["regional_officer"]
    programme = plans.draft(field_officer, countries["ZWE"])
    first = result(1)
    signed_in(field_officer, client)
    alone = {"cells": [{"result": first.pk, "extent": "un_only", "read": None}]}
    outcome = {"cells": [{"result": first.pk, "outcome": "ZWE501", "extent": "full", "read": None}]}
    plans.brought_to(regional_officer, programme, "signed")
    refused = sent(client, CELLS, alone, method="put")
    assert refused.status_code == 422
    assert list(refused.json()["errors"]) == [f"un-r{first.pk}-result"]
    assert sent(client, CELLS, outcome, method="put").status_code == 200
    mine = {"cells": [{"result": first.pk, "outcome": "ZWE101", "extent": "full", "read": None}]}
    assert sent(client, CELLS, mine, method="put").status_code == 400
    assert (
        sent(
            client, f"/api/v1/country-programmes/{programme.pk}/alignments/", alone, method="put"
        ).status_code
        == 200
    )
    assert counted() == [("ZWE", programme.slug, "un_only", 1)]


def test_a_result_recorded_alone_counts_until_a_programme_says_it(people, countries, framework, client):
    """What was recorded before the signature is left out while the programme is in force."""
    field_officer, regional_officer = people["field_officer"], people["regional_officer"]
    first = result(1)
    signed_in(field_officer, client)
    alone = {"cells": [{"result": first.pk, "extent": "un_only", "read": None}]}
    assert sent(client, CELLS, alone, method="put").status_code == 200
    before = settled_moment()
    assert counted() == [("ZWE", None, "un_only", 1)]
    programme = plans.draft(field_officer, countries["ZWE"])
    assert counted() == [("ZWE", None, "un_only", 1)]
    plans.brought_to(regional_officer, programme, "signed")
    assert counted() == counted(on=timezone.now().date()) == []
    cells = f"/api/v1/country-programmes/{programme.pk}/alignments/"
    assert sent(client, cells, alone, method="put").status_code == 200
    assert counted() == counted(on=timezone.now().date()) == [("ZWE", programme.slug, "un_only", 1)]
    assert counted(as_of=before) == [("ZWE", None, "un_only", 1)]
    assert len(results(client, LIST, published="true")) == 1
    assert len(results(client, LIST, published="true", as_of=write_moment(before))) == 1
    for status in ("running", "closed"):
        programme = plans.moved(regional_officer, programme, status)
    assert len(counted()) == 2


def test_the_database_holds_a_pair_of_no_programme_to_its_country(field_officer, countries, place):
    first = result(1)
    programme = plans.draft(field_officer, countries["NAM"])
    pair = AlignmentPair.objects.create(country=countries["ZWE"], outcome=place, result=first)
    of_programme = AlignmentPair.objects.create(programme=programme, result=first)
    of_programme.refresh_from_db()
    assert of_programme.country_id == "NAM"  # the programme's, whatever was typed
    cases = [
        lambda: AlignmentPair.objects.create(result=first),
        lambda: AlignmentPair.objects.create(country=countries["ZWE"], outcome=place, result=first),
        lambda: AlignmentPair.objects.create(country=countries["NAM"], outcome=place, result=first),
        lambda: AlignmentPair.objects.create(programme=programme, outcome=place, result=first),
        lambda: AlignmentPair.objects.create(
            country=countries["NAM"], priority=programme.priorities.get(), result=first
        ),
        lambda: AlignmentPair.objects.create(
            country=countries["NAM"], outcome=programme.outcomes.get(), result=first
        ),
        lambda: AlignmentPair.objects.filter(pk=pair.pk).update(country=countries["NAM"]),
    ]
    for case in cases:
        with pytest.raises(IntegrityError), transaction.atomic():
            case()


def test_the_matrix_of_a_country_costs_no_more_for_many_outcomes(people, countries, place, client):
    signed_in(people["field_officer"], client)

    def statements() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(PAGE).status_code == 200
        return len(found)

    statements()
    few = statements()
    for number in range(502, 510):
        cpo = outcomes.cpo(countries["ZWE"], number)
        report_without_programme(by=people["field_officer"], cpo=cpo)
    assert statements() == few <= 25
