"""Pure rules of frameworks: when an update is due, what follows what, which address is free."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from ilo_dc.core.work.rules import DueDate
from portfolio.frameworks import rules


@pytest.mark.parametrize(
    ("last", "due"),
    [
        (date(2025, 3, 1), date(2026, 3, 1)),
        (date(2024, 2, 29), date(2025, 2, 28)),
        (date(2023, 2, 28), date(2024, 2, 28)),
    ],
)
def test_an_update_is_due_after_a_year(last, due):
    assert rules.update_due(last) == due


def test_the_filter_of_overdue_analyses_agrees_with_the_day_they_are_due():
    for offset in range(4 * 366):
        day = date(2024, 1, 1) + timedelta(days=offset)
        limit = rules.last_day_in_time(day)
        for last in (limit - timedelta(days=1), limit, limit + timedelta(days=1)):
            assert DueDate(rules.update_due(last), day).is_overdue == (last < limit), (day, last)


@pytest.mark.parametrize(
    ("level", "above", "may"),
    [
        ("outcome", "priority", True),
        ("output", "outcome", True),
        ("output", "priority", False),
        ("priority", "priority", False),
        ("outcome", "unknown", False),
        ("unknown", "outcome", False),
    ],
)
def test_a_node_stands_below_the_level_above_its_own(level, above, may):
    assert rules.may_stand_below(level, above) is may


def test_a_status_asks_for_its_dates():
    def missing(status, **values):
        return [gate.field for gate in rules.STATUSES.missing(status, values)]

    assert missing("") == missing("preparation") == []
    assert missing("signed", starts_on=date(2022, 1, 1)) == ["ends_on", "signed_on"]
    assert missing("ended", starts_on=1, ends_on=1) == []


def test_statuses_follow_each_other():
    may_follow = rules.STATUSES.may_follow
    assert may_follow("signed", "running")
    assert may_follow("", "ended")
    assert not may_follow("running", "preparation")
    assert not may_follow("ended", "running")


@pytest.mark.parametrize(
    ("year", "taken", "address"),
    [
        (2027, set(), "ken"),
        (2027, {"ken"}, "ken-2027"),
        (2027, {"ken", "ken-2027"}, "ken-2027-2"),
        (None, {"ken"}, "ken-2"),
    ],
)
def test_an_address_is_nobody_elses(year, taken, address):
    assert rules.free_address("KEN", year, taken) == address
