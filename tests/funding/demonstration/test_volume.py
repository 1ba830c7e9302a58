"""A generated portfolio: as many agreements and lines as asked for, judged by the ledger as any other."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from funding.demonstration.volume import Size, UnableToGenerate, generate_portfolio
from funding.ledger.actions.checks import check_ledger
from funding.models import Agreement, LedgerByPlace, LedgerEntry, PoolBalance
from tests.people import make_countries
from tests.recipes.ledger import money


@pytest.fixture
def ready(partners):
    money()
    make_countries()


def lines_of(seed):
    """Return what the lines of a seed say, but for their keys and moments."""
    columns = ("kind", "amount_usd", "effective_on", "country", "legal_partner__slug", "line")
    return list(
        LedgerEntry.objects.filter(agreement__reference__startswith=f"DEMO-G{seed}-")
        .order_by("agreement__reference", "pk")
        .values_list(*columns)
    )


def test_it_has_the_size_that_was_asked_for_and_keeps_every_rule(ready):
    counts = generate_portfolio(Size(agreements=7, entries=40, seed=3))
    assert counts == {"agreements": 7, "lines": 40}
    assert Agreement.objects.filter(status="signed", demonstration=True).count() == 7
    assert LedgerEntry.objects.filter(demonstration=True).count() == 40
    assert set(LedgerEntry.objects.values_list("kind", flat=True)) == {
        "approval",
        "receipt",
        "allocation",
        "expenditure",
    }
    assert all(0 < one.allocated <= one.available for one in PoolBalance.objects.all())
    assert LedgerByPlace.objects.exists()
    assert check_ledger()["pools"] == 7


def test_the_same_seed_says_the_same_and_is_used_once(ready, monkeypatch):
    generate_portfolio(Size(agreements=3, entries=9, seed=1))
    with pytest.raises(UnableToGenerate):
        generate_portfolio(Size(agreements=1, entries=1, seed=1))
    monkeypatch.setattr("funding.demonstration.volume._prefix", lambda seed: f"DEMO-G{seed}0-")
    generate_portfolio(Size(agreements=3, entries=9, seed=1))
    assert lines_of(1) == lines_of(10) != []
    generate_portfolio(Size(agreements=3, entries=9, seed=2))
    assert lines_of(20) != lines_of(1)


def test_it_is_refused_where_it_cannot_be(ready, monkeypatch):
    for size in (Size(0, 5, 1), Size(5, 4, 1)):
        with pytest.raises(UnableToGenerate):
            generate_portfolio(size)
    monkeypatch.setattr("funding.demonstration.volume.is_demonstration", lambda: False)
    with pytest.raises(CommandError, match="demonstration installation only"):
        call_command("generate_portfolio", agreements=1, entries=1)


def test_the_command_tells_what_it_added(ready):
    output = StringIO()
    call_command("generate_portfolio", agreements=2, entries=5, seed=9, stdout=output)
    assert "2 agreements, 5 lines" in output.getvalue()
