"""Numbers: how people's are read and written, amounts to the cent, ratios to six places.

`read_number` is the one reader of what people type, in forms, filters and the text cells of sheets, whatever
the language of the page. It takes what can mean one number only and refuses the rest: a number is never
rescaled. JSON does not come here: it is plain decimals only. docs/rules/numbers.md has the worked examples.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from django.utils.formats import get_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

CENT = Decimal("0.01")
RATIO_PLACES = Decimal("0.000001")

LONGEST = 60  # characters of a typed number
# Signs that mean the same; blanks, digits and invisible characters are told by their Unicode category.
SAME = str.maketrans(
    {
        **dict.fromkeys("\u2212\u2010\u2011\ufe63\uff0d", "-"),  # minus, hyphens, small and full-width ones
        **dict.fromkeys("\u2019\u02bc\u2018`\u00b4\uff07", "'"),
        **dict(zip("\uff0c\uff0e\uff0b", ",.+", strict=True)),
    }
)
DECIMAL_MARKS = (".", ",", "\u066b")
FIGURES = re.compile(r"([-+]?) ?([0-9.,\u066b][0-9 '.,\u066b\u066c]*)")
# Groups of three, by one sign that parts them; by commas also as in India: 12,34,567.
GROUPS = re.compile(r"[1-9][0-9]{0,2}([ '.,\u066c])[0-9]{3}(\1[0-9]{3})*|[1-9][0-9]?(,[0-9]{2})+,[0-9]{3}")
PER_CENT = re.compile(r"[%\u066a\uff05\u2030]")
SHORTENED = re.compile(r"[-+]?[0-9]+([.,][0-9]+)?[eE][-+]?[0-9]+")
NEGATIVE = re.compile(r"\([^()]*[0-9][^()]*\)|[0-9.,' ]+-")


class UnableToReadNumber(ValueError):  # noqa: N818  (as every error that a person can act on)
    """A text is no number, or can mean several: `message` says why and what to write instead."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class _Reading(NamedTuple):
    """One number that a text can mean: its figures before and after the decimal mark."""

    whole: str
    fraction: str = ""


def read_number(text: str, *, decimals: int, programs: bool = False) -> Decimal:
    """Return the number that a text says, of at most `decimals` places.

    Groups of three may be parted by blanks of any kind, apostrophes, commas or points, the decimal mark is a
    point or a comma, digits are of any script, the sign stands in front. A reading with more than `decimals`
    places is none: 250,000 in an amount of money is 250000. `programs` says that programs write such texts
    too (sheets, addresses): their 123.456 can be a decimal however few places are asked for, so it is
    refused.

    Raises:
        UnableToReadNumber: no number, two possible ones (the message says both), too many places, a per cent
            sign, a currency or a unit.
    """
    sign, figures = _parts(text)
    readings = list(_readings(figures))
    if not readings:
        raise UnableToReadNumber(_advice(figures))
    possible = [one for one in readings if len(one.fraction) <= decimals]
    if programs and "." in figures:
        possible = readings
    if len(possible) > 1:
        raise UnableToReadNumber(_both(text.strip(), sign.strip("+"), possible, decimals))
    whole, fraction = (possible or readings)[0]
    if fraction[decimals:].strip("0"):
        raise UnableToReadNumber(_most_places(decimals))
    number = Decimal(f"{whole}.{fraction[:decimals]}")
    return number.copy_negate() if sign == "-" and number else number


def read_whole(text: str, *, programs: bool = False) -> int:
    """Return the whole number that a text says, as `read_number` does.

    Raises:
        UnableToReadNumber: as `read_number`; any decimal but zero is one too many.
    """
    return int(read_number(text, decimals=0, programs=programs))


def write_number(value: Decimal | int, *, decimals: int) -> str:
    """Return a number grouped in the active language, such that `read_number` reads it back.

    It has the places that it has, and one more where it could be read otherwise: 1,234.0, not 1,234.
    """
    number = Decimal(value)
    written = str(number_format(number, force_grouping=True))
    try:
        read_number(written, decimals=decimals)
    except UnableToReadNumber:
        places = max(-int(number.as_tuple().exponent), 0)
        return str(number_format(number, places + 1, force_grouping=True))
    return written


def _parts(text: str) -> tuple[str, str]:
    """Return the sign and the figures of a text: ASCII digits, one kind of blank, nothing invisible."""
    plain = "".join(map(_plain, text[: LONGEST + 1])).translate(SAME).strip()
    found = FIGURES.fullmatch(plain)
    if found is None or len(text) > LONGEST:
        raise UnableToReadNumber(_advice(plain))
    return found[1], found[2]


def _plain(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    return {"Zs": " ", "Cf": ""}.get(category, character)


def _readings(figures: str) -> Iterator[_Reading]:
    """Yield every number that the figures can mean, the whole one first."""
    whole = _ungrouped(figures)
    if whole:
        yield _Reading(whole)
    for mark in DECIMAL_MARKS:
        head, found, tail = figures.partition(mark)
        whole = _ungrouped(head or "0")
        if found and whole and tail.isdecimal():
            yield _Reading(whole, tail)


def _ungrouped(figures: str) -> str:
    """Return a whole number's digits without what parts its groups; "" when it is not grouped rightly."""
    if figures.isdecimal():
        return figures
    return "".join(filter(str.isdecimal, figures)) if GROUPS.fullmatch(figures) else ""


def _both(text: str, sign: str, readings: list[_Reading], decimals: int) -> str:
    """Say both numbers that a text can mean, each as it can be typed without doubt."""
    (whole, _none), (units, fraction) = readings
    too_long = len(fraction) > decimals
    values = {
        "typed": text,
        "whole": f"{sign}{whole}",
        "decimal": f"{sign}{units}{get_format('DECIMAL_SEPARATOR')}{fraction}{'' if too_long else '0'}",
        "places": _places(decimals),
    }
    if too_long:
        return (
            _("“%(typed)s” can mean %(whole)s or %(decimal)s. Write %(whole)s, or at most %(places)s.")
            % values
        )
    return (
        _("“%(typed)s” can mean %(whole)s or %(decimal)s. Write the one that you mean in this way.") % values
    )


def _places(decimals: int) -> str:
    return ngettext("%(count)s decimal place", "%(count)s decimal places", decimals) % {"count": decimals}


def _most_places(decimals: int) -> str:
    if not decimals:
        return _("Write a whole number.")
    return _("Write at most %(places)s.") % {"places": _places(decimals)}


def _advice(plain: str) -> str:
    """Return why a text is no number, and what to write instead."""
    if PER_CENT.search(plain):
        return _("Write the number without the per cent sign.")
    if SHORTENED.fullmatch(plain):
        return _("This number is shortened. Write all its figures: 5500000.")
    if NEGATIVE.fullmatch(plain):
        return _("Write a negative number with the minus sign in front of it: -1234.50.")
    if re.search(r"[0-9]", plain) and re.search(r"[^-+0-9 '.,\u066b\u066c]", plain):
        return _("Write the figures alone, without a currency, a unit or words: 1234567.89.")
    return _("This is no number. Write figures only, for example 1234567.89.")


def to_the_cent(amount: Decimal) -> Decimal:
    """Return `amount` rounded half up to two places; sources carry float noise."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def ratio(numerator: Decimal | int | None, denominator: Decimal | int | None) -> Decimal | None:
    """Return numerator / denominator to six places; None where there is nothing to divide by."""
    if numerator is None or not denominator:
        return None
    return (Decimal(numerator) / Decimal(denominator)).quantize(RATIO_PLACES, ROUND_HALF_UP)
