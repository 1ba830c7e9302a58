"""One way through a door of `permissions.py`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

OWNERS = {
    "programme",
    "framework",
    "proposal",
    "agreement",
    "call",
}  # what a new row names, unless everybody sees it
MISSING = {"slug": "nowhere", "document": 999999}
KEPT = {"status", "part", "period", "extension", "code", "result", "kind", "bureau"}


@dataclass(frozen=True)
class Knock:
    """One way through a door: the object it is about, and what is sent to it."""

    named: dict[str, Any] = field(default_factory=dict)  # the words of the address
    values: dict[str, Any] = field(default_factory=dict)
    version: int | None = None  # of the API: what If-Match names

    def address(self, name: str, *, missing: bool = False) -> str:
        """Return the address, or the one of something that does not exist."""
        words = self.named
        if missing:
            words = {
                word: value if word in KEPT else MISSING.get(word, 999999) for word, value in words.items()
            }
        return reverse(name.split(" ", 1)[0], kwargs=words)

    def body(self, *, missing: bool = False) -> dict[str, Any]:
        """Return what is sent; in a body that names the owner by its code, one that does not exist."""
        names: dict[str, Any] = dict.fromkeys(OWNERS & set(self.values), "nowhere") if missing else {}
        for noun in ("agreement", "call"):
            if noun in names:
                names[noun] = 999999  # named by its number
        return {**self.values, **names}
