"""Cells of a programme's workbook: what a number, a date and a text say."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.workbooks.rules import LONGEST, as_read, day_text, excerpt, fingerprint, plain_text


@pytest.mark.parametrize(
    ("text", "day"),
    [("46022", "2025-12-31"), ("2025-12-31T10:30:00", "2025-12-31"), ("31/12/2025", "31/12/2025")],
)
def test_a_day_number_is_a_date(text, day):
    assert day_text(text) == day


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_a_text_that_went_through_a_cell_is_read_as_recorded(text):
    cell = plain_text(text)[:LONGEST]
    assert as_read(cell) == as_read(text)


def test_an_excerpt_shows_where_two_long_texts_differ():
    old, new = "a" * 500 + "old" + "b" * 500, "a" * 500 + "new" + "b" * 500
    assert "old" in excerpt(old, new)
    assert "new" in excerpt(new, old)
    assert len(excerpt(old, new)) <= 242
    assert excerpt("short", "other") == "short"


def test_rows_that_say_the_same_have_one_fingerprint_and_others_another():
    row = {"value": Decimal("12.5000"), "on": date(2026, 5, 20), "words": "", "ticked": True}
    same = {"ticked": True, "words": None, "on": "2026-05-20", "value": Decimal("12.5")}
    assert fingerprint(row) == fingerprint(same)
    assert len({fingerprint({**row, name: "other"}) for name in row} | {fingerprint(row)}) == 5
