"""Which exchange rate holds on a day, and what an amount is in US dollars (docs/rules/exchange-rates.md)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext

from ilo_dc.core.numbers import to_the_cent

JANUARY, DECEMBER = 1, 12
RATE_PLACES = Decimal("0.000001")
DIGITS = 50  # of a quotient before it is rounded to the cent


def first_day_for(day: date) -> date:
    """Return the earliest day from which a rate for `day` may hold: the first of its month.

    The UN Treasury dates the rates of January on the last day of December, so those are January's as well.
    """
    if day.month == JANUARY:
        return date(day.year - 1, DECEMBER, 31)
    return day.replace(day=1)


def rate_for(rates: Mapping[date, Decimal], day: date) -> Decimal | None:
    """Return of one currency's rates, by the day they took effect, the one that holds on `day`.

    The latest on or before the day in its month; None: the month has none by then.
    """
    days = [effective for effective in rates if first_day_for(day) <= effective <= day]
    return rates[max(days)] if days else None


def in_dollars(amount: Decimal, rate: Decimal) -> Decimal:
    """Return an amount in US dollars, half up to the cent; `rate` is units of its currency to the dollar."""
    with localcontext(prec=DIGITS):
        return to_the_cent(amount / rate)


def months_between(first: date, last: date) -> Iterator[date]:
    """Yield the first day of each month from that of `first` to that of `last`."""
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = month.replace(year=month.year + month.month // 12, month=month.month % 12 + 1)


def carried_on(known: Mapping[date, Decimal], months: Sequence[date]) -> dict[date, Decimal]:
    """Return a value for each of `months`, in order: its own, else that of the last one before it.

    Months before the first known one have none.
    """
    values: dict[date, Decimal] = {}
    last = None
    for month in months:
        last = known.get(month, last)
        if last is not None:
            values[month] = last
    return values


def units_to_the_dollar(
    units: Mapping[date, Decimal], dollars: Mapping[date, Decimal]
) -> dict[date, Decimal]:
    """Return by month how many units of a currency a dollar is worth; both are given in the same third unit.

    Rounded half up to six places.
    """
    with localcontext(prec=DIGITS):
        return {
            month: (dollars[month] / value).quantize(RATE_PLACES, ROUND_HALF_UP)
            for month, value in units.items()
        }
