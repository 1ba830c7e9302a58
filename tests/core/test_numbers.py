"""The one reader of numbers: what is plain is taken, what can mean two is refused, nothing is rescaled."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from ilo_dc.core.number_words import advice_on, write_number
from ilo_dc.core.numbers import UnableToReadNumber, read_number, read_whole
from ilo_dc.formats import text as words

LANGUAGES = [*dict(settings.LANGUAGES), "ar", "zh-hans", "ru"]  # also those that await a translation
TAKEN = {
    "12,5": "12.5",
    "12.5": "12.5",
    "1 234,50": "1234.50",
    "1,234.50": "1234.50",
    "1.234,50": "1234.50",
    "2 500 000,00": "2500000.00",
    "2,500,000.00": "2500000.00",
    "2.500.000": "2500000",
    "2,500,000": "2500000",
    "2\u00a0500\u00a0000,00": "2500000.00",
    "2\u202f500\u202f000,00": "2500000.00",
    "2\u2009500\u2009000": "2500000",
    "2'500'000.00": "2500000.00",
    "2’500’000,5": "2500000.5",
    "12,34,567.89": "1234567.89",
    "250,000": "250000",
    "250.000": "250000",
    "0,125000": None,
    "0,250": "0.25",
    "1234,500": "1234.50",
    ".5": "0.5",
    ",75": "0.75",
    "-12,5": "-12.5",
    "\u221212,5": "-12.5",
    "\u2212 1 234": "-1234",
    "+7": "7",
    "-0": "0",
    "007": "7",
    " 12\u200b,5\u200f ": "12.5",
    "١٢٫٥": "12.5",
    "١٬٢٣٤٬٥٦٧٫٨٩": "1234567.89",
    "१२३४.५": "1234.5",
    "１２３，５": "123.5",
}
REFUSED = {
    "12%": "per cent",
    "٪12": "per cent",
    "5.5E+06": "shortened",
    "(1,234.50)": "minus sign in front",
    "12-": "minus sign in front",
    "US$ 12.50": "currency",
    "12 EUR": "currency",
    "1,5 m": "currency",
    "1,234 567": "not a number",
    "1,23,4": "not a number",
    "1 23": "not a number",
    "1,2345": "2 decimal places",
    "1234.567": "2 decimal places",
    "1,234.567": "2 decimal places",
    "12,": "not a number",
    "--1": "not a number",
    "–": "not a number",
    "NaN": "not a number",
    "Infinity": "not a number",
    "1²": "currency",
    "": "not a number",
    "1" * 61: "not a number",
    "1\t234": "currency",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_means_one_number_is_read_as_it_in_every_language(language):
    with override(language):
        for text, number in TAKEN.items():
            if number is None:
                with pytest.raises(UnableToReadNumber):
                    read_number(text, decimals=2)
            else:
                assert read_number(text, decimals=2) == Decimal(number), text


def test_what_is_no_number_is_refused_with_what_to_write():
    for text, word in REFUSED.items():
        with pytest.raises(UnableToReadNumber) as refusal:
            read_number(text, decimals=2)
        assert word in advice_on(refusal.value), text


@pytest.mark.parametrize(
    ("language", "text", "decimals", "message"),
    [
        (
            "en",
            "1,234",
            4,
            "“1,234” can mean 1234 or 1.234. Write 1234 for one, 1.2340 for the other.",
        ),
        (
            "en",
            "-12.345",
            3,
            "“-12.345” can mean -12345 or -12.345. Write -12345 for one, -12.3450 for the other.",
        ),
        ("en", "1,500", 4, "1500 or 1.5. Write 1500 for one, 1.5 for the other."),
        ("fr", "1,234", 4, "1234 ou 1,234. Écrivez 1234 pour le premier, 1,2340 pour le second."),
        ("es", "250.125", 4, "250125 o 250,125. Escriba 250125 para el primero, 250,1250 para el segundo."),
    ],
)
def test_what_can_mean_two_numbers_is_refused_and_both_are_said(language, text, decimals, message):
    with pytest.raises(UnableToReadNumber) as refusal:
        read_number(text, decimals=decimals)
    with override(language):
        assert message in advice_on(refusal.value)


def test_a_program_s_decimals_are_not_taken_for_groups():
    assert read_number("123.456", decimals=2) == 123456
    with pytest.raises(UnableToReadNumber) as refusal:
        read_number("123.456", decimals=2, programs=True)
    assert advice_on(refusal.value) == (
        "“123.456” can mean 123456 or 123.456. Write 123456, or at most 2 decimal places."
    )
    assert read_number("250,000", decimals=2, programs=True) == 250000
    assert read_number("1,234.50", decimals=2, programs=True) == Decimal("1234.50")


def test_a_whole_number_has_groups_and_no_decimals():
    assert [read_whole(text) for text in ("2026", "1,234", "1.234", "1 234", "12.0")] == [
        2026,
        1234,
        1234,
        1234,
        12,
    ]
    with pytest.raises(UnableToReadNumber) as refusal:
        read_whole("12,5")
    assert advice_on(refusal.value) == "Write a whole number."


amounts = st.builds(
    lambda number, places: Decimal(number).scaleb(-places), st.integers(-(10**15), 10**15), st.integers(0, 4)
)
places = st.integers(0, 4)
languages = st.sampled_from(LANGUAGES)


@pytest.mark.parametrize(
    ("language", "number", "decimals", "written"),
    [
        ("fr", "2500.0000", 4, "2\u202f500"),
        ("fr", "2500.5000", 4, "2\u202f500,5"),
        ("en", "2500.0000", 4, "2500"),
        ("en", "40.0000", 4, "40"),
        ("en", "1.2340", 4, "1.2340"),
        ("en", "2500000.00", 2, "2,500,000.00"),
    ],
)
def test_a_form_shows_a_number_without_the_zeros_of_its_storage(language, number, decimals, written):
    with override(language):
        assert write_number(Decimal(number), decimals=decimals) == written


@given(amounts, places, languages)
def test_what_a_form_shows_is_read_back_in_every_language(number, more, language):
    decimals = max(-number.as_tuple().exponent, more)
    with override(language):
        assert read_number(write_number(number, decimals=decimals), decimals=decimals) == number


@given(amounts, st.tuples(languages, languages), places, st.booleans())
def test_what_a_page_shows_is_read_as_that_number_or_refused(number, between, decimals, programs):
    """Copied from a page in one language, typed on one in another: never another value."""
    shown_in, read_in = between
    with override(shown_in):
        texts = [words.exact(number), words.fixed(number, max(-number.as_tuple().exponent, 0)), f"{number:f}"]
    with override(read_in):
        for text in texts:
            try:
                found = read_number(
                    text, decimals=max(decimals, -number.as_tuple().exponent), programs=programs
                )
            except UnableToReadNumber:
                continue
            assert found == number


@given(st.text("0123456789.,' \u202f-٫٬%e", max_size=12), places)
def test_a_number_that_is_read_has_the_digits_that_were_typed(text, decimals):
    try:
        found = read_number(text, decimals=decimals)
    except UnableToReadNumber:
        return
    typed = "".join(filter(str.isdecimal, text)).lstrip("0")
    digits = f"{found:f}".replace(".", "").lstrip("-0")
    assert typed.startswith(digits)
    dropped = typed.removeprefix(digits)
    assert not dropped.strip("0")
    assert not dropped or len(re.split(r"[.,٫]", text)[-1]) >= len(dropped)
    assert -found.as_tuple().exponent <= decimals


def test_the_worked_table_is_what_happens():
    table = Path(settings.BASE_DIR, "docs/rules/numbers.md").read_text()
    rows = re.findall(r"^\| `([^`]+)` \| (\d) \| (?:`([^`]+)`|refused: (.+?)) \|", table, re.MULTILINE)
    assert len(rows) >= 15
    for text, decimals, number, refusal in rows:
        if number:
            assert read_number(text, decimals=int(decimals)) == Decimal(number), text
        else:
            with pytest.raises(UnableToReadNumber) as refused:
                read_number(text, decimals=int(decimals))
            assert refusal in advice_on(refused.value), text
