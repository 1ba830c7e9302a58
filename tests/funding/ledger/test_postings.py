"""Posting: exact lines, conservation, reversals, transfers, what was known when."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from funding.ledger.actions.checks import check_ledger
from funding.ledger.actions.postings import Share, UnableToPost, allocate, post_entry, reverse_entry
from funding.ledger.actions.transfers import Destination, transfer
from funding.models import LedgerByPartner, LedgerByPlace, LedgerEntry
from funding.rates.querysets import UnableToConvert
from ilo_dc.core.errors import Refused
from tests.people import make_countries
from tests.recipes.ledger import DAY, balance, money, pool_of, posted, posting

THIRDS = (Decimal("33.33"), Decimal("33.33"), Decimal("33.34"))


@pytest.fixture
def currencies(installation):
    return money()


@pytest.fixture
def pool(currencies):
    return pool_of()


@pytest.fixture
def places():
    return [*make_countries().values()]


def split_over(places):
    return tuple(Share(percent, country=country) for percent, country in zip(THIRDS, places, strict=True))


def test_an_allocation_is_split_into_lines_with_both_parts_exact_in_both_currencies(pool, places):
    posted(pool, "receipt", "10000")
    lines = posted(pool, "allocation", "1000.00", "EUR", shares=split_over(places), psc_rate=Decimal(13))
    assert len({line.posting for line in lines}) == 1
    assert [line.line for line in lines] == [1, 2, 3]
    assert sum(line.amount for line in lines) == Decimal("1000.00")
    assert sum(line.amount_usd for line in lines) == Decimal("1080.41")
    assert sum(line.direct for line in lines) == Decimal("884.96")
    assert sum(line.psc for line in lines) == Decimal("115.04")
    assert all(line.direct_usd + line.psc_usd == line.amount_usd for line in lines)
    assert [line.region_id for line in lines] == [line.country.region_id for line in lines]
    assert balance(pool) == (Decimal("10000"), Decimal("1080.41"), 0)


def test_a_currency_without_decimals_keeps_none(pool, places):
    posted(pool, "receipt", "10000")
    lines = posted(pool, "allocation", "100001", "JPY", shares=split_over(places), psc_rate=Decimal(13))
    assert all(line.amount == int(line.amount) and line.psc == int(line.psc) for line in lines)
    assert sum(line.amount for line in lines) == 100001
    with pytest.raises(UnableToPost) as refused:
        posted(pool, "allocation", "0.5", "JPY")
    assert "amount" in refused.value.problems


def test_a_month_without_a_rate_posts_nothing_and_is_named(pool):
    with pytest.raises(UnableToConvert) as refused:
        posted(pool, "receipt", "5", "EUR", effective_on=date(2022, 8, 1))
    assert "August 2022" in refused.value.message
    assert not LedgerEntry.objects.exists()


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"amount": "0"}, "amount"),
        ({"amount": "0.001"}, "amount"),
        ({"shares": (Share(Decimal(99)),)}, "shares"),
        ({"shares": (Share(Decimal(100)), Share(Decimal(0)))}, "shares"),
        ({"psc_rate": Decimal(-1)}, "psc_rate"),
        ({"reason": " "}, "reason"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(pool, more, field):
    with pytest.raises(UnableToPost) as refused:
        posted(pool, "receipt", **{"amount": "5", **more})
    assert list(refused.value.problems) == [field]
    assert not LedgerEntry.objects.exists()


def test_no_more_is_allocated_than_there_is_and_the_answer_says_what_is_left(pool):
    posted(pool, "receipt", "100")
    posted(pool, "allocation", "60")
    with pytest.raises(UnableToPost) as refused:
        allocate(by=None, posting=posting(pool, "allocation", "40.01"))
    assert "US$ 40.00" in refused.value.message.replace("\u00a0", " ")
    assert balance(pool) == (100, 60, 0)
    allocate(by=None, posting=posting(pool, "allocation", "40"))
    assert balance(pool) == (100, 100, 0)


@pytest.mark.parametrize(("kind", "amount"), [("adjustment", "-30"), ("refund", "-30")])
def test_what_happened_on_a_pool_that_is_all_allocated_is_posted_shown_and_then_covered(pool, kind, amount):
    posted(pool, "receipt", "100")
    posted(pool, "allocation", "100")
    posted(pool, kind, amount)
    assert balance(pool) == (70, 100, 30)
    for more in ("1", "30"):
        with pytest.raises(UnableToPost):
            posted(pool, "allocation", more)
    posted(pool, "receipt", "20")
    assert balance(pool) == (90, 100, 10)
    with pytest.raises(UnableToPost):
        posted(pool, "allocation", "1")
    posted(pool, "allocation", "-15")
    assert balance(pool) == (90, 85, 0)
    posted(pool, "allocation", "5")
    assert balance(pool) == (90, 90, 0)


def test_a_negative_amendment_of_an_appropriation_is_posted_and_leaves_a_shortfall(currencies):
    pool = pool_of("RBTC")
    posted(pool, "approval", "100")
    posted(pool, "receipt", "100")  # does not make available what is allocated once approved
    posted(pool, "allocation", "100")
    posted(pool, "approval", "-40")
    assert balance(pool) == (60, 100, 40)


def test_a_reversal_mirrors_all_lines_once_on_the_day_of_the_original(pool, places):
    posted(pool, "receipt", "1000")
    lines = posted(pool, "allocation", "100", "EUR", shares=split_over(places), psc_rate=Decimal(13))
    back = reverse_entry(by=None, entry=lines[1], reason="Typed twice")
    assert [line.reverses_id for line in back] == [line.pk for line in lines]
    assert {line.effective_on for line in back} == {DAY}
    for line, mirror in zip(lines, back, strict=True):
        for name in ("amount", "amount_usd", "direct", "psc", "direct_usd", "psc_usd"):
            assert getattr(mirror, name) == -getattr(line, name)
        assert (mirror.country_id, mirror.rate) == (line.country_id, line.rate)
    assert balance(pool) == (1000, 0, 0)
    for entry in (lines[0], back[0]):
        with pytest.raises(UnableToPost):
            reverse_entry(by=None, entry=entry, reason="Again")
    check_ledger()


def test_a_reversal_that_would_leave_less_than_is_allocated_is_refused(pool):
    receipt = posted(pool, "receipt", "100")[0]
    posted(pool, "allocation", "50")
    with pytest.raises(UnableToPost):
        reverse_entry(by=None, entry=receipt, reason="Not ours")
    assert balance(pool) == (100, 50, 0)


def test_a_transfer_within_a_pool_moves_the_split_and_no_total(pool, places):
    posted(pool, "receipt", "1000")
    line = posted(pool, "allocation", "100", "EUR", psc_rate=Decimal(13))[0]
    before = balance(pool)
    moved = transfer(
        by=None, line=line, to=Destination(split_over(places)), reason="Shares", amount=Decimal(40)
    )
    assert sum(one.amount for one in moved) == sum(one.amount_usd for one in moved) == 0
    assert sum(one.direct_usd for one in moved) == sum(one.psc for one in moved) == 0
    assert {(one.kind, one.moves, one.effective_on) for one in moved} == {("transfer", "allocation", DAY)}
    assert balance(pool) == before
    entries = LedgerEntry.objects.all()
    found = LedgerByPlace.objects.filter(measure="allocation").summed("country", entries=entries)
    assert sum(found.values()) == line.amount_usd
    with pytest.raises(UnableToPost):
        transfer(by=None, line=line, to=Destination(), reason="More", amount=Decimal("60.01"))
    with pytest.raises(UnableToPost, match="moved on"):
        reverse_entry(by=None, entry=line, reason="All of it")
    transfer(by=None, line=line, to=Destination(split_over(places)), reason="The rest")
    assert entries.filter(country=None, pool=pool).summed("measure")[("allocation",)] == 0
    check_ledger()


def test_a_transfer_between_pools_counts_on_its_own_day_and_takes_no_more_than_there_is(pool):
    other = pool_of(code="2024-25")
    line = posted(pool, "receipt", "100")[0]
    posted(pool, "allocation", "70")
    with pytest.raises(UnableToPost, match="which day"):
        transfer(by=None, line=line, to=Destination(pool=other), reason="On", amount=Decimal(30))
    to = Destination(pool=other, effective_on=date(2024, 1, 2))
    with pytest.raises(UnableToPost):
        transfer(by=None, line=line, to=to, reason="On", amount=Decimal(31))
    transfer(by=None, line=line, to=to, reason="On", amount=Decimal(30))
    assert (balance(pool), balance(other)) == ((70, 70, 0), (30, 0, 0))
    assert {one.effective_on for one in LedgerEntry.objects.filter(kind="transfer")} == {date(2024, 1, 2)}


def test_an_expenditure_a_transfer_or_a_reversal_is_not_moved(pool):
    posted(pool, "receipt", "100")
    spent = posted(pool, "expenditure", "5")[0]
    with pytest.raises(UnableToPost):
        transfer(by=None, line=spent, to=Destination(), reason="On")
    with pytest.raises(UnableToPost):
        posted(pool, "transfer", "5")


def test_what_was_posted_under_an_external_reference_is_posted_once(pool):
    once = {"external_source": "erp", "external_ref": "4711"}
    first = posted(pool, "receipt", "100", **once)
    again = posted(pool, "receipt", "100", **once)
    assert [one.pk for one in again] == [one.pk for one in first]
    assert balance(pool) == (100, 0, 0)


def test_the_past_stays_what_it_was_and_sums_by_rollup_are_those_of_the_lines(pool, places):
    posted(pool, "receipt", "1000")
    lines = posted(pool, "allocation", "90", shares=split_over(places))
    moment = timezone.now()
    before = LedgerEntry.objects.summed("measure", "country")
    reverse_entry(by=None, entry=lines[0], reason="Typed twice")
    posted(pool, "allocation", "7", shares=split_over(places))
    posted(pool, "refund", "-1")
    entries = LedgerEntry.objects.all()
    assert entries.as_known_at(moment).summed("measure", "country") == before
    kept = LedgerByPlace.objects.summed("measure", "country", entries=entries, known_at=moment)
    assert {keys: value for keys, value in kept.items() if value} == before
    now = LedgerByPartner.objects.summed("measure", "month", entries=entries)
    assert now == entries.summed("measure", "month")
    assert check_ledger()["pools"] == 1


def test_each_kind_is_posted_by_those_whose_it_is(pool, people):
    receipt = posting(pool, "receipt", "10")
    post_entry(by=people["finance_officer"], posting=receipt)
    for name in ("pardev_officer", "manager", "field_officer", "german_donor", "auditor"):
        with pytest.raises(Refused):
            post_entry(by=people[name], posting=receipt)
    with pytest.raises(Refused):
        allocate(by=people["pardev_officer"], posting=posting(pool, "allocation", "1"))
    lines = allocate(by=people["manager"], posting=posting(pool, "allocation", "1"))
    assert lines[0].recorded_by == people["manager"]
    with pytest.raises(Refused):
        reverse_entry(by=people["pardev_officer"], entry=lines[0], reason="Mine")


def test_lines_are_seen_by_those_who_deal_with_them_and_a_donor_sees_its_own(pool, people, germany, places):
    posted(pool, "receipt", "100", legal_partner=germany)
    posted(pool, "receipt", "10")
    posted(pool, "allocation", "90", shares=split_over(places))
    seen = {name: LedgerEntry.objects.visible_to(person).count() for name, person in people.items()}
    assert seen["finance_officer"] == seen["pardev_officer"] == seen["auditor"] == 5
    assert seen["german_donor"] == 1
    assert seen["field_officer"] == 2  # Zimbabwe and Namibia
    assert seen["swedish_donor"] == seen["constituent"] == seen["outsider"] == 0
