from __future__ import annotations

import itertools
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funding.partners.rules import display_group_of, stands_for_many
from funding.partners.vocab import DisplayGroup, SourceCategory
from funding.revenue.rules import SUBTYPES, TYPES, gaps_of, previous_year, runs_of, summed, type_and_subtype
from funding.revenue.vocab import RevenueSubtype, RevenueType
from ilo_dc.core.numbers import to_the_cent

AMOUNTS = st.decimals(min_value=-(10**12), max_value=10**12, places=9, allow_nan=False, allow_infinity=False)
YEARS = st.sets(st.integers(min_value=1990, max_value=2050))


def test_the_rules_know_the_codes_of_the_vocabulary():
    assert set(TYPES) == set(RevenueType.values)
    assert set(SUBTYPES) == set(RevenueSubtype.values)


@pytest.mark.parametrize(
    ("code", "parts"),
    [("R01", ("R01", "")), ("R03A", ("R03", "R03A")), ("R04", ("R04", "")), ("R09", None), ("", None)],
)
def test_a_code_is_a_type_and_perhaps_a_sub_type(code, parts):
    assert type_and_subtype(code) == parts


@given(AMOUNTS)
def test_rounding_moves_an_amount_by_half_a_cent_at_most(amount):
    rounded = to_the_cent(amount)
    assert abs(rounded - amount) <= Decimal("0.005")
    assert rounded == rounded.quantize(Decimal("0.01"))
    assert to_the_cent(rounded) == rounded


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2), st.integers(-40, 40))
def test_float_noise_never_changes_a_cent(amount, noise):
    assert to_the_cent(amount + Decimal(noise).scaleb(-9)) == amount


@given(AMOUNTS)
def test_rounding_is_the_same_for_a_payment_and_its_refund(amount):
    assert to_the_cent(-amount) == -to_the_cent(amount)


@given(st.lists(st.tuples(st.sampled_from("abc"), AMOUNTS.map(to_the_cent))))
def test_sums_keep_every_cent_and_every_row(amounts):
    sums = summed((key, amount, 1) for key, amount in amounts)
    assert sum((total for total, _ in sums.values()), Decimal(0)) == sum((a for _, a in amounts), Decimal(0))
    assert sum(count for _, count in sums.values()) == len(amounts)


@given(YEARS, YEARS)
def test_reported_years_and_gaps_make_up_the_publication(reported, years):
    gaps = gaps_of(reported, years)
    assert list(gaps) == sorted(gaps)
    assert set(gaps) | (years & reported) == years
    assert not set(gaps) & reported


@given(YEARS)
def test_runs_cover_exactly_the_years(years):
    runs = runs_of(years)
    assert {year for first, last in runs for year in range(first, last + 1)} == years
    assert all(last + 1 < following for (_, last), (following, _) in itertools.pairwise(runs))


def test_nothing_is_compared_across_a_break():
    values = {2018: Decimal(1), 2019: None, 2021: Decimal(2), 2022: Decimal(3)}
    assert [previous_year(year, values) for year in (2018, 2019, 2021, 2022)] == [None, None, None, 2021]


def test_other_intergovernmental_organizations_are_published_with_the_commission():
    assert {code: display_group_of(code) for code in SourceCategory.values} == {
        "MULTI_BILATERAL": "MULTI_BILATERAL",
        "EC": "EC_OIGO",
        "UN": "UN",
        "PPP": "PPP",
        "DTF": "DTF",
        "IFI": "IFI",
        "OIGO": "EC_OIGO",
    }
    assert {display_group_of(code) for code in SourceCategory.values} == set(DisplayGroup.values)


def test_a_row_stands_for_many_when_column_or_note_says_so():
    assert stands_for_many("1", "")
    assert stands_for_many("0", "group row: UN system")
    assert not stands_for_many("0", "national + sub-national donor in one row")
