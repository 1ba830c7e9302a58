"""Formulas in files: what would run is quoted, nothing else is, and reading gives back what was written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilo_dc.core.sheets.guards import guarded, unguarded


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "@SUM(A1)",
        "\t=1+1",
        "\r=1+1",
        "+SUM(1,2)",
        "-cmd|'/C calc'!A0",
        "- HYPERLINK (1)",
        "-2+3",
        "+'[book.xlsx]Sheet'!A1",
        "-1\n+SUM(1)",
    ],
)
def test_a_text_that_would_run_is_quoted(text: str) -> None:
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize(
    "text",
    ["- OIT-17", "-5", "+41 22 799 61 11", "-1234.50", "- Formation de 20 inspecteurs", "a=b", "'", ""],
)
def test_a_text_in_which_nothing_runs_is_left_as_it_is(text: str) -> None:
    assert guarded(text) == text


@given(st.text("'=+-@\t\r\n(1a |", max_size=8) | st.text(max_size=20))
def test_what_is_read_is_what_was_written(text: str) -> None:
    assert unguarded(guarded(text)) == text
