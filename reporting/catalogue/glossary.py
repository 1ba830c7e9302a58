"""The terms of the field in English and Chinese, from papers of the Governing Body (`data/SOURCES.md`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.utils.text import slugify

from ilo_dc.core.reference.shipped import read_shipped
from ilo_dc.core.text_search import holds_words

DATA = settings.BASE_DIR / "reporting" / "data"


@dataclass(frozen=True)
class Term:
    """One term: in English, its preferred Chinese one, and how papers write that otherwise."""

    english: str
    chinese: str
    variants: str = ""

    @property
    def slug(self) -> str:
        """The part of an address that leads to it."""
        return f"term-{slugify(self.english)}"


@cache
def glossary() -> tuple[Term, ...]:
    """Return all terms in the order of the file."""
    rows = read_shipped("glossary", folder=DATA)
    return tuple(Term(row["term_en"], row["term_zh"], row["variants_zh"]) for row in rows)


def terms_named(text: str) -> list[Term]:
    """Return the terms with each word in one of their writings; all of them for no text."""
    return [term for term in glossary() if holds_words(text, term.english, term.chinese, term.variants)]
