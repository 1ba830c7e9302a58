"""Scopes of a figure: `published` is the same for everyone, `internal` of staff, `own` of a named country."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from portfolio.models import ProgrammeOutcome
from portfolio.updates.measures import OUTCOME_UPDATES, UPDATES_IN_TIME
from tests.people import signed_in
from tests.portfolio.outcomes.test_doors import typed
from tests.recipes import outcomes, updates
from tests.test_parity import reproduce

FIGURES = "/api/v1/figures/"


@pytest.fixture
def two_accepted(field_officer, regional_officer, countries) -> None:
    """One accepted update of Zimbabwe that everyone sees, and one that the region has not published."""
    public = updates.outcome_of(field_officer, regional_officer, countries["ZWE"])
    updates.accepted(field_officer, regional_officer, public)
    cpo = outcomes.cpo(countries["ZWE"], 501)
    assert typed(signed_in(field_officer), f"/cpos/{cpo.pk}/place/", category="target").status_code == 302
    hidden = ProgrammeOutcome.objects.get(cpo=cpo)
    updates.accepted(field_officer, regional_officer, hidden)


def ask(client: Client, scope: str = "", **asked: str) -> Any:
    return client.get(FIGURES, {"measure": "outcome_updates", "scope": scope, **asked})


def count(answer: Any, scope: str) -> int:
    """Return what was counted, after checking that the answer names its scope."""
    assert answer.status_code == 200, answer.content
    assert answer.json()["scope"] == scope
    return int(Decimal(answer.json()["total"] or 0))


@pytest.mark.usefixtures("two_accepted")
def test_published_is_the_same_for_everyone(manager, constituent, german_donor, client):
    for somebody in (client, *map(signed_in, (manager, constituent, german_donor))):
        assert count(ask(somebody), "published") == count(ask(somebody, "published"), "published") == 1


@pytest.mark.usefixtures("two_accepted")
def test_internal_counts_all_rows_for_staff_and_is_refused_to_others(
    manager, constituent, german_donor, client
):
    staff = signed_in(manager)
    assert count(ask(staff, "internal"), "internal") == 2
    page = staff.get("/data/measures/outcome_updates/", {"scope": "internal"})
    assert page.context["figure"].value == 2
    text = page.content.decode()
    assert "All rows, published or not" in text
    assert "scope=internal" in text  # the ways on ask for the same rows
    for somebody in (client, signed_in(constituent), signed_in(german_donor)):
        assert ask(somebody, "internal").status_code in {401, 403}


@pytest.mark.usefixtures("two_accepted")
def test_own_counts_the_rows_of_the_country_that_is_named_for_who_works_there(
    constituent, field_officer, german_donor, client
):
    for person in (constituent, field_officer):
        answer = ask(signed_in(person), "own", country="ZWE")
        assert count(answer, "own") == 2
    theirs = signed_in(constituent)
    assert ask(theirs, "own").status_code == 400
    assert "country" in ask(theirs, "own").json()["errors"]
    assert ask(theirs, "own", country="KHM").status_code == 403
    assert ask(theirs, "own", country="ZWE,KHM").status_code == 403
    for somebody in (client, signed_in(german_donor)):
        assert ask(somebody, "own", country="ZWE").status_code in {401, 403}
    tag = ask(theirs, "own", country="ZWE")["ETag"]
    other = client.get(
        FIGURES,
        {"measure": "outcome_updates", "scope": "own", "country": "ZWE"},
        headers={"If-None-Match": tag},
    )
    assert other.status_code in {401, 403}


@pytest.mark.usefixtures("two_accepted")
def test_the_rows_that_a_figure_names_are_those_of_its_scope(manager, constituent):
    doors = ((signed_in(manager), {"scope": "internal"}), (signed_in(constituent), {"scope": "own"}))
    for client, scope in doors:
        for by in ("", "progress", "programme"):
            for measure in (OUTCOME_UPDATES, UPDATES_IN_TIME):
                asked = {"measure": measure.code, "country": "ZWE", "by": by, **scope}
                answer = client.get(FIGURES, asked)
                assert answer.status_code == 200, answer.content
                for line in answer.json()["rows"]:
                    names = ("numerator", "denominator") if measure.terms else ("value",)
                    stated = [Decimal(line[name] or 0) for name in names]
                    assert [Decimal(one or 0) for one in reproduce(client, measure, line)] == stated


def test_a_scope_that_a_measure_does_not_offer_is_refused(manager, client):
    asked = {"measure": "framework_gap", "scope": "internal"}
    assert signed_in(manager).get(FIGURES, asked).status_code == 403
    assert client.get(FIGURES, {"measure": "outcome_updates", "scope": "mine"}).status_code == 400
