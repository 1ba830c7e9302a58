"""The characters that nobody sees: one list for cells of sheets, for numbers, texts and for search."""

from __future__ import annotations

import re

# Soft hyphen, marks of direction, zero-width characters, word joiner, invisible signs, byte order mark.
INVISIBLE = (
    "\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufeff"
)
_UNSEEN = re.compile(f"[{INVISIBLE}]")


def is_unseen(text: str) -> bool:
    """Return whether a text holds signs, and none that anybody sees."""
    return bool(text) and not text.isascii() and not _UNSEEN.sub("", text).strip()
