"""Querysets of initiatives."""

from __future__ import annotations

from typing import Self

from ilo_dc.core.people.querysets import PublicQuerySet
from ilo_dc.core.text_search import has_words


class InitiativeQuerySet(PublicQuerySet):
    """Initiatives: everyone sees them."""

    def named(self, text: str) -> Self:
        """Return the initiatives with each word in their name, or as their code."""
        return self.filter(has_words(text, ("name",), ("code",)))
