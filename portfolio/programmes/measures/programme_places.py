"""The dimensions of place and of programme that measures share: declared once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy

from ilo_dc.core.languages import together, written_in
from ilo_dc.core.measures import dimensions
from ilo_dc.core.measures.types import Dimension
from portfolio.programmes.models.country_programme import CountryProgramme
from portfolio.programmes.vocab import NO_COUNTRY

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ilo_dc.core.measures.types import Words


def country(programme: str) -> Dimension:
    """Return the country of a programme; `programme` is the ORM path to it, ending in two underscores."""
    return dimensions.country(
        key=f"{programme}country", empty=(NO_COUNTRY, gettext_lazy("Sub-regional, of no single country"))
    )


# The key is annotated (`with_region`): the country's region, or a sub-regional programme's own.
REGION = dimensions.region(key="region_key")


def programme_names(keys: list[str]) -> dict[str, str]:
    """Return the titles of country programmes by address."""
    return _titles(CountryProgramme.objects.filter(slug__in=keys))


def signed_programme_names(keys: list[str]) -> dict[str, str]:
    """Return the titles of those that everyone sees."""
    return _titles(CountryProgramme.objects.visible_to(AnonymousUser()).filter(slug__in=keys))


def offered_programmes() -> list[tuple[str, str]]:
    """Return the addresses and titles of the programmes that everyone sees, each told by its country."""
    titles = _titles(CountryProgramme.objects.visible_to(AnonymousUser()).order_by("slug"))
    return [(slug, together(title, f" ({slug})")) for slug, title in titles.items()]


def _titles(rows: QuerySet[CountryProgramme]) -> dict[str, str]:
    """Return the titles of programmes by address, each with its language."""
    found = rows.values_list("slug", "title", "language")
    return {slug: written_in(language, title) for slug, title, language in found}


def programme(path: str, *, empty: tuple[str, Words] | None = None) -> Dimension:
    """Return the dimension of programmes that everyone sees; `path` is the ORM path to their address.

    `empty`: how rows of no programme are named.
    """
    return dimensions.addressed(
        "programme",
        gettext_lazy("Country programme"),
        key=path,
        rows=dimensions.Addresses(
            names=programme_names,
            named=signed_programme_names,
            offered=offered_programmes,
            unknown=gettext_lazy("There is no signed country programme “%(text)s”."),
            advice=gettext_lazy("Write a programme’s address, such as ken-2020."),
        ),
        empty=empty,
    )
