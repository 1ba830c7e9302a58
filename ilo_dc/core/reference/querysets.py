"""Places: found by their names in any language, countries also by former, common and short ones."""

from __future__ import annotations

from typing import Self

from django.db.models import Q

from ilo_dc.core.people.querysets import PublicQuerySet
from ilo_dc.core.text_search import NAMES, has_word, has_words


class PlaceQuerySet(PublicQuerySet):
    """Countries or areas, or regions: named in six languages."""

    def named(self, text: str) -> Self:
        """Return the places with each word of `text` in a name, in any language."""
        return self.filter(has_words(text, NAMES))


class CountryQuerySet(PlaceQuerySet):
    """Countries or areas."""

    def named(self, text: str) -> Self:
        """Return the countries with each word of `text` in a name or an alias, or as ISO or M49 code."""
        return self.filter(has_words(text, NAMES, ("iso3", "iso2", "m49"), also=_in_alias))


def _in_alias(word: str) -> Q:
    from ilo_dc.core.reference.models.country import CountryAlias  # models import this

    return Q(pk__in=CountryAlias.objects.filter(has_word(word, ["name"])).values("country"))
