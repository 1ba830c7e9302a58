"""Gap, surplus, covered, as the database computes them, for any amounts; names and cuts."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ilo_dc.core.facts.actions.changes import recording
from portfolio.frameworks import rules
from portfolio.models import SubOutputState
from tests.database import nothing_stays
from tests.recipes.facts import record_sub_output, reference

amounts = st.decimals(min_value=0, max_value=10**15, places=2)
rows_of_amounts = st.lists(st.tuples(amounts, amounts), min_size=1, max_size=8)


@pytest.fixture
def places(db):
    """What a sub-output lies in."""
    reference()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows_of_amounts)
def test_gap_surplus_and_covered_make_up_what_is_required_and_available(places, amounts):
    with nothing_stays():
        with recording(by=None, reason="drawn"):
            for number, (required, available) in enumerate(amounts):
                record_sub_output(str(number), required=required, available=available)
        rows = list(SubOutputState.objects.with_gap())
    assert len(rows) == len(amounts)
    for row in rows:
        assert row.gap == rules.gap_of(row.required, row.available)  # what an import adds up before it writes
        assert row.covered + row.gap == row.required
        assert row.covered + row.surplus == row.available
        assert min(row.gap, row.surplus) == 0 <= max(row.gap, row.surplus)
    netted = sum(required - available for required, available in amounts)
    assert sum(row.gap for row in rows) >= max(Decimal(0), netted)


def test_a_set_of_countries_has_one_name_in_any_order():
    assert rules.country_key(["SGP", "BRN", "MYS", "BRN"]) == "BRN-MYS-SGP"


def test_a_text_at_the_limit_may_be_cut():
    assert rules.may_be_cut("x" * 200, 200)
    assert not rules.may_be_cut("x" * 199, 200)


def test_the_first_difference_is_named():
    assert rules.first_difference({"a": 1, "b": 2}, {"a": 1, "b": 3}) == "b"
    assert rules.first_difference({"a": 1}, {"a": 1}) is None
