"""What differs between two states of a list; which week a day is of."""

from datetime import date

from ilo_dc.core.saved_filters.rules import differences, week_of


def test_rows_are_new_changed_and_gone_in_the_order_of_the_list():
    found = differences({"1": "a", "2": "b", "3": "c"}, {"9": "x", "3": "c", "2": "B", "4": "d"})
    assert (found.new, found.changed, found.gone) == (("9", "4"), ("2",), ("1",))
    assert differences({"1": "a"}, {"1": "a"}).is_empty
    assert not differences({}, {"1": "a"}).is_empty


def test_a_week_begins_on_monday():
    assert week_of(date(2026, 11, 23)) == week_of(date(2026, 11, 29)) == date(2026, 11, 23)
    assert week_of(date(2026, 11, 30)) == date(2026, 11, 30)
