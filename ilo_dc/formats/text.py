"""Values as the active language writes them: amounts, counts, shares, dates.

A missing value is a dash and never 0. Rounding is half up. Floats are refused, because money never is one.
Months, the order of a date and the plural of a decimal number follow CLDR (by Babel), in this module alone.
"""

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from babel import Locale
from babel.dates import format_date
from django.utils import formats, timezone
from django.utils.translation import (
    get_language,
    get_language_bidi,
    gettext,
    ngettext,
    npgettext,
    pgettext,
    to_locale,
)

DASH = "–"
MINUS = "\u2212"
SPACE = "\u00a0"
HALF_YEAR = re.compile(r"[0-9]{4}-H[12]")  # a code, as addresses and files have it
MILLION = Decimal(1_000_000)

Number = Decimal | int | None

# Day before month in every language that the portal is written in; any other as CLDR has it.
SHORT = {"en": "d MMM y", "fr": "d MMM y", "es": "d MMM y"}
LONG = {"en": "d MMMM y", "fr": "d MMMM y", "es": "d 'de' MMMM 'de' y"}
MONTH = {"es": "MMMM 'de' y"}


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(to_locale(language))


def _day(value: dt.date | dt.datetime, patterns: dict[str, str], otherwise: str) -> str:
    """Return a day as the active language writes it; French says `1er` of the first."""
    language = get_language() or "en"
    day = as_date(value)
    written = format_date(day, patterns.get(language, otherwise), locale=_locale(language))
    return f"1er{written[1:]}" if language == "fr" and day.day == 1 else written


def plural(value: Decimal | int) -> int:
    """Return 1 where the active language uses the singular after a number, else 2; French does after 1,5."""
    return 1 if _locale(get_language() or "en").plural_form(abs(Decimal(value))) == "one" else 2


def fixed(value: Number | str, decimals: int = 0) -> str:
    """Return `value` grouped, with exactly `decimals` places, rounded half up; a dash for None.

    Raises TypeError for a float or a bool.
    """
    if value is None or value == "":
        return DASH
    if isinstance(value, float | bool):
        raise TypeError(f"{value!r} is a {type(value).__name__}; figures are Decimal or int.")
    rounded = Decimal(value).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    written = str(formats.number_format(abs(rounded), decimals, force_grouping=True))
    return MINUS + written if rounded < 0 else written


def colon() -> str:
    """Return what stands between a label and what it says: French puts a space before it."""
    return pgettext("between a label and what it says", ": ")


def exact(value: Decimal | None) -> str:
    """Return a number grouped, with the decimals that it has: 40, 28.6."""
    places = -int(value.normalize().as_tuple().exponent) if value is not None else 0
    return fixed(value, max(places, 0))


def whole(value: Number | str) -> str:
    """Return a full amount or count in whole units: 2,699,784."""
    return fixed(value, 0)


def millions(value: Number) -> str:
    """Return US dollars as millions with one decimal: 93.2. What would round to 0.0 reads < 0.1."""
    if value and 0 < value < MILLION / 20:
        return _left_to_right(f"<{SPACE}{fixed(Decimal('0.1'), 1)}")
    return DASH if value is None else fixed(Decimal(value) / MILLION, 1)


def million_dollars(value: Number) -> str:
    """Return the unit after an amount that `millions` writes: US$ million; nothing without an amount."""
    if value is None:
        return ""
    return npgettext("after a number", "US$ million", "US$ million", plural_of_millions(value))


def part_of_millions(part: Number, whole: Number) -> str:
    """Return how much of an amount is meant, in US dollars: US$ 0.1 million of 3.6."""
    sentence = ngettext(
        "US$ %(gap)s million of %(required)s",
        "US$ %(gap)s million of %(required)s",
        plural_of_millions(part),
    )
    return sentence % {"gap": millions(part), "required": millions(whole)}


