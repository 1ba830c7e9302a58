"""A small life: a letter that is written, sent, perhaps sent again, and answered."""

from __future__ import annotations

from datetime import date

import pytest

from ilo_dc.core.life.rules import NOT_YET, Gate, Statuses, fits

LETTER = Statuses(
    moves={
        NOT_YET: ("written",),
        "written": ("sent",),
        "sent": ("sent again", "answered"),
        "sent again": ("answered",),
        "answered": (),
    },
    gates=(
        Gate("text", "written", "Write it.", "the clerk"),
        Gate("address", "sent", "Say where it goes.", "the post"),
        Gate("second_date", "sent again", "Say when.", "the post", until="sent again"),
    ),
)


def test_the_table_of_moves_names_the_statuses_in_order():
    assert LETTER.names == ("written", "sent", "sent again", "answered")


@pytest.mark.parametrize(
    ("before", "status", "may"),
    [
        (NOT_YET, "written", True),
        (NOT_YET, "sent", False),
        ("sent", "answered", True),
        ("answered", "sent", False),
        ("sent", "burnt", False),
    ],
)
def test_a_status_follows_where_the_one_before_leads(before, status, may):
    assert LETTER.may_follow(before, status) is may


@pytest.mark.parametrize(
    ("status", "lacking"),
    [
        (NOT_YET, []),
        ("written", ["text"]),
        ("sent", ["text", "address"]),
        ("sent again", ["text", "address", "second_date"]),
        ("answered", ["text", "address"]),
    ],
)
def test_a_gate_stands_from_its_first_status_to_its_last(status, lacking):
    assert [gate.field for gate in LETTER.missing(status, {})] == lacking
    assert LETTER.missing(status, dict.fromkeys(("text", "address", "second_date"), "known")) == []


def test_what_one_status_asks_for_belongs_to_no_other():
    assert LETTER.takes("sent again", "second_date")
    assert not LETTER.takes("answered", "second_date")
    assert LETTER.takes("answered", "note")


def test_a_day_fits_between_its_neighbours():
    first, second, third = (date(2026, 1, day) for day in (1, 2, 3))
    assert fits(second, after=first, before=third)
    assert fits(first, after=first, before=None)
    assert not fits(first, after=second, before=None)
    assert not fits(third, after=None, before=second)
