"""Dimensions that several apps split by: code lists, countries, regions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, F, IntegerField, TextChoices, Value
from django.db.models.functions import Cast, Concat, LPad
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from ilo_dc.core.days import read_year
from ilo_dc.core.errors import UnableToRead
from ilo_dc.core.facts.moments import read_each
from ilo_dc.core.measures.question import read_years
from ilo_dc.core.measures.types import Dimension, Words
from ilo_dc.core.reference.place_names import (
    countries_called,
    countries_like,
    known_countries,
    region_names,
)
from ilo_dc.core.reference.place_names import country_names as names_of_countries
from ilo_dc.core.text_search import plain

if TYPE_CHECKING:
    from django.db.models.expressions import Combinable

# How an address names the rows whose region is not known.
NO_REGION = "unknown"
# More countries that a text may mean help nobody.
MOST_MEANT = 8


@dataclass(frozen=True)
class Addresses:
    """Objects that a dimension names by their address.

    Attributes:
        names: addresses to names in the reader's language, in one query, of all that may be counted.
        named: the same of those that an address may ask for.
        offered: the addresses and names that a form offers to everyone.
        unknown: what is said of a text that names none, with `%(text)s`.
        advice: how to write one.
    """

    names: Callable[[list[str]], Mapping[str, str]]
    named: Callable[[list[str]], Mapping[str, str]]
    offered: Callable[[], Iterable[tuple[str, str]]]
    unknown: Words
    advice: Words


def coded(
    code: str, label: Words, *, key: str, choices: type[TextChoices], empty: tuple[str, Words] | None = None
) -> Dimension:
    """Return a dimension whose keys are the codes of a list."""
    named: dict[str, Any] = dict(choices.choices)
    codes = {str(one).casefold(): str(one) for one in named}

    def names(keys: Iterable[Any]) -> dict[Any, str]:
        return {key: str(named[key]) for key in keys}

    def read(text: str) -> str:
        if text.casefold() not in codes:
            raise UnableToRead(
                _("“%(text)s” is not in the list.") % {"text": text[:40]},
                {code: [_("Codes: %(codes)s.") % {"codes": ", ".join(named)}]},
            )
        return codes[text.casefold()]

    def offered() -> list[tuple[str, str]]:
        return [*((one, str(name)) for one, name in named.items()), *_unknown(empty)]

    return Dimension(code=code, label=label, key=key, names=names, read=read, empty=empty, offered=offered)


def _unknown(empty: tuple[str, Words] | None) -> list[tuple[str, str]]:
    """Return how a form offers the rows whose key is not known."""
    return [(empty[0], str(empty[1]))] if empty else []


def addressed(
    code: str, label: Words, *, key: str, rows: Addresses, empty: tuple[str, Words] | None = None
) -> Dimension:
    """Return a dimension whose keys are the addresses (slugs) of `rows`."""

    def names(keys: Iterable[Any]) -> dict[Any, str]:
        return read_each((code, get_language()), keys, rows.names)

    def read_all(texts: Sequence[str]) -> dict[Any, str]:
        sought = [text.lower() for text in texts if "\0" not in text]
        found = read_each((code, rows.named, get_language()), sought, rows.named)
        read_each((code, get_language()), found, lambda _keys: found)  # their names are known by now
        return found

    def read(text: str) -> str:
        address = text.lower()
        if address not in read_all([address]):
            raise UnableToRead(str(rows.unknown) % {"text": text[:40]}, {code: [str(rows.advice)]})
        return address

    def offered() -> list[tuple[str, str]]:
        return [*sorted(rows.offered(), key=lambda pair: plain(pair[1])), *_unknown(empty)]

    return Dimension(
        code=code,
        label=label,
        key=key,
        names=names,
        read=read,
        read_all=read_all,
        empty=empty,
        offered=offered,
    )


def country(*, key: str, empty: tuple[str, Words] | None = None) -> Dimension:
    """Return the dimension of countries and areas, each row of one of them."""
    return Dimension(
        code="country",
        label=gettext_lazy("Country or area"),
        key=key,
        names=country_names,
        read=read_country,
        empty=empty,
        offered=lambda: [*offered_countries(), *_unknown(empty)],
    )


def region(*, key: str, also: Mapping[str, Words] | None = None) -> Dimension:
    """Return the dimension of regions; `also`: keys beside the regions' own codes, with their names."""
    beside = also or {}

    def names(keys: Iterable[Any]) -> dict[Any, str]:
        keys = list(keys)
        known = {**(region_names() if keys else {}), **{code: str(name) for code, name in beside.items()}}
        return {key: known[key] for key in keys if key in known}

    def read(text: str) -> str:
        codes = [*region_names(), *beside]
        code = text.lower()
        if code not in codes:
            raise UnableToRead(
                _("“%(text)s” is not a region.") % {"text": text[:40]},
                {"region": [_("Regions: %(codes)s.") % {"codes": ", ".join(codes)}]},
            )
        return code

    def offered() -> list[tuple[str, str]]:
        return [*region_names().items(), *((code, str(name)) for code, name in beside.items())]

    return Dimension(
        code="region",
        label=gettext_lazy("Region"),
        key=key,
        names=names,
        read=read,
        empty=(NO_REGION, gettext_lazy("Region not known")),
        offered=offered,
    )


def year_of(path: str) -> Dimension:
    """Return the dimension of calendar years; `path` leads to the year of a row."""
    return Dimension(
        code="year", label=gettext_lazy("Year"), key=path, read=partial(read_year, parameter="year")
    )


def biennium_of(path: str) -> Dimension:
    """Return the dimension of bienniums, written as 2010-11; `path` leads to the calendar year of a row."""

    def key() -> Combinable:
        year = Cast(F(path), IntegerField())
        first = year - year % 2
        last = LPad(Cast((first + 1) % 100, CharField()), 2, Value("0"))
        return Concat(Cast(first, CharField()), Value("-"), last, output_field=CharField())

    def read(text: str) -> str:
        first, last = read_years(text, "biennium")
        return f"{first}-{last % 100:02}"

    return Dimension(
        code="biennium", label=gettext_lazy("Biennium"), key="biennium", read=read, expression=key
    )


def country_names(keys: Iterable[Any]) -> dict[Any, str]:
    """Return the names of countries in the reader's language."""
    keys = list(keys)
    known = names_of_countries() if keys else {}
    return {key: known[key] for key in keys if key in known}


def offered_countries() -> list[tuple[str, str]]:
    """Return the codes and names of all countries or areas, by name."""
    return sorted(names_of_countries().items(), key=lambda pair: plain(pair[1]))


def read_country(text: str) -> str:
    """Return the ISO3 code of the country or area that `text` names: by that code, or by a name of it alone.

    Raises:
        UnableToRead: none here has it, or several do.
    """
    code = text.upper()
    if known_countries([code]):
        return code
    called = countries_called(text)
    if len(called) != 1:
        raise unknown_country(text)
    return called[0].pk


def unknown_country(text: str) -> UnableToRead:
    """Return the error of a text that names no country or area, or several, with those that it may mean."""
    message = _("“%(text)s” is not a country or area: write its name, or its code, such as KEN.")
    words = [message % {"text": text[:40]}]
    like = countries_called(text) or countries_like(text)
    if 0 < len(like) <= MOST_MEANT:
        names = ", ".join(country.chosen_as for country in like)
        words.append(_("It may mean: %(names)s.") % {"names": names})
    advice = _("Write names or ISO 3166 alpha-3 codes, separated by commas.")
    return UnableToRead(" ".join(words), {"country": [" ".join([advice, *words[1:]])]})
