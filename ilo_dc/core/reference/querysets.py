"""Places: found by their names in any language."""

from __future__ import annotations

from typing import Self

from ilo_dc.core.people.querysets import PublicQuerySet
from ilo_dc.core.text_search import NAMES, has_words


class PlaceQuerySet(PublicQuerySet):
    """Countries or areas, or regions: named in six languages."""

    def named(self, text: str) -> Self:
        """Return the places with each word of `text` in a name, in any language."""
        return self.filter(has_words(text, NAMES))


class CountryQuerySet(PlaceQuerySet):
    """Countries or areas."""

    def named(self, text: str) -> Self:
        """Return the countries with each word of `text` in a name, or as their ISO or M49 code."""
        return self.filter(has_words(text, NAMES, ("iso3", "iso2", "m49")))
