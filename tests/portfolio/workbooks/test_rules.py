"""Cells of a programme's workbook: what a number, a date and a text say."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.workbooks.rules import LONGEST, as_read, day_text, excerpt, number_of, plain_text


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", "12"),
        ("-0.5", "-0.5"),
        ("12,5", "12.5"),
        ("0,125", "0.125"),
        ("1 234 567,89", "1234567.89"),
        ("1\u202f234", "1234"),
        ("33.300000000000004", "33.3"),
        ("123456789012345", "123456789012345"),
    ],
)
def test_a_number_is_read_as_people_and_spreadsheets_write_it(text, number):
    assert number_of(text) == Decimal(number)


@pytest.mark.parametrize(
    "text", ["1,234", "1.234,5", "12 %", "many", "1e5", "1.23456", "1 2", "", "٣", "nan"]
)
def test_what_may_mean_two_things_is_no_number(text):
    assert number_of(text) is None


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
