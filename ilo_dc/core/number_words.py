"""Numbers in the reader's language: how a form shows one, and why a typed one was refused."""

from __future__ import annotations

from decimal import Decimal

from django.utils.formats import get_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ilo_dc.core.numbers import Refusal, UnableToReadNumber, read_number

CENTS = 2  # the places of money, which is written with all of them
GROUP = 3  # as many figures after a mark can be a group


def write_number(value: Decimal | int, *, decimals: int) -> str:
    """Return a number grouped in the active language, such that `read_number` reads it back.

    But for cents, zeros at the end say how a number is stored and are left out: 2,500.5.
    What could be read otherwise is a whole number without groups, 1234, or has one place more: 1.2340.
    """
    number = _without_zeros(Decimal(value)) if decimals != CENTS else Decimal(value)
    written = str(number_format(number, force_grouping=True))
    try:
        read_number(written, decimals=decimals)
    except UnableToReadNumber:
        places = max(-int(number.as_tuple().exponent), 0)
        return str(number_format(number, places + 1, force_grouping=True)) if places else f"{number:f}"
    return written


def _without_zeros(number: Decimal) -> Decimal:
    whole, point, fraction = f"{number:f}".partition(".")
    fraction = fraction.rstrip("0")
    return Decimal(f"{whole}{point}{fraction}" if fraction else whole)


def advice_on(error: UnableToReadNumber) -> str:
    """Return why a text was not taken for a number, and what to write instead."""
    if error.readings:
        return _both(error)
    places = _("Write at most %(places)s.") % {"places": _places(error.decimals)}
    return {
        Refusal.NO_NUMBER: _("This is not a number. Write figures only, for example 1234567.89."),
        Refusal.TOO_MANY_PLACES: places if error.decimals else _("Write a whole number."),
        Refusal.PER_CENT: _("Write the number without the per cent sign."),
        Refusal.SHORTENED: _("This number is shortened. Write all its figures: 5500000."),
        Refusal.MINUS_ELSEWHERE: _("Write a negative number with the minus sign in front of it: -1234.50."),
        Refusal.UNIT: _("Write the figures alone, without a currency, a unit or words: 1234567.89."),
    }[error.refusal]


def _both(error: UnableToReadNumber) -> str:
    whole, decimal = error.readings
    mark = str(get_format("DECIMAL_SEPARATOR"))
    values = {
        "typed": error.typed,
        "whole": whole,
        "decimal": decimal.replace(".", mark),
        "places": _places(error.decimals),
    }
    if error.refusal != Refusal.TWO_NUMBERS:
        return (
            _("“%(typed)s” can mean %(whole)s or %(decimal)s. Write %(whole)s, or at most %(places)s.")
            % values
        )
    meant = f"{_without_zeros(Decimal(decimal)):f}"
    doubtful = len(meant.partition(".")[2]) == GROUP
    values |= {
        "decimal": meant.replace(".", mark),
        "plainly": f"{meant}0".replace(".", mark) if doubtful else meant.replace(".", mark),
    }
    text = _(
        "“%(typed)s” can mean %(whole)s or %(decimal)s. Write %(whole)s for one, %(plainly)s for the other."
    )
    return text % values


def _places(decimals: int) -> str:
    return ngettext("%(count)s decimal place", "%(count)s decimal places", decimals) % {"count": decimals}
