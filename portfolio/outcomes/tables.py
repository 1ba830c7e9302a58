"""Columns of country programme outcomes and global products."""

from __future__ import annotations

from typing import Any

import django_tables2
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.registers.columns import CodeColumn, LinkColumn, PageColumn, RegisterTable, exported
from ilo_dc.core.text_search import plain
from ilo_dc.core.ui.tags import badge
from portfolio.outcomes.models.country_outcome import CountryProgrammeOutcome
from portfolio.outcomes.models.global_product import GlobalProduct


def published_badge(outcome: CountryProgrammeOutcome) -> str:
    """Say whether everyone sees the outcome without a programme."""
    return badge(_("Published"), "ok") if outcome.published else badge(_("Not published"), "note")


def _country(record: CountryProgrammeOutcome) -> str:
    return record.country.name if record.country else str(_("Sub-regional"))


def _region(record: CountryProgrammeOutcome) -> str:
    region = record.country.region if record.country else record.region
    return region.name if region else ""


def countries_of(product: GlobalProduct) -> str:
    """Return the names of a product's countries in their order; without any it is for the whole world."""
    names = sorted((country.name for country in product.countries.all()), key=plain)
    return ", ".join(names) or str(_("The whole world"))


class CountryOutcomeTable(RegisterTable):
    """Columns of country programme outcomes."""

    id = exported(_("Number here"))
    code = django_tables2.Column(_("CPO code"))
    title = LinkColumn(_("Outcome"), lambda record: reverse("portfolio:cpo", args=[record.pk]))
    country = PageColumn(_("Country or area"), _country, accessor="country_id", empty_values=())
    region = PageColumn(_("Region"), _region, accessor="region_key", default="")
    language = exported(_("Language of its title"))
    published = PageColumn(_("Without a programme"), published_badge)
    version = exported(_("Version"))
    updated_at = exported(_("Updated"))
    demonstration = exported(_("Demonstration data"))

    row_heading = "title"


class GlobalProductTable(RegisterTable):
    """Columns of global products."""

    id = exported(_("Number here"))
    code = django_tables2.Column(_("Code"))
    title = LinkColumn(_("Product"), lambda record: reverse("portfolio:global-product", args=[record.pk]))
    countries = PageColumn(_("Countries or areas"), countries_of, empty_values=())
    office = CodeColumn(_("Responsible unit"), accessor="office__code", default="")
    description = exported(_("Description"))
    language = exported(_("Language of its texts"))
    version = exported(_("Version"))
    updated_at = exported(_("Updated"))
    demonstration = exported(_("Demonstration data"))

    row_heading = "title"

    def value_countries(self, record: Any) -> str:
        """Export the codes: `KEN; NAM`."""
        return "; ".join(sorted(country.pk for country in record.countries.all()))
