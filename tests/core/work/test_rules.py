"""When a last day is overdue, and when it is due soon."""

from __future__ import annotations

from datetime import date

import pytest

from ilo_dc.core.work.rules import DueDate

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("on", "is_overdue", "is_soon"),
    [
        (date(2026, 11, 19), True, False),
        (date(2026, 11, 20), False, True),
        (date(2026, 11, 27), False, True),
        (date(2026, 11, 28), False, False),
        (None, False, False),
    ],
)
def test_the_last_day_itself_is_in_time_and_a_week_before_it_is_soon(on, is_overdue, is_soon):
    due = DueDate(on, TODAY)
    assert (due.is_overdue, due.is_soon) == (is_overdue, is_soon)
