"""The pure rules of results frameworks."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.results import rules
from portfolio.results.vocab import NodeLevel, ResultsFrameworkKind

parts = st.lists(st.integers(min_value=0, max_value=9999), min_size=1, max_size=3)


@given(parts, parts)
def test_codes_stand_in_the_order_of_their_numbers(one, other):
    order = [rules.code_order(".".join(map(str, numbers))) for numbers in (one, other)]
    assert (order[0] < order[1]) == (one < other)


def test_letters_come_after_numbers():
    codes = ["A", "8.b", "8.a", "10", "9", "8.10", "8.2", "8"]
    assert sorted(codes, key=rules.code_order) == ["8", "8.2", "8.10", "8.a", "8.b", "9", "10", "A"]


@pytest.mark.parametrize(
    ("kind", "level", "above"),
    [
        ("programme_and_budget", "outcome", None),
        ("programme_and_budget", "output", "outcome"),
        ("strategic_plan", "indicator", "output"),
        ("sdg", "goal", None),
        ("sdg", "target", "goal"),
        ("sdg", "indicator", "target"),
    ],
)
def test_each_level_lies_below_its_own(kind, level, above):
    assert rules.level_above(kind, level) == above


def test_a_level_of_another_kind_of_framework_is_refused():
    with pytest.raises(ValueError, match="goal"):
        rules.level_above("programme_and_budget", "goal")


def test_every_kind_and_level_has_its_place():
    assert set(rules.LEVELS) == set(ResultsFrameworkKind.values)
    assert {level for levels in rules.LEVELS.values() for level in levels} == set(NodeLevel.values)
    assert set(rules.TOP_LEVELS) == {"outcome", "goal"}


def test_a_cross_walk_leads_to_a_later_framework():
    early, late = date(2022, 1, 1), date(2024, 1, 1)
    assert not rules.leads_back(early, late)
    assert rules.leads_back(late, early)
    assert rules.leads_back(early, early)
