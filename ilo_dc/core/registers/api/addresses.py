"""Addresses of rows: a URL pattern is looked up once, then filled in for every row of a list."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote

from django.urls import get_script_prefix, get_urlconf, reverse

# Stands where a row's key goes while a pattern is looked up: digits fit every kind of key.
MARK = 7_310_452_968
SAFE = "!$&'()*+,;=/~:@"


def address_of(name: str, *keys: int | str) -> str:
    """Return what `reverse(name, args=keys)` does, for keys of rows that are there.

    Keys are not compared with the pattern again: a row's own key fits it.
    """
    parts = parts_of(name, len(keys))
    filled = [parts[0]]
    for key, part in zip(keys, parts[1:], strict=True):
        filled += (str(key) if isinstance(key, int) else quote(key, safe=SAFE), part)
    return "".join(filled)


def parts_of(name: str, count: int) -> list[str]:
    """Return the texts around the keys of a pattern: one more than it has keys."""
    return _parts(name, count, get_script_prefix(), get_urlconf())


@lru_cache(maxsize=512)
def _parts(name: str, count: int, _prefix: str, _urlconf: str | None) -> list[str]:
    """Return the texts between the keys of a pattern."""
    return reverse(name, args=[MARK] * count).split(str(MARK))
