"""The dimensions of place and of programme that measures share: declared once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy

from ilo_dc.core.measures import dimensions
from ilo_dc.core.measures.types import Dimension
from portfolio.programmes.models.country_programme import CountryProgramme
from portfolio.programmes.vocab import NO_COUNTRY


def country(programme: str) -> Dimension:
    """Return the country of a programme; `programme` is the ORM path to it, ending in two underscores."""
    return dimensions.country(
        key=f"{programme}country", empty=(NO_COUNTRY, gettext_lazy("Sub-regional, of no single country"))
    )


# The key is annotated (`with_region`): the country's region, or a sub-regional programme's own.
REGION = dimensions.region(key="region_key")


def programme_names(keys: Iterable[Any]) -> dict[Any, str]:
    """Return the titles of country programmes by address."""
    rows = CountryProgramme.objects.filter(slug__in=list(keys))
    return dict(rows.values_list("slug", "title"))


def programme(path: str) -> Dimension:
    """Return the dimension of programmes that everyone sees; `path` is the ORM path to their address."""
    return Dimension(
        code="programme",
        label=gettext_lazy("Country programme"),
        key=path,
        names=programme_names,
        read=dimensions.reader_of_addresses(
            "programme",
            lambda text: CountryProgramme.objects.visible_to(AnonymousUser()).filter(slug=text).exists(),
            unknown=gettext_lazy("There is no signed country programme “%(text)s”."),
            advice=gettext_lazy("Write a programme’s address, such as ken-2020."),
        ),
    )
