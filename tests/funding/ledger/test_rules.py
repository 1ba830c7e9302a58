from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funding.ledger.rules import direct_and_psc, portion, shares_add_up, split, split_in_parts

AMOUNTS = st.decimals("-999999999999.99", "999999999999.99", places=2)
RATES = st.decimals("0", "30", places=2)


def shares_of(weights: list[int]) -> list[Decimal]:
    """Return shares to four places, together 100, the last taking the rest."""
    total = sum(weights)
    shares = [(Decimal(100 * weight) / total).quantize(Decimal("0.0001")) for weight in weights[:-1]]
    return [*shares, 100 - sum(shares)]


SHARES = st.lists(st.integers(1, 1000), min_size=1, max_size=9).map(shares_of).filter(shares_add_up)
WEIGHTS = ([1], [1, 1], [1] * 3, [1] * 6, [1] * 7, [1] * 9, [1, 2, 3], [99, 1], [3, 3, 1], [1000, 7, 1])
AWKWARD = ("0.01", "0.02", "-0.01", "0.05", "1.00", "100.00", "99.99", "-12345.67", "999999999999.99", "7")


def test_a_hundred_awkward_splits_are_exact_in_every_currency_and_part():
    tried = 0
    for weights in WEIGHTS:
        shares = shares_of(list(weights))
        for amount in map(Decimal, AWKWARD):
            places = 0 if amount == int(amount) else 2
            lines = split_in_parts(amount, shares, Decimal(13), places=places)
            whole = direct_and_psc(amount, Decimal(13), places=places)
            assert sum(line.total for line in lines) == amount == whole.total
            assert sum(line.direct for line in lines) == whole.direct
            assert sum(line.psc for line in lines) == whole.psc
            assert all(line.total == round(line.total, places) for line in lines)
            tried += 1
    assert tried == 100


@given(AMOUNTS, SHARES)
def test_parts_are_together_the_amount_have_its_sign_and_only_the_largest_is_rounded_up(amount, shares):
    parts = split(amount, shares)
    assert sum(parts) == amount
    assert all(part * amount >= 0 for part in parts)
    largest = shares.index(max(shares))
    for number, (part, share) in enumerate(zip(parts, shares, strict=True)):
        exact = amount * share / 100
        assert abs(part - exact) < Decimal("0.01") or number == largest


@given(AMOUNTS, RATES)
def test_support_costs_are_the_rate_on_direct_cost_to_the_cent(amount, rate):
    parts = direct_and_psc(amount, rate)
    assert parts.total == amount
    assert abs(parts.direct * (100 + rate) - amount * 100) <= Decimal("0.5") * (1 + rate / 100)


def test_the_largest_share_takes_what_remains_and_of_equal_ones_the_first():
    thirds = [Decimal("33.33"), Decimal("33.33"), Decimal("33.34")]
    assert split(Decimal("0.01"), thirds) == [Decimal(0), Decimal(0), Decimal("0.01")]
    assert split(Decimal("0.01"), [Decimal(50), Decimal(50)]) == [Decimal("0.01"), Decimal(0)]
    assert split(Decimal(5), [Decimal(50), Decimal(50)], places=0) == [Decimal(3), Decimal(2)]


@pytest.mark.parametrize(
    ("amount", "shares", "places"),
    [("1", ["99.99"], 2), ("1", [], 2), ("1", ["101", "-1"], 2), ("1.5", ["100"], 0)],
)
def test_shares_that_are_not_a_hundred_and_amounts_with_too_many_places_are_refused(amount, shares, places):
    with pytest.raises(ValueError):
        split(Decimal(amount), list(map(Decimal, shares)), places=places)


@given(AMOUNTS, st.decimals("0.01", "100", places=2))
def test_what_moves_and_what_stays_make_the_whole(value, part):
    whole = Decimal(100)
    moved = portion(value, part, whole)
    assert moved + (value - moved) == value
    assert (part != whole) or moved == value
