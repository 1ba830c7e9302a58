"""Pieces of pages: who changed an outcome or a product, and those of a country."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse

from ilo_dc.core.history import events as history
from ilo_dc.core.people.grants import grants_of
from portfolio.outcomes.models.country_outcome import CountryProgrammeOutcome
from portfolio.outcomes.models.global_product import GlobalProduct

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ilo_dc.core.models import Country
    from ilo_dc.core.people.grants import Viewer

CHANGES_SHOWN = 30
LINES_SHOWN = 20


@dataclass(frozen=True)
class ProductsPanel:
    """The global products that name a country, with the address of all of them."""

    products: list[GlobalProduct]
    url: str
    template: str = "portfolio/outcomes/panels/products_of_country.html"


def products_of(user: Viewer, country: Country) -> ProductsPanel | None:
    """Return the global products that name a country; None: there is none."""
    rows = GlobalProduct.objects.visible_to(user).of_countries([country.pk]).order_by("code", "pk")
    products = list(rows[:LINES_SHOWN])
    url = f"{reverse('portfolio:global-products')}?country={country.pk}"
    return ProductsPanel(products, url) if products else None


def history_of(
    user: Viewer, row: CountryProgrammeOutcome | GlobalProduct, *, places: Mapping[str, Q]
) -> list[history.Event]:
    """Return the latest changes of an outcome or a product and of its `places`, for staff.

    `places`: for each noun of what is planned there, the condition on its rows.
    """
    if not grants_of(user).is_staff:
        return []
    about = {row._meta.label_lower: Q(pgh_obj_id=row.pk), **places}
    if isinstance(row, GlobalProduct):
        about["portfolio.productcountry"] = Q(product_id=row.pk)
    return list(history.events_before(None, limit=CHANGES_SHOWN, about=about))
