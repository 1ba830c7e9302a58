"""An agreement is published with what the ledger counts of it, and taken back with it; totals stay."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from funding.approvals.actions.issue import cancel_approval
from funding.ledger.actions.checks import check_ledger
from funding.ledger.actions.pools import open_pool_of_agreement
from funding.ledger.actions.postings import Share, UnableToPost, reverse_entry
from funding.ledger.actions.publication import repost_lines
from funding.ledger.actions.transfers import Destination, left_of, transfer
from funding.models import Agreement, LedgerEntry
from funding.voluntary.actions.publication import publish_agreement, withdraw_agreement
from tests.people import make_countries, signed_in
from tests.recipes import agreements as cast
from tests.recipes import approvals as recipes
from tests.recipes.ledger import balance, money, posted


@pytest.fixture
def pool(installation, manager, germany):
    money()
    agreement = cast.signed(manager, germany)
    return open_pool_of_agreement(by=None, agreement=Agreement.objects.get(pk=agreement.pk))


def public(measure="approvals", **asked):
    answer = Client().get("/api/v1/figures/", {"measure": measure, **asked}).json()
    return Decimal(answer["total"] or 0), answer["total_row"]["row_count"]


def now(pool):
    return Agreement.objects.get(pk=pool.agreement_id)


def published(manager, pool):
    return publish_agreement(by=manager, agreement=now(pool), lock_version=now(pool).version)


def withdrawn(manager, pool):
    version = now(pool).version
    return withdraw_agreement(by=manager, agreement=now(pool), lock_version=version, reason="Too early")


def test_its_lines_become_public_with_it_and_cease_to_be(pool, manager):
    halves = tuple(Share(Decimal(50), country=one) for one in list(make_countries().values())[:2])
    first = posted(pool, "approval", "100.01", shares=halves)
    posted(pool, "receipt", "40")
    posted(pool, "allocation", "90")
    assert public() == public("contributions") == (0, 0)
    kept, before = balance(pool), timezone.now()
    published(manager, pool)
    assert public() == (Decimal("100.01"), 2)
    assert public("contributions") == (40, 1)
    assert public(as_of=before.isoformat()) == (0, 0)
    assert balance(pool) == kept
    assert {line.posting for line in LedgerEntry.objects.filter(kind="approval")} == {first[0].posting}
    moment = timezone.now()
    withdrawn(manager, pool)
    assert public() == (0, 4)  # what was public, and that it was taken back
    assert public(as_of=moment.isoformat()) == (Decimal("100.01"), 2)
    assert balance(pool) == kept
    check_ledger()


def test_what_moves_a_part_of_it_follows(pool, manager, germany):
    [line] = posted(pool, "approval", "100")
    country = make_countries()["ZWE"]
    to = Destination(shares=(Share(country=country),))
    [_taken, given] = transfer(by=None, line=line, to=to, reason="Known now", amount=Decimal(30))
    elsewhere = make_countries()["KHM"]
    to = Destination(shares=(Share(country=elsewhere),))
    transfer(by=None, line=given, to=to, reason="Known better", amount=Decimal(10))
    published(manager, pool)
    posted_now = LedgerEntry.objects.in_force().filter(published=True)
    by_country = {}
    for one in posted_now:
        by_country[one.country_id] = by_country.get(one.country_id, 0) + one.amount_usd
    assert by_country == {None: 70, "ZWE": 20, "KHM": 10}
    assert not LedgerEntry.objects.in_force().filter(published=False).exists()
    again = posted_now.get(kind="approval")
    assert left_of(again)["amount"] == 70
    with pytest.raises(UnableToPost):
        transfer(by=None, line=again, to=to, reason="Too much", amount=Decimal(71))
    assert repost_lines(by=None, agreement=now(pool)) == 0
    check_ledger()


def test_what_was_posted_anew_is_reversed_as_what_it_was(pool, manager):
    [line] = posted(pool, "approval", "100")
    published(manager, pool)
    reverse_entry(by=None, entry=line, reason="A mistake")
    assert public()[0] == 0
    assert balance(pool)[0] == 0
    with pytest.raises(UnableToPost):
        reverse_entry(by=None, entry=line, reason="Again")
    check_ledger()


def test_pages_and_the_api_publish_the_lines_too(pool, manager):
    posted(pool, "approval", "100")
    client = signed_in(manager, Client())
    page = client.post(f"/agreements/{pool.agreement_id}/publish/", {"version": now(pool).version})
    assert page.status_code == 302
    assert public()[0] == 100
    answer = client.post(
        f"/api/v1/agreements/{pool.agreement_id}/withdraw/",
        {"reason": "Too early"},
        content_type="application/json",
        headers={"If-Match": f'"{now(pool).version}"', "Idempotency-Key": "one"},
    )
    assert answer.status_code == 200, answer.content
    assert public()[0] == 0


def test_a_pool_that_lacks_money_is_published_once_it_is_covered(pool, manager):
    posted(pool, "approval", "100")
    posted(pool, "allocation", "100")
    posted(pool, "refund", "-10")
    with pytest.raises(UnableToPost):
        published(manager, pool)
    assert not now(pool).is_published
    posted(pool, "adjustment", "10")
    published(manager, pool)
    assert public()[0] == 100


def test_an_approval_that_was_published_is_cancelled_as_any_other(installation, manager, germany):
    money()
    approval = recipes.issued(manager, germany)
    amount = approval.amount_usd
    published(manager, approval.agreement.pool)
    now_as_then = recipes.fresh(approval)
    assert public()[0] == now_as_then.amount_usd == amount > 0
    assert [line.published for line in now_as_then.lines] == [True]
    version = now_as_then.version
    cancel_approval(by=manager, approval=now_as_then, lock_version=version, reason="A mistake")
    assert public()[0] == 0
    check_ledger()
