"""An import that is killed leaves nothing, and repeated makes the same ledger; nobody waits for it long."""

from __future__ import annotations

import pytest
from django.db import transaction

from funding.first_import.imports.postings import EXPENDITURE
from funding.ledger.actions.checks import check_ledger
from funding.ledger.actions.postings import post_entry
from funding.models import LedgerByPartner, LedgerByPlace, LedgerEntry
from ilo_dc.core.facts.actions.changes import UnableToRecord, impatient
from ilo_dc.core.installation.actions import found_installation
from ilo_dc.core.models import Change, ImportBatch
from tests.funding.first_import.loading import KILLED, loaded, start
from tests.people import make_countries
from tests.recipes.first_import import sheet
from tests.recipes.ledger import money, pool_of, posting

POOL = {"pool": "RBSA 2022-23"}


@pytest.fixture
def pool(committing):
    found_installation(mode="demonstration")
    money()
    with transaction.atomic():
        make_countries()
        return pool_of()


def rows(many):
    """Return rows of expenditure in two currencies, recorded on several days."""
    currencies = ("USD", "EUR", "JPY")
    return [
        {
            **POOL,
            "reference": f"E-{number}",
            "currency": currencies[number % 3],
            "amount": str(1 + number % 997),
            "recorded_on": f"2022-07-{16 + number % 10}" if number % 4 else "",
        }
        for number in range(many)
    ]


def ledger():
    """Return all that the ledger says, without its keys, numbers of changes and moments of now."""
    names = (
        "external_ref",
        "line",
        "kind",
        "amount",
        "amount_usd",
        "direct",
        "psc",
        "effective_on",
        "backdated",
    )
    lines = sorted(LedgerEntry.objects.values_list(*names, "pool", "currency"))
    sums = [
        sorted(one.objects.values_list(*one.KEYS, "measure", "month", "amount_usd", "entries"), key=str)
        for one in (LedgerByPartner, LedgerByPlace)
    ]
    return lines, sums


def killed_and_repeated(path, media, *, times, at_once):
    """Kill an import at so many places, spread over it; nothing of it stays. Then load it, and once more."""
    passed = loaded(path, media, at_once=at_once, undone=True)
    for time in range(1, times + 1):
        assert loaded(path, media, at_once=at_once, place=max(1, passed * time // (times + 1))) == KILLED
        assert not LedgerEntry.objects.exists()
        assert not ImportBatch.objects.exists()
        assert not Change.objects.filter(reason="Test").exists()
    loaded(path, media, at_once=at_once)
    found = ledger()
    loaded(path, media, at_once=at_once)
    assert ledger() == found
    assert Change.objects.filter(reason="Test").count() == 1
    check_ledger()
    return found


def test_a_killed_import_leaves_nothing_and_repeated_is_the_same(pool, tmp_path):
    path = sheet(tmp_path, EXPENDITURE, *rows(60))
    lines, _sums = killed_and_repeated(path, tmp_path / "media", times=2, at_once=20)
    assert len(lines) == 60


@pytest.mark.race
def test_it_is_killed_at_fifty_places_with_twenty_thousand_lines(pool, tmp_path):
    path = sheet(tmp_path, EXPENDITURE, *rows(20_000))
    lines, _sums = killed_and_repeated(path, tmp_path / "media", times=50, at_once=400)
    assert len(lines) == 20_000


def test_meanwhile_a_person_posts_at_once_or_is_told_why_within_two_seconds(pool, tmp_path):
    path = sheet(tmp_path, EXPENDITURE, *rows(1_500))
    process = start(path, tmp_path / "media", at_once=100)
    refused, posted = [], 0
    while process.poll() is None:
        try:
            with impatient():
                post_entry(by=None, posting=posting(pool, "receipt", "1"))
            posted += 1
        except UnableToRecord as error:
            refused.append(error.message)
    assert process.returncode == 0, process.stderr.read()[-3000:]
    assert posted
    assert all("Another import is being saved" in message for message in refused)
    assert LedgerEntry.objects.filter(kind="expenditure").count() == 1_500
    assert LedgerEntry.objects.filter(kind="receipt").count() == posted
    check_ledger()
