"""Outcome updates counted and found: what counts when, and who finds which texts."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ilo_dc.core.facts.moments import write_moment
from ilo_dc.core.models import Change
from portfolio.updates.actions import outcome_updates as actions
from tests.people import signed_in
from tests.recipes import alignments as alignment_cast
from tests.recipes import programmes, updates

FIGURES = "/api/v1/figures/?measure=outcome_updates"
EVERYBODY = (
    "pardev_officer",
    "manager",
    "field_officer",
    "regional_officer",
    "coordinator",
    "evaluator",
    "bureau_officer",
    "finance_officer",
    "auditor",
    "admin",
)
OUTSIDE = ("german_donor", "swedish_donor", "constituent", "outsider")


@pytest.fixture
def outcome(field_officer, regional_officer, countries):
    """The outcome of a running programme of Zimbabwe."""
    return updates.outcome_of(field_officer, regional_officer, countries["ZWE"])


@pytest.fixture
def one_accepted(field_officer, regional_officer, outcome):
    """An accepted update of the outcome."""
    return updates.accepted(field_officer, regional_officer, outcome, "2025-H2")


@pytest.fixture
def one_submitted(field_officer, outcome):
    """A later one that awaits the region's decision."""
    return updates.submitted(field_officer, outcome, narrative="Brouillon confidentiel")


def answer(client, **more):
    response = client.get("/api/v1/figures/", {"measure": "outcome_updates", **more})
    assert response.status_code == 200, response.content
    return response.json()


# --- The figure -------------------------------------------------------------------------------------


def test_only_the_acceptance_counts_and_from_its_moment_on(client, outcome, field_officer, regional_officer):
    update = updates.submitted(field_officer, outcome)
    before = answer(client)
    assert before["total"] is None  # nothing was accepted yet: unknown, not 0
    versions = Change.objects.count()
    accepted = actions.accept_update(by=regional_officer, update=update, lock_version=update.version)
    assert Change.objects.count() == versions + 1
    after = answer(client)
    assert (after["total"], after["data_version"]) == (1, before["data_version"] + 1)
    assert answer(client, as_of=before["as_of"])["total"] is None
    assert answer(client, as_of=write_moment(accepted.decided_at))["total"] == 1
    assert accepted.decided_at == Change.objects.latest("pk").recorded_at


def test_an_etag_of_before_the_acceptance_is_stale(client, outcome, field_officer, regional_officer):
    held = client.get(FIGURES)["ETag"]
    assert client.get(FIGURES, headers={"If-None-Match": held}).status_code == 304
    updates.accepted(field_officer, regional_officer, outcome)
    assert client.get(FIGURES, headers={"If-None-Match": held}).status_code == 200


def test_it_splits_by_period_and_rating_and_names_its_rows(client, outcome, field_officer, regional_officer):
    updates.accepted(field_officer, regional_officer, outcome, "2025-H2")
    kept = updates.accepted(field_officer, regional_officer, outcome, "2026-H1")
    updates.draft(field_officer, outcome, "2026-H2")
    rows = answer(client, by="reporting_period,progress")["rows"]
    assert [(one["reporting_period"], one["progress"], one["value"]) for one in rows] == [
        ("2025-H2", "on_track", 1),
        ("2026-H1", "on_track", 1),
    ]
    behind = client.get(rows[1]["evidence"]).json()["results"]
    assert [one["id"] for one in behind] == [kept.pk]
    narrowed = answer(client, country="zwe", region="africa", programme=outcome.programme.slug)
    assert narrowed["total"] == 2
    assert answer(client, country="NAM")["total"] == 0


def test_it_is_the_same_for_everyone_who_asks(client, request, one_accepted, one_submitted):
    for who in (*EVERYBODY, *OUTSIDE):
        signed_in(request.getfixturevalue(who), client)
        assert answer(client)["total"] == 1, who


@pytest.mark.parametrize(
    ("name", "text"), [("reporting_period", "2026-H3"), ("progress", "fine"), ("state", "x")]
)
def test_it_refuses_what_it_does_not_know(client, installation, name, text):
    response = client.get("/api/v1/figures/", {"measure": "outcome_updates", name: text})
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"


