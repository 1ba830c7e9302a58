"""The ledger and its pools on pages, in the API and in files; what finance has to do."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from funding.ledger import work
from funding.ledger.actions.checks import CHECK_LEDGER, request_ledger_check
from funding.ledger.actions.pools import open_pool
from funding.ledger.actions.postings import reverse_entry
from funding.ledger.vocab import ResourceType
from ilo_dc.core.errors import Refused, UnableToAct
from ilo_dc.core.models import Biennium
from tests.people import signed_in
from tests.recipes.ledger import money, pool_of, posted


@pytest.fixture
def pool(installation):
    money()
    return pool_of()


def listed(client, code, **query):
    return client.get(f"/api/v1/{code}/", query).json()["results"]


def test_page_api_and_file_list_the_same_lines_and_say_what_a_reversal_takes_back(pool, finance_officer):
    receipt = posted(pool, "receipt", "100.25")[0]
    posted(pool, "allocation", "40", "EUR")
    client = signed_in(finance_officer)
    rows = listed(client, "ledger-entries")
    assert [(row["kind"], row["amount"], row["amount_usd"]) for row in rows] == [
        ("allocation", "40.00", "43.22"),
        ("receipt", "100.25", "100.25"),
    ]
    page = client.get(reverse("funding:ledger")).content.decode()
    assert page.count("<tr") == len(rows) + 1
    lines = csv.DictReader(io.StringIO(client.get("/api/v1/ledger-entries/?format=csv").getvalue().decode()))
    assert [line["amount_usd"] for line in lines] == ["43.22", "100.25"]
    one = client.get(f"/api/v1/ledger-entries/{receipt.pk}/").json()
    assert (one["pool"], one["demonstration"]) == (pool.pk, True)


def test_the_list_as_of_a_moment_holds_what_was_recorded_by_then(pool, finance_officer):
    receipt = posted(pool, "receipt", "100")[0]
    moment = timezone.now().isoformat()
    reverse_entry(by=None, entry=receipt, reason="Not ours")
    client = signed_in(finance_officer)
    assert len(listed(client, "ledger-entries")) == 2
    assert [row["id"] for row in listed(client, "ledger-entries", as_of=moment)] == [receipt.pk]
    assert [row["reverses"] for row in listed(client, "ledger-entries", updated_since=moment)] == [receipt.pk]
    assert "Reversal of: Receipt" in client.get(reverse("funding:ledger")).content.decode()


def test_who_may_not_see_the_ledger_finds_nothing_and_is_told_why(
    pool, outsider, field_officer, german_donor
):
    posted(pool, "receipt", "100")
    assert {Client().get(f"/api/v1/{code}/").status_code for code in ("ledger-entries", "pools")} == {401}
    assert signed_in(outsider).get(reverse("funding:ledger")).status_code == 403
    for person in (field_officer, german_donor):
        client = signed_in(person)
        assert client.get(reverse("funding:ledger")).status_code == 200
        refused = client.get(reverse("funding:pools")), client.get("/api/v1/pools/")
        assert {answer.status_code for answer in refused} == {403}
        assert listed(client, "ledger-entries") == []


def test_pools_say_what_they_hold_and_finance_is_told_of_a_shortfall(pool, finance_officer, pardev_officer):
    posted(pool, "receipt", "100")
    posted(pool, "allocation", "100")
    assert list(work.awaiting(finance_officer)) == []
    posted(pool, "refund", "-30.5")
    [item] = work.awaiting(finance_officer)
    assert "30.50" in item.title
    assert list(work.awaiting(pardev_officer)) == []
    client = signed_in(finance_officer)
    [row] = listed(client, "pools", short="true")
    assert [row[name] for name in ("available", "allocated", "refunded", "shortfall")] == [
        "69.50",
        "100.00",
        "-30.50",
        "30.50",
    ]
    assert "30.50" in client.get(f"{reverse('funding:pools')}?short=true").content.decode()
    posted(pool, "receipt", "30.5")
    assert list(work.awaiting(finance_officer)) == []
    assert listed(client, "pools", short="true") == []


def test_a_pool_is_opened_once_by_those_who_keep_the_ledger(pool, finance_officer, field_officer):
    biennium = Biennium.objects.get(pk="2022-23")
    assert open_pool(by=finance_officer, biennium=biennium, resource_type=ResourceType.RB).basis == "approved"
    with pytest.raises(UnableToAct, match="attention"):
        open_pool(by=finance_officer, biennium=biennium, resource_type=ResourceType.RBSA)
    with pytest.raises(UnableToAct):
        open_pool(by=finance_officer, biennium=biennium, resource_type=ResourceType.XBDC)
    with pytest.raises(Refused):
        open_pool(by=field_officer, biennium=biennium, resource_type=ResourceType.RBTC)


def test_the_check_runs_once_a_day_and_says_how_much_it_compared(pool, work_off):
    posted(pool, "receipt", "100")
    assert request_ledger_check() is not None
    assert request_ledger_check() is None
    [run] = work_off()
    assert (run.task, run.state) == (CHECK_LEDGER, "done")
    assert run.result == {"funding_ledgerbypartner": 1, "funding_ledgerbyplace": 1, "pools": 1}
