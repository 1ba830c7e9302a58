"""The invented outcome updates: in three languages, in every state, agreeing with their outcomes."""

from __future__ import annotations

from decimal import Decimal

import pytest

from portfolio.demonstration.updates import as_written, load_demonstration_updates
from portfolio.models import OutcomeUpdate, ReportedValue
from portfolio.updates import rules

pytestmark = pytest.mark.usefixtures("published")


def test_no_text_names_a_value_with_the_zeros_of_the_database():
    assert [as_written(Decimal(one)) for one in ("36.0000", "100.0000", "0.5000")] == ["36", "100", "0.5"]
    assert not OutcomeUpdate.objects.filter(narrative__contains=".0000").exists()


def test_there_are_some_of_each_state_and_language_all_marked():
    rows = OutcomeUpdate.objects.all()
    assert set(rows.values_list("state", flat=True)) == {"draft", "submitted", "returned", "accepted"}
    assert set(rows.values_list("language", flat=True)) == {"en", "fr", "es"}
    assert rows.count() > 500
    assert not rows.exclude(demonstration=True).exists()
    assert not ReportedValue.objects.exclude(demonstration=True).exists()
    assert load_demonstration_updates() == {"updates": 0}


@pytest.mark.parametrize(
    "every",
    [20, pytest.param(1, marks=pytest.mark.race)],
    ids=lambda every: "each" if every == 1 else "each as its columns say, one in twenty by the database",
)
def test_each_is_whole_and_the_last_accepted_one_gave_the_outcome_its_rating(every):
    latest: dict[int, OutcomeUpdate] = {}
    for place, update in enumerate(OutcomeUpdate.objects.select_related("outcome").order_by("starts_on")):
        update.clean_fields()
        update.clean()
        if place % every == 0:
            update.full_clean()  # asks the database for the other rows of its constraints
        if update.state != "draft":
            assert rules.missing({name: getattr(update, name) for name in ("progress", "narrative")}) == {}
            assert "{" not in update.narrative
        if update.state == "accepted":
            latest[update.outcome_id] = update
    assert latest
    for update in latest.values():
        assert update.progress == update.outcome.progress


def test_side_by_side_with_what_is_missing(client):
    """Strangers read accepted ones only; something is left to be written in every country."""
    rows = client.get("/api/v1/outcome-updates/", {"limit": 1000}).json()["results"]
    assert {row["state"] for row in rows} == {"accepted"}
    civ = OutcomeUpdate.objects.filter(outcome__programme__slug="civ-2024", starts_on="2026-01-01")
    assert 0 < civ.count() < 6
