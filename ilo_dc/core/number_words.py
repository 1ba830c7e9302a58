"""Numbers in the reader's language: how a form shows one, and why a typed one was refused."""

from __future__ import annotations

from decimal import Decimal

from django.utils.formats import get_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ilo_dc.core.numbers import Refusal, UnableToReadNumber, read_number


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
    values = {
        "typed": error.typed,
        "whole": whole,
        "decimal": decimal.replace(".", str(get_format("DECIMAL_SEPARATOR"))),
        "places": _places(error.decimals),
    }
    if error.refusal == Refusal.TWO_NUMBERS:
        text = _("“%(typed)s” can mean %(whole)s or %(decimal)s. Write the one that you mean in this way.")
    else:
        text = _("“%(typed)s” can mean %(whole)s or %(decimal)s. Write %(whole)s, or at most %(places)s.")
    return text % values


def _places(decimals: int) -> str:
    return ngettext("%(count)s decimal place", "%(count)s decimal places", decimals) % {"count": decimals}
