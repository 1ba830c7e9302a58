"""Filters of cooperation frameworks and their sub-outputs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import django_filters
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.registers.filtersets import (
    YES_NO,
    DayFilter,
    DimensionFilter,
    FactFilterSet,
    RecordFilterSet,
    RegionFilter,
)
from ilo_dc.core.registers.shared_rows import SharingFilterSet
from portfolio.frameworks.measures import frameworks as measures
from portfolio.frameworks.measures.framework_places import SEVERAL
from portfolio.frameworks.models.framework import CooperationFramework, FrameworkCountry
from portfolio.frameworks.vocab import FrameworkKind, FrameworkStatus


class FrameworkFilterSet(SharingFilterSet, RecordFilterSet):
    """Filters of cooperation frameworks."""

    folded = ("shared", "active_on", "one_un")
    set_key = "country_key"

    search = django_filters.CharFilter(label=_("Search"), method="filter_search")
    region = RegionFilter("region_key", also=SEVERAL)
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=FrameworkKind, empty_label=_("Any"))
    status = django_filters.ChoiceFilter(
        label=_("Status"), choices=FrameworkStatus, empty_label=_("Any"), method="filter_status"
    )
    active_on = DayFilter(label=_("Period holds the day"), method="filter_active_on")
    one_un = django_filters.ChoiceFilter(
        label=_("One UN pilot"), choices=YES_NO, empty_label=_("Any"), method="filter_one_un"
    )

    def filter_search(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Return the frameworks with each word in their title or a country's name, in any language."""
        return rows.filter(pk__in=CooperationFramework.objects.named(value).values("pk"))

    def members(self, countries: Sequence[str]) -> Q:
        """Return the condition on the frameworks that countries belong to."""
        places = FrameworkCountry.objects.filter(country__in=countries)
        return Q(pk__in=places.values("framework"))

    def filter_status(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Return the frameworks with a present status."""
        return rows.filter(status=value)

    def filter_active_on(self, rows: QuerySet[Any], _name: str, value: date) -> QuerySet[Any]:
        """Return the frameworks whose known period holds the day."""
        return rows.filter(pk__in=CooperationFramework.objects.active_on(value).values("pk"))

    def filter_one_un(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Return the frameworks of countries that piloted Delivering as One, or the others."""
        return rows.filter(one_un=value == "true")


class SubOutputFilterSet(SharingFilterSet, FactFilterSet):
    """Filters of sub-outputs; a shared set may be asked for by its own key, its codes joined by hyphens."""

    folded = ("shared",)

    search = django_filters.CharFilter(label=_("Search"), method="filter_search")
    country = DimensionFilter(measures.COUNTRY, method="keep")
    region = DimensionFilter(measures.REGION)
    framework = DimensionFilter(measures.FRAMEWORK)
    finance_year = DimensionFilter(measures.FINANCE_YEAR)
    has_gap = django_filters.ChoiceFilter(
        label=_("Has a gap"), choices=YES_NO, empty_label=_("Any"), method="filter_has_gap"
    )
    has_surplus = django_filters.ChoiceFilter(
        label=_("Has a surplus"), choices=YES_NO, empty_label=_("Any"), method="filter_has_surplus"
    )

    def filter_search(self, rows: Any, _name: str, value: str) -> QuerySet[Any]:
        """Return the sub-outputs with each word in their number, texts, result or a country's name."""
        found: QuerySet[Any] = rows.named_then(value) if self.is_of_the_past else rows.named(value)
        return found

    def members(self, countries: Sequence[str]) -> Q:
        """Return the condition on the sub-outputs of the frameworks that countries belong to."""
        places = FrameworkCountry.objects.filter(country__in=countries)
        return Q(framework__in=places.values("framework"))

    def filter_has_gap(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Return the sub-outputs that lack money, or those that lack none.

        Nearly all lack some: said of the columns, it does not tempt the database into its index of gaps.
        """
        return rows.filter(required__gt=F("available")) if value == "true" else rows.filter(gap=0)

    def filter_has_surplus(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Return the sub-outputs with more available than required, or the others."""
        return rows.filter(surplus__gt=0) if value == "true" else rows.filter(surplus=0)
