"""Gap, surplus, covered: the rules of DESIGN 3.2 for any two amounts."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from portfolio.frameworks import rules

amounts = st.decimals(min_value=0, max_value=10**15, places=2)


@given(amounts, amounts)
def test_covered_and_gap_make_the_requirement(required, available):
    assert rules.covered(required, available) + rules.gap(required, available) == required


@given(amounts, amounts)
def test_covered_and_surplus_make_what_is_available(required, available):
    assert rules.covered(required, available) + rules.surplus(required, available) == available


@given(amounts, amounts)
def test_there_is_never_both_a_gap_and_a_surplus(required, available):
    gap, surplus = rules.gap(required, available), rules.surplus(required, available)
    assert gap >= 0
    assert surplus >= 0
    assert gap == 0 or surplus == 0


@given(st.lists(st.tuples(amounts, amounts), min_size=1))
def test_a_surplus_never_hides_a_gap_elsewhere(rows):
    total = sum((rules.gap(*row) for row in rows), Decimal(0))
    netted = rules.gap(sum(row[0] for row in rows), sum(row[1] for row in rows))
    assert total >= netted


def test_a_set_of_countries_has_one_name_in_any_order():
    assert rules.country_key(["SGP", "BRN", "MYS", "BRN"]) == "BRN-MYS-SGP"


def test_a_text_at_the_limit_may_be_cut():
    assert rules.may_be_cut("x" * 200, 200)
    assert not rules.may_be_cut("x" * 199, 200)


def test_the_first_difference_is_named():
    assert rules.first_difference({"a": 1, "b": 2}, {"a": 1, "b": 3}) == "b"
    assert rules.first_difference({"a": 1}, {"a": 1}) is None
