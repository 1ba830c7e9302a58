"""Finding country programme outcomes across programmes, and global products."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from ilo_dc.core.search.hits import Finder, Hit, Hits, Kind, hits_of
from ilo_dc.core.text_search import best_first
from portfolio.outcomes.models.country_outcome import CountryProgrammeOutcome
from portfolio.outcomes.models.global_product import GlobalProduct

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer


def find_country_outcomes(user: Viewer, text: str, limit: int) -> Hits:
    """Find outcomes by code or title, or by their country's name in any language."""
    rows = CountryProgrammeOutcome.objects.visible_to(user).named(text).for_list()
    ordered = best_first(rows, text, ("title",), ("code",)).order_by("rank", "code", "pk")
    kind = Kind(_("Country programme outcomes across programmes"), "portfolio:cpos", _outcome)
    return hits_of(kind, ordered[: limit + 1], text, limit)


def find_products(user: Viewer, text: str, limit: int) -> Hits:
    """Find global products by code, title or description."""
    rows = GlobalProduct.objects.visible_to(user).named(text)
    ordered = best_first(rows, text, ("title",), ("code",)).order_by("rank", "code", "pk")
    kind = Kind(_("Global products"), "portfolio:global-products", _product)
    return hits_of(kind, ordered[: limit + 1], text, limit)


def _outcome(row: CountryProgrammeOutcome) -> Hit:
    place = row.country or row.region
    countries = (row.country_id,) if row.country_id else ()
    url = reverse("portfolio:cpo", args=[row.pk])
    return Hit(str(row), url, place.name if place else "", row.demonstration, countries=countries)


def _product(row: GlobalProduct) -> Hit:
    url = reverse("portfolio:global-product", args=[row.pk])
    texts = ((_("description"), row.description),)
    return Hit(str(row), url, "", row.demonstration, texts)


FINDERS: tuple[Finder, ...] = (find_country_outcomes, find_products)
