"""The worked tables of `docs/rules/clearances.md`, executed."""

from __future__ import annotations

from datetime import date

import pytest

from funding.clearances import rules
from tests.test_docs import table


def opinion(cell):
    return "" if cell == "–" else cell


@pytest.mark.parametrize("row", table("clearances.md", "screened"), ids="-".join)
def test_the_table_of_what_a_request_waits_for_is_true(row):
    opinions = [opinion(cell) for cell in row[1:3]]
    found = rules.status_of(is_screened=row[0] == "yes", opinions=opinions, is_advised=row[3] == "yes")
    assert found == row[4]


@pytest.mark.parametrize("row", table("clearances.md", "excluded"), ids="-".join)
def test_the_table_of_what_bars_clearing_is_true(row):
    opinions = [opinion(cell) for cell in row[1:3]]
    bars = rules.bars_to_clearing(excluded=row[0] == "yes", opinions=opinions, is_advised=row[3] == "yes")
    assert (len(bars), rules.is_overruled(opinions)) == (int(row[4]), row[5] == "yes")


@pytest.mark.parametrize("row", table("clearances.md", "decided"), ids="-".join)
def test_the_table_of_validity_is_true(row):
    assert rules.valid_until(date.fromisoformat(row[0]), int(row[1])) == date.fromisoformat(row[2])


def test_answers_are_lines_each_once():
    assert rules.lines_of(" Low \n\nHigh\nLow") == ["Low", "High"]
    assert rules.unanswered([1, 2, 3], {1: "Low", 3: ""}) == [2, 3]
