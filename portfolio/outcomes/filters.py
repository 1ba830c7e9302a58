"""Filters of country programme outcomes and global products."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import django_filters
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.reference.names import office_names
from ilo_dc.core.registers.filtersets import (
    YES_NO,
    CodeFilter,
    CountryFilter,
    RecordFilterSet,
    RegionFilter,
)
from ilo_dc.core.registers.shared_rows import PlacedFilterSet
from portfolio.outcomes.vocab import TextLanguage

if TYPE_CHECKING:
    from django.db.models import QuerySet


class CountryOutcomeFilterSet(PlacedFilterSet, RecordFilterSet):
    """Filters of country programme outcomes."""

    folded = ("language", "published", "code")

    search = django_filters.CharFilter(label=_("Search"), method="filter_search")
    region = RegionFilter("region_key")
    country = CountryFilter("country")
    code = CodeFilter("code", label=_("CPO code"))
    language = django_filters.ChoiceFilter(
        label=_("Language of its title"), choices=TextLanguage.choices, empty_label=_("Any")
    )
    published = django_filters.ChoiceFilter(
        label=_("Published without a programme"),
        choices=YES_NO,
        empty_label=_("Any"),
        method="filter_published",
    )

    def filter_search(self, rows: Any, _name: str, value: str) -> QuerySet[Any]:
        """Return the outcomes with each word in code, title or country's name, in any language."""
        found: QuerySet[Any] = rows.named(value)
        return found

    def filter_published(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Return the outcomes that their regions published, or all others."""
        return rows.filter(published=value == "true")


class GlobalProductFilterSet(PlacedFilterSet, RecordFilterSet):
    """Filters of global products; `country` finds those that name it."""

    folded = ("language", "code", "office")

    search = django_filters.CharFilter(label=_("Search"), method="filter_search")
    country = CountryFilter(method="filter_country")
    office = CodeFilter("office__code", label=_("Responsible unit"), offered=office_names)
    code = CodeFilter("code", label=_("Code"))
    language = django_filters.ChoiceFilter(
        label=_("Language of its texts"), choices=TextLanguage.choices, empty_label=_("Any")
    )

    def filter_search(self, rows: Any, _name: str, value: str) -> QuerySet[Any]:
        """Return the products with each word in code, title or description."""
        found: QuerySet[Any] = rows.named(value)
        return found

    def filter_country(self, rows: QuerySet[Any], _name: str, value: tuple[str, ...]) -> QuerySet[Any]:
        """Return the products that name one of the countries."""
        return rows.of_countries(value) if value else rows  # type: ignore[attr-defined]

    def of_country(self, rows: QuerySet[Any], country: str) -> QuerySet[Any]:
        """Return the products that name a country."""
        return self.filter_country(rows, "country", (country,))