def test_the_register_shows_the_figure_of_its_filter(client, outcome, field_officer, regional_officer):
    for code in ("2025-H2", "2026-H1"):
        updates.accepted(field_officer, regional_officer, outcome, code)
    page = client.get("/dwcps/updates/", {"country": "ZWE"}).content.decode()
    assert "Accepted outcome updates:" in page
    assert 'class="panel chart' in page
    assert "measure=outcome_updates" in page
    assert client.get("/dwcps/updates/", {"country": "XXX"}).status_code == 400
    assert client.get("/dwcps/updates/", {"programme": "none-such"}).status_code == 400


def test_a_programme_of_which_nothing_is_public_has_no_figure_and_is_missing_to_strangers(
    client, countries, field_officer
):
    draft = {"programme": programmes.draft(field_officer, countries["ZWE"]).slug}
    assert client.get("/dwcps/updates/", draft).status_code == 400
    hidden = signed_in(field_officer, client).get("/dwcps/updates/", draft)
    assert hidden.status_code == 200
    assert "Accepted outcome updates:" not in hidden.content.decode()


def test_the_register_as_of_a_moment_holds_what_was_accepted_by_then(
    client, outcome, field_officer, regional_officer
):
    first = updates.accepted(field_officer, regional_officer, outcome, "2025-H2")
    updates.accepted(field_officer, regional_officer, outcome, "2026-H1")
    signed_in(field_officer, client)
    moment = write_moment(first.decided_at)
    listed = client.get("/api/v1/outcome-updates/", {"as_of": moment}).json()["results"]
    assert [one["id"] for one in listed] == [first.pk]


# --- The search -------------------------------------------------------------------------------------


def found(client, text):
    """Return how many hits each group of the search shows."""
    page = client.get("/search/", {"search": text}).content.decode()
    sections = page.split('<section class="section"')[1:]
    return {re.search(r"<h2[^>]*>(.*?)(?: <span|</h2>)", one)[1]: one.count("<bdi>") for one in sections}


def test_staff_find_every_text_and_others_what_was_accepted(client, request, one_accepted, one_submitted):
    for who in (*EVERYBODY, *OUTSIDE, None):
        client.logout()
        if who:
            signed_in(request.getfixturevalue(who), client)
        is_staff = who in EVERYBODY
        assert found(client, "decent jeunes").get("Outcome updates") == 1, who
        assert found(client, "brouillon confidentiel").get("Outcome updates", 0) == int(is_staff), who


def test_the_list_behind_the_search_holds_the_same_rows(client, outcome, field_officer, regional_officer):
    updates.accepted(field_officer, regional_officer, outcome)
    for text, number in (("ont trouve emploi", 1), ("zimbabwe jeunes", 1), ("zimbabwe brouillon", 0)):
        listed = client.get("/api/v1/outcome-updates/", {"search": text}).json()["results"]
        assert len(listed) == found(client, text).get("Outcome updates", 0) == number


def test_results_of_frameworks_are_found_by_their_words(client, countries):
    alignment_cast.un_framework("ZWE")
    alignment_cast.un_framework("NAM", slug="hidden")
    assert found(client, "decent work zwe")["Results of UN cooperation frameworks"] == 3
    listed = client.get("/api/v1/framework-outcomes/", {"search": "decent work zwe"}).json()["results"]
    assert len(listed) == 3


def test_many_updates_take_as_many_queries_as_few(client, outcome, field_officer, regional_officer):
    def queries(path):
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        return len(captured)

    updates.accepted(field_officer, regional_officer, outcome, "2025-H1")
    updates.accepted(field_officer, regional_officer, outcome, "2025-H2")
    few = [queries("/dwcps/updates/"), queries("/search/?search=jeunes")]
    for code in ("2024-H1", "2024-H2", "2026-H1"):
        updates.accepted(field_officer, regional_officer, outcome, code)
    assert [queries("/dwcps/updates/"), queries("/search/?search=jeunes")] == few
