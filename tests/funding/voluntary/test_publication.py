"""An agreement is published with what the ledger counts of it, and taken back with it; totals stay."""

from __future__ import annotations

import re
from decimal import Decimal
from importlib import import_module

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from funding.approvals.actions.approvals import ApprovalData, approve_agreement
from funding.approvals.actions.issue import cancel_approval, finish_approval
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
from tests.recipes.outcomes import cpo


@pytest.fixture
def pool(installation, manager, germany):
    money()
    agreement = cast.signed(manager, germany)
    return open_pool_of_agreement(by=None, agreement=Agreement.objects.get(pk=agreement.pk))


@pytest.fixture
def partners(germany, sweden):
    return germany, sweden


def public(measure="approvals", **asked):
    answer = Client().get("/api/v1/figures/", {"measure": measure, **asked}).json()
    return Decimal(answer["total"] or 0), answer["total_row"]["row_count"]


def listed(measure="approvals", **asked):
    """Return what the public list of the lines says of a figure: the sum of its rows and their number."""
    answer = (
        Client().get("/api/v1/published-entries/", {"counted_in": measure, "totals": "true", **asked}).json()
    )
    rows = answer["results"]
    added = sum((Decimal(row["amount_usd"]) for row in rows), Decimal(0))
    assert Decimal(answer["totals"]["sums"]["amount_usd"] or 0) == added
    assert answer["totals"]["rows"] == len(rows)
    return added, len(rows)


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
    assert public() == listed() == (Decimal("100.01"), 2)
    assert public("contributions") == (40, 1)
    assert public(as_of=before.isoformat()) == (0, 0)
    assert balance(pool) == kept
    assert {line.posting for line in LedgerEntry.objects.filter(kind="approval")} == {first[0].posting}
    moment = timezone.now()
    withdrawn(manager, pool)
    assert public() == listed() == (0, 0)
    assert public(as_of=moment.isoformat()) == listed(as_of=moment.isoformat()) == (Decimal("100.01"), 2)
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


def test_what_was_moved_on_twice_follows_whole(pool, manager):
    """Each move points to what stands, however far from the agreement it is."""
    [line] = posted(pool, "approval", "100")
    places = list(make_countries().values())[:3]
    for place in places:
        to = Destination(shares=(Share(country=place),))
        *_taken, line = transfer(by=None, line=line, to=to, reason="Known better")
    published(manager, pool)
    standing = LedgerEntry.objects.in_force()
    assert set(standing.values_list("published", flat=True)) == {True}
    assert not standing.filter(moved__reversals__isnull=False).exists()
    assert standing.filter(moved__isnull=False).count() == 2 * len(places)
    check_ledger()


def test_many_postings_are_published_in_as_many_statements_as_few(pool, manager):
    counts = []
    for many in (2, 20):
        for _number in range(many):
            posted(pool, "receipt", "1")
        with CaptureQueriesContext(
            connection,
        ) as found:
            published(manager, pool)
        counts.append(len(found))
        withdrawn(manager, pool)
    assert counts[0] == counts[1]


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


def given_by_both(manager, partners, *, published_first):
    """Return the approval of what two partners give for two outcomes."""
    money()
    gives = dict(zip(partners, (Decimal("100.01"), Decimal("200.02")), strict=True))
    days = {name: recipes.TERMS[name] for name in ("signed_on", "starts_on")}
    agreement = cast.shared(manager, gives, **days)
    outcomes = [cpo(one, 101) for one in list(make_countries().values())[:2]]
    if published_first:
        cast.published(manager, agreement)
    data = ApprovalData(shares=tuple((one, Decimal(50)) for one in outcomes))
    made = approve_agreement(by=manager, agreement=Agreement.objects.get(pk=agreement.pk), data=data)
    return recipes.fresh(finish_approval(by=manager, approval=made, lock_version=made.version))


@pytest.mark.usefixtures("installation")
def test_an_upgrade_lists_the_lines_of_before_as_new_ones_are(manager, partners):
    issued = given_by_both(manager, partners, published_first=True)
    version = Agreement.objects.get(pk=issued.agreement_id).version
    withdraw_agreement(by=manager, agreement=issued.agreement, lock_version=version, reason="Too early")
    migration = import_module("funding.migrations.0015_published_as_one")
    with connection.cursor() as cursor:
        cursor.execute(migration.UNDER_WHICH)
        found = dict(cursor.fetchall())
    lines = LedgerEntry.objects.filter(reverses=None).exclude(listed_under=None)
    assert found == dict(lines.values_list("pk", "listed_under"))
    assert len(found) == 4


@pytest.mark.parametrize("published_first", [True, False])
@pytest.mark.usefixtures("installation")
def test_what_several_partners_give_is_one_public_amount_for_each_place(people, partners, published_first):
    manager, german_donor, germany = people["manager"], people["german_donor"], partners[0]
    issued = given_by_both(manager, partners, published_first=published_first)
    agreement = issued.agreement
    assert issued.lines.count() == 4
    if not published_first:
        assert public() == listed() == (0, 0)
        cast.published(manager, agreement)
    whole = recipes.fresh(issued).amount_usd
    assert public() == listed() == (whole, 2)
    assert public(policy_outcome="none") == listed(policy_outcome="none") == (whole, 2)
    halves = (whole / 2).quantize(Decimal("0.01"))
    rows = Client().get("/api/v1/published-entries/").json()["results"]
    assert all(abs(Decimal(row["amount_usd"]) - halves) <= Decimal("0.02") for row in rows)
    for row in rows:
        alone = Client().get(f"/api/v1/published-entries/{row['id']}/").json()
        assert alone["amount_usd"] == row["amount_usd"]
    hidden = LedgerEntry.objects.in_force().exclude(pk__in=[row["id"] for row in rows])
    assert hidden.count() == 2
    for line in hidden:
        assert Client().get(f"/api/v1/published-entries/{line.pk}/").status_code == 404
    paper = Client().get("/api/v1/published-entries/?format=csv")
    said = [b"".join(paper.streaming_content).decode(), Client().get("/ledger/published/").content.decode()]
    assert all(rows[0]["amount_usd"] in text for text in said)
    for line in LedgerEntry.objects.in_force():
        alone = re.compile(rf"(?<![\d.:]){line.amount_usd}(?!\d)")
        assert not [text for text in said if alone.search(text)]
    own = {"scope": "own", "partner": "germany", "measure": "approvals"}
    mine = signed_in(german_donor).get("/api/v1/figures/", own).json()
    parts = LedgerEntry.objects.in_force().filter(legal_partner=germany)
    assert Decimal(mine["total"]) == sum(line.amount_usd for line in parts)
    check_ledger()
    moment = timezone.now()
    version = Agreement.objects.get(pk=agreement.pk).version
    withdraw_agreement(
        by=manager,
        agreement=Agreement.objects.get(pk=agreement.pk),
        lock_version=version,
        reason="Too early",
    )
    assert public() == listed() == (0, 0)
    assert public(as_of=moment.isoformat()) == listed(as_of=moment.isoformat()) == (whole, 2)
    check_ledger()
