"""Names of countries or areas and of regions in the reader's language: one reading for a whole page."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Set

from django.db.models import Value

from ilo_dc.core.facts.moments import is_shared_reading, read_once
from ilo_dc.core.languages import written_in
from ilo_dc.core.reference.models.country import Country, Region
from ilo_dc.core.text_search import NAMES, language_of_names, plain

# Codes that were found once: no country or area is ever taken out, so they stay right.
_found: set[str] = set()
LONGEST_NAME = 200


def country_names() -> Mapping[str, str]:
    """Return the name of each country or area by its ISO3 code."""
    return _places()[0]


def known_countries(codes: Collection[str]) -> Set[str]:
    """Return those of the ISO3 codes that a country or area has.

    A page, which reads all names once anyway, looks them up there; a list of rows asks for the codes alone,
    and only for those that this process has not found before.
    """
    if is_shared_reading():
        return country_names().keys() & set(codes)
    asked = set(codes)
    if new := [code for code in asked - _found if "\0" not in code]:
        _found.update(Country.objects.order_by().filter(pk__in=new).values_list("pk", flat=True))
    return asked & _found


def countries_called(text: str) -> list[Country]:
    """Return the countries or areas of which `text` is a name, in any language, or another name.

    Accents, case and punctuation make no difference; several have a name that does not tell them apart.
    """
    sought = _folded(text)
    return [
        country
        for country in countries_like(text)
        if sought in {_folded(name) for name in (*_own_names(country), *map(str, country.aliases.all()))}
    ]


def countries_like(text: str) -> list[Country]:
    """Return the countries or areas with each word of `text` in a name, fetched with their other names."""
    if len(text) > LONGEST_NAME or "\0" in text or not _folded(text):
        return []
    return list(Country.objects.named(text).prefetch_related("aliases"))


def _own_names(country: Country) -> list[str]:
    return [name for field in NAMES if (name := getattr(country, field))]


def _folded(text: str) -> str:
    return " ".join(plain(text).split())


def region_names() -> Mapping[str, str]:
    """Return the name of each region by its code."""
    return _places()[1]


def _places() -> tuple[dict[str, str], dict[str, str]]:
    """Return the names of countries and of regions; both in one query, once a page."""
    return read_once(("places", language_of_names()), _read)


def _read() -> tuple[dict[str, str], dict[str, str]]:
    own_name = f"name_{language_of_names()}"
    rows = [
        model.objects.order_by().values_list("pk", own_name, "name_en", Value(model.__name__))
        for model in (Country, Region)
    ]
    countries: dict[str, str] = {}
    regions: dict[str, str] = {}
    for code, own, english, model in rows[0].union(rows[1], all=True):
        (countries if model == Country.__name__ else regions)[code] = own or written_in("en", english)
    return countries, dict(sorted(regions.items(), key=lambda pair: plain(pair[1])))
