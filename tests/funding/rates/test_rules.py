from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from funding.rates.rules import (
    carried_on,
    first_day_for,
    in_dollars,
    months_between,
    rate_for,
    units_to_the_dollar,
)

DAYS = st.dates(date(2008, 1, 1), date(2027, 12, 31))
RATES = st.decimals("0.000001", "99999999", places=6)


@given(st.dictionaries(DAYS, RATES, max_size=20), DAYS)
def test_the_rate_of_a_day_is_the_latest_of_its_month_and_never_a_later_one(rates, day):
    found = rate_for(rates, day)
    days = sorted(one for one in rates if first_day_for(day) <= one <= day)
    assert found == (rates[days[-1]] if days else None)
    assert all(
        (one.year, one.month) == (day.year, day.month) for one in days if (one.month, one.day) != (12, 31)
    )


def test_a_months_first_rate_comes_after_its_first_days_then_none_holds_on_those():
    rates = {date(2026, 7, 15): Decimal("0.85")}
    assert rate_for(rates, date(2026, 7, 14)) is None
    assert rate_for(rates, date(2026, 7, 15)) == Decimal("0.85")
    assert rate_for(rates, date(2026, 8, 1)) is None


@given(st.decimals("-999999999999.99", "999999999999.99", places=2), RATES)
def test_dollars_differ_from_the_exact_quotient_by_half_a_cent_at_most(amount, rate):
    assert abs(in_dollars(amount, rate) * rate - amount) <= rate * Decimal("0.005")
    assert in_dollars(-amount, rate) == -in_dollars(amount, rate)


def test_a_value_is_carried_on_until_the_next_one_is_known():
    months = list(months_between(date(2024, 11, 5), date(2025, 2, 1)))
    assert months == [date(2024, 11, 1), date(2024, 12, 1), date(2025, 1, 1), date(2025, 2, 1)]
    values = carried_on({months[1]: Decimal(2), months[3]: Decimal(3)}, months)
    assert values == {months[1]: Decimal(2), months[2]: Decimal(2), months[3]: Decimal(3)}
    dollars = dict.fromkeys(months, Decimal("0.75"))
    assert units_to_the_dollar(values, dollars)[months[3]] == Decimal("0.250000")
