"""Pure rules of the workbook of a country programme: when two texts say the same, what a number says."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

CONTROL = re.compile(r"[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
QUOTED = re.compile(r"'[=@+-]")
SERIAL = re.compile(r"[0-9]{5}")
WITH_TIME = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})T[0-9:.]+")
LONGEST = 32_766  # what a cell can hold beside the quote
PLACES = 4
TOO_LARGE = Decimal(10**15)
DAY_ZERO = date(1899, 12, 30)  # of a spreadsheet's calendar


def plain_text(text: str) -> str:
    """Return a text as a cell keeps it: composed letters, one kind of line end, no control characters."""
    one_line_end = text.replace("\r\n", "\n").replace("\r", "\n")
    return CONTROL.sub("", unicodedata.normalize("NFC", one_line_end)).strip()


def without_quote(text: str) -> str:
    """Return a text without the quote that keeps a spreadsheet from running it as a formula."""
    return text[1:] if QUOTED.match(text) else text


def as_read(text: str) -> str:
    """Return a recorded text as its cell is read back: what differs from this was typed."""
    return without_quote(plain_text(text)[:LONGEST]).strip()


def same_word(text: str) -> str:
    """Return a heading or a choice so that case, blanks and composed letters make no difference."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def day_text(text: str) -> str:
    """Return a date's text: of a date with a time the date, of a spreadsheet's day number its date."""
    if match := WITH_TIME.fullmatch(text):
        return match[1]
    if SERIAL.fullmatch(text):
        return (DAY_ZERO + timedelta(days=int(text))).isoformat()
    return text


def fingerprint(values: Mapping[str, object]) -> str:
    """Return a short sign of what a row says: two rows that say the same have the same."""
    texts = sorted((name, _text_of(value)) for name, value in values.items())
    return hashlib.sha256(repr(texts).encode()).hexdigest()[:32]


def _text_of(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "" if value is None else str(value)


def excerpt(text: str, other: str, *, most: int = 240) -> str:
    """Return `text`, or of a long one the part around the first letter that differs from `other`."""
    if len(text) <= most:
        return text
    pairs = enumerate(zip(text, other, strict=False))
    first = next((place for place, (one, two) in pairs if one != two), min(len(text), len(other)))
    start = max(0, min(first - most // 4, len(text) - most))
    end = start + most
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"
