"""Dimensions that several apps split by: code lists, countries, regions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ilo_dc.core.errors import UnableToRead
from ilo_dc.core.measures.types import Dimension, Words
from ilo_dc.core.reference.models.country import Country, Region

# How an address names the rows whose region is not known.
NO_REGION = "unknown"


def coded(
    code: str, label: Words, *, key: str, choices: type[TextChoices], empty: tuple[str, Words] | None = None
) -> Dimension:
    """Return a dimension whose keys are the codes of a list."""
    named: dict[str, Any] = dict(choices.choices)

    def names(keys: Iterable[Any]) -> dict[Any, str]:
        return {key: str(named[key]) for key in keys}

    def read(text: str) -> str:
        if text not in named:
            raise UnableToRead(
                _("“%(text)s” is not in the list.") % {"text": text[:40]},
                {code: [_("Codes: %(codes)s.") % {"codes": ", ".join(named)}]},
            )
        return text

    return Dimension(code=code, label=label, key=key, names=names, read=read, empty=empty)


def reader_of_addresses(
    code: str, is_known: Callable[[str], bool], *, unknown: Words, advice: Words
) -> Callable[[str], str]:
    """Return what reads the address (slug) of an object; `unknown` (with `%(text)s`): there is none."""

    def read(text: str) -> str:
        if "\0" in text or not is_known(text):
            raise UnableToRead(str(unknown) % {"text": text[:40]}, {code: [str(advice)]})
        return text

    return read


def country(*, key: str, empty: tuple[str, Words] | None = None) -> Dimension:
    """Return the dimension of countries and areas, each row of one of them."""
    return Dimension(
        code="country",
        label=gettext_lazy("Country or area"),
        key=key,
        names=country_names,
        read=read_country,
        empty=empty,
    )


def region(*, key: str, also: Mapping[str, Words] | None = None) -> Dimension:
    """Return the dimension of regions; `also`: keys beside the regions' own codes, with their names."""
    beside = also or {}

    def names(keys: Iterable[Any]) -> dict[Any, str]:
        found = Region.objects.filter(code__in=list(keys))
        return {**{one.code: one.name for one in found}, **{code: str(name) for code, name in beside.items()}}

    def read(text: str) -> str:
        codes = [*Region.objects.values_list("code", flat=True), *beside]
        if text not in codes:
            raise UnableToRead(
                _("“%(text)s” is no region.") % {"text": text[:40]},
                {"region": [_("Regions: %(codes)s.") % {"codes": ", ".join(codes)}]},
            )
        return text

    return Dimension(
        code="region",
        label=gettext_lazy("Region"),
        key=key,
        names=names,
        read=read,
        empty=(NO_REGION, gettext_lazy("Region not known")),
    )


def country_names(keys: Iterable[Any]) -> dict[Any, str]:
    """Return the names of countries in the reader's language, in one query."""
    return {one.iso3: one.name for one in Country.objects.filter(iso3__in=list(keys))}


def read_country(text: str) -> str:
    """Return the country's ISO3 code.

    Raises:
        UnableToRead: no country or area here has it.
    """
    code = text.upper()
    if not (code.isascii() and code.isalpha()) or not Country.objects.filter(iso3=code).exists():
        raise unknown_country(text)
    return code


def unknown_country(text: str) -> UnableToRead:
    """Return the error of a text that names no country or area."""
    return UnableToRead(
        _("“%(text)s” is no country or area: write its ISO 3166 alpha-3 code, such as KEN.")
        % {"text": text[:40]},
        {"country": [_("Write ISO 3166 alpha-3 codes, separated by commas.")]},
    )
