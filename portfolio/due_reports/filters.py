"""Filters of what fell due."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import django_filters
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.registers.filtersets import YES_NO, DimensionFilter, FactFilterSet, PeriodFilter
from ilo_dc.core.registers.shared_rows import PlacedFilterSet
from portfolio.due_reports import measures

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portfolio.due_reports.querysets import DueReportQuerySet


class DueReportFilterSet(PlacedFilterSet, FactFilterSet):
    """Filters of what fell due, as known at a moment."""

    folded = ("period", "counted")

    search = django_filters.CharFilter(label=_("Search"), method="filter_search")
    kind = DimensionFilter(measures.KIND)
    state = DimensionFilter(measures.STATE)
    year = DimensionFilter(measures.YEAR)
    period = PeriodFilter("due_on__year")
    region = DimensionFilter(measures.REGION)
    country = DimensionFilter(measures.COUNTRY)
    counted = django_filters.ChoiceFilter(
        label=_("What figures count"), choices=YES_NO[:1], empty_label=_("Any"), method="filter_counted"
    )

    def filter_search(self, rows: DueReportQuerySet, _name: str, value: str) -> QuerySet[Any]:
        """Return the rows with each word in the outcome, the project or the country's name."""
        return rows.named_then(value) if self.is_of_the_past else rows.named(value)

    def filter_counted(self, rows: DueReportQuerySet, _name: str, _value: str) -> QuerySet[Any]:
        """Return what figures count."""
        return rows.counted()
