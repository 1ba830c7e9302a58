"""Numbers: how those that people type are read, amounts to the cent, ratios to six places.

`read_number` is the one reader of what people type, in forms, filters and the text cells of sheets, whatever
the language of the page. It takes what can mean one number only and refuses the rest: a number is never
rescaled. JSON does not come here: it is plain decimals only. docs/rules/numbers.md has the worked examples;
`number_words` says in the reader's language why a text was refused.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import NamedTuple

from ilo_dc.core.invisible import INVISIBLE

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
# What programs write, and most cells of sheets: one reading, whatever is asked.
PLAIN = re.compile(r"[0-9]+(?:\.([0-9]{1,2}))?")
FIGURES = re.compile(r"([-+]?) ?([0-9.,\u066b][0-9 '.,\u066b\u066c]*)")
# Groups of three, by one sign that parts them; by commas also as in India: 12,34,567.
GROUPS = re.compile(r"[1-9][0-9]{0,2}([ '.,\u066c])[0-9]{3}(\1[0-9]{3})*|[1-9][0-9]?(,[0-9]{2})+,[0-9]{3}")
PER_CENT = re.compile(r"[%\u066a\uff05\u2030]")
SHORTENED = re.compile(r"[-+]?[0-9]+([.,][0-9]+)?[eE][-+]?[0-9]+")
NEGATIVE = re.compile(r"\([^()]*[0-9][^()]*\)|[0-9.,' ]+-")


class Refusal(StrEnum):
    """Why a text is not taken for a number."""

    NO_NUMBER = "no number"
    TWO_NUMBERS = "two numbers"
    GROUPS_OR_PLACES = "groups, or more places than are taken"
    TOO_MANY_PLACES = "too many places"
    PER_CENT = "per cent"
    SHORTENED = "shortened"
    MINUS_ELSEWHERE = "minus elsewhere"
    UNIT = "unit"


class UnableToReadNumber(ValueError):  # noqa: N818  (as every error that a person can act on)
    """A text is no number, or can mean two: `readings` has the whole one and the one with decimals."""

    def __init__(
        self, refusal: Refusal, *, typed: str = "", readings: tuple[str, ...] = (), decimals: int = 0
    ) -> None:
        super().__init__(f"{refusal}: {typed}")
        self.refusal, self.typed, self.readings, self.decimals = refusal, typed, readings, decimals


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
        UnableToReadNumber: no number, two possible ones (both are in the error), too many places, a per cent
            sign, a currency or a unit.
    """
    plain = PLAIN.fullmatch(text)
    if plain is not None and len(text) <= LONGEST and len(plain[1] or "") <= decimals:
        return Decimal(text)
    sign, figures = _parts(text)
    readings = list(_readings(figures))
    if not readings:
        raise UnableToReadNumber(_why_not(figures), typed=text)
    possible = [one for one in readings if len(one.fraction) <= decimals]
    if programs and "." in figures:
        possible = readings
    if len(possible) > 1:
        raise _either(text, sign.strip("+"), possible, decimals)
    whole, fraction = (possible or readings)[0]
    if fraction[decimals:].strip("0"):
        raise UnableToReadNumber(Refusal.TOO_MANY_PLACES, typed=text, decimals=decimals)
    number = Decimal(f"{whole}.{fraction[:decimals]}")
    return number.copy_negate() if sign == "-" and number else number


def read_whole(text: str, *, programs: bool = False) -> int:
    """Return the whole number that a text says, as `read_number` does.

    Raises:
        UnableToReadNumber: as `read_number`; any decimal but zero is one too many.
    """
    return int(read_number(text, decimals=0, programs=programs))


def read_digits(text: str, *, most: int) -> int | None:
    """Return the number that a program writes in plain digits; None: it is none, or above `most`."""
    if not text.isascii() or not text.isdigit():
        return None
    number = int(text.lstrip("0")[: len(str(most)) + 1] or "0")
    return number if number <= most else None


def _parts(text: str) -> tuple[str, str]:
    """Return the sign and the figures of a text: ASCII digits, one kind of blank, nothing invisible."""
    plain = "".join(map(_plain, text[: LONGEST + 1])).translate(SAME).strip()
    found = FIGURES.fullmatch(plain)
    if found is None or len(text) > LONGEST:
        raise UnableToReadNumber(_why_not(plain), typed=text[:LONGEST])
    return found[1], found[2]


def _plain(character: str) -> str:
    if character in INVISIBLE:
        return ""
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    return " " if category == "Zs" else character


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


def _either(text: str, sign: str, readings: list[_Reading], decimals: int) -> UnableToReadNumber:
    """Return the error that says both numbers, the one with decimals as it can be typed without doubt."""
    (whole, _none), (units, fraction) = readings
    too_long = len(fraction) > decimals
    return UnableToReadNumber(
        Refusal.GROUPS_OR_PLACES if too_long else Refusal.TWO_NUMBERS,
        typed=text.strip(),
        readings=(f"{sign}{whole}", f"{sign}{units}.{fraction}{'' if too_long else '0'}"),
        decimals=decimals,
    )


def _why_not(plain: str) -> Refusal:
    if PER_CENT.search(plain):
        return Refusal.PER_CENT
    if SHORTENED.fullmatch(plain):
        return Refusal.SHORTENED
    if NEGATIVE.fullmatch(plain):
        return Refusal.MINUS_ELSEWHERE
    if re.search(r"[0-9]", plain) and re.search(r"[^-+0-9 '.,\u066b\u066c]", plain):
        return Refusal.UNIT
    return Refusal.NO_NUMBER


def to_the_cent(amount: Decimal) -> Decimal:
    """Return `amount` rounded half up to two places; sources carry float noise."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def ratio(numerator: Decimal | int | None, denominator: Decimal | int | None) -> Decimal | None:
    """Return numerator / denominator to six places; None where there is nothing to divide by."""
    if numerator is None or not denominator:
        return None
    return (Decimal(numerator) / Decimal(denominator)).quantize(RATIO_PLACES, ROUND_HALF_UP)