def plural_of_millions(value: Number) -> int:
    """Return 1 where the singular stands after what `millions` writes of US dollars, else 2."""
    return plural(_tenths(value or 0))


def agree_when_rounded(first: Decimal, second: Decimal) -> bool:
    """Return whether first − second is what a reader finds who subtracts them as `millions` writes them."""
    return _tenths(first) - _tenths(second) == _tenths(first - second)


def _tenths(value: Decimal | int) -> Decimal:
    """Return US dollars as millions, rounded as `millions` rounds them."""
    return (Decimal(value) / MILLION).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def _left_to_right(written: str) -> str:
    """Return text that a right-to-left page must not turn round: there < would read >."""
    return f"\u2066{written}\u2069" if get_language_bidi() else written


def percent(fraction: Number, decimals: int = 1) -> str:
    """Return a fraction as per cent: 0.914 is 91.4%."""
    return DASH if fraction is None else of_hundred(Decimal(fraction) * 100, decimals)


def of_hundred(value: Number, decimals: int = 1) -> str:
    """Return a value that is in per cent already: 91.4 is 91.4%."""
    if value is None:
        return DASH
    return pgettext("a number in per cent", "%(number)s%%") % {"number": fixed(value, decimals)}


def exact_of_hundred(value: Decimal | None) -> str:
    """Return a value that is in per cent already, with the decimals that it has: 40%, 62.5%."""
    if value is None:
        return DASH
    return pgettext("a number in per cent", "%(number)s%%") % {"number": exact(value)}


def amount(value: Number, currency: str = "USD", decimals: int = 0) -> str:
    """Return an amount with its currency: US$ 4,200,000 or EUR 2,500,000.00; a dash for None."""
    if value is None:
        return DASH
    number = {"number": fixed(value, decimals)}
    if currency == "USD":
        return (pgettext("an amount", "US$ %(number)s") % number).replace("$ ", "$" + SPACE)
    return f"{currency}{SPACE}{number['number']}"


def as_date(value: dt.date | dt.datetime) -> dt.date:
    """Return the calendar day, in UTC for an aware datetime: as-of dates are UTC days."""
    if isinstance(value, dt.datetime):
        return (value.astimezone(dt.UTC) if timezone.is_aware(value) else value).date()
    return value


def short_date(value: dt.date | dt.datetime | None) -> str:
    """Return a date as lists write it: 12 Nov 2026."""
    return DASH if value is None else _day(value, SHORT, "medium")


def half_year(code: str) -> str:
    """Return the code of a period as the language names it: 2026-H1 is “1er semestre 2026” in French."""
    if not HALF_YEAR.fullmatch(code):
        return code
    year, _mark, half = code.partition("-H")
    first, second = pgettext("a half-year", "%(year)s-H1"), pgettext("a half-year", "%(year)s-H2")
    return (first if half == "1" else second) % {"year": year}


def worded(value: str) -> str:
    """Return a text that is nothing but a day or a half-year as the language writes it; any other as it is.

    Shapes: 2026-09-15, 2026-H1.
    """
    try:
        return (
            short_date(dt.date.fromisoformat(value)) if len(value) == len("2026-09-15") else half_year(value)
        )
    except ValueError:
        return value


def long_date(value: dt.date | dt.datetime | None) -> str:
    """Return a date as text writes it: 12 November 2026."""
    return DASH if value is None else _day(value, LONG, "long")


def long_month(value: dt.date) -> str:
    """Return the month of a date as text writes it: November 2026."""
    language = get_language() or "en"
    return format_date(value, MONTH.get(language, "MMMM y"), locale=_locale(language))


def moment(value: dt.datetime | None) -> str:
    """Return a moment in UTC: 12 Nov 2026, 09:42 UTC."""
    if value is None:
        return DASH
    utc = value.astimezone(dt.UTC) if timezone.is_aware(value) else value
    return gettext("%(moment)s UTC") % {"moment": f"{short_date(utc)}, {utc:%H:%M}"}
