"""Dates, months, plurals and spacing as CLDR has them, in each language that is offered."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils.translation import override

from ilo_dc.core.ui.figure_tags import unit_name
from ilo_dc.formats import text

FIRST, NINTH = dt.date(2026, 1, 1), dt.date(2026, 9, 12)


@pytest.mark.parametrize(
    ("language", "short", "long", "month"),
    [
        ("en", "1 Jan 2026", "1 January 2026", "12 Sep 2026"),
        ("fr", "1er janv. 2026", "1er janvier 2026", "12 sept. 2026"),
        ("es", "1 ene 2026", "1 de enero de 2026", "12 sept 2026"),
    ],
)
def test_a_day_is_written_as_the_language_has_it(language, short, long, month):
    with override(language):
        written = text.short_date(FIRST), text.long_date(FIRST), text.short_date(NINTH)
        assert written == (short, long, month)
        assert text.moment(dt.datetime(2026, 1, 1, 9, 42, tzinfo=dt.UTC)) == f"{short}, 09:42 UTC"


@pytest.mark.parametrize(
    ("language", "dollars", "written"),
    [
        ("fr", "500000", "0,5 million de dollars É.-U."),
        ("fr", "1949999", "1,9 million de dollars É.-U."),
        ("fr", "1950000", "2,0 millions de dollars É.-U."),
        ("es", "500000", "0,5 millones de US$"),
        ("es", "1000000", "1,0 millón de US$"),
        ("en", "500000", "0.5 US$ million"),
    ],
)
def test_a_number_takes_the_plural_of_its_language(language, dollars, written):
    with override(language):
        value = Decimal(dollars)
        assert f"{text.millions(value)} {text.million_dollars(value)}" == written
        assert text.million_dollars(None) == ""


def test_french_spaces_are_narrow_and_do_not_break():
    with override("fr"):
        assert f"Pays{text.colon()}Kenya" == "Pays\u202f: Kenya"
        assert text.percent(Decimal("0.914")) == "91,4\u202f%"
        assert text.fixed(1234567) == "1\u202f234\u202f567"


def test_units_are_said_in_words():
    with override("fr"):
        assert [unit_name(unit) for unit in ("USD", "ratio", "count")] == [
            "Dollars\u00a0É.-U.",
            "Ratio",
            "Nombre",
        ]
