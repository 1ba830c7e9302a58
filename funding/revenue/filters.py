"""Filters of published revenue: the same for page, API and export."""

from __future__ import annotations

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from funding.revenue import measures
from funding.revenue.models import RevenueStatistic
from funding.revenue.vocab import Publication
from ilo_dc.core.reference.names import organisations_named
from ilo_dc.core.registers.filtersets import DimensionFilter, FactFilterSet, PeriodFilter


class RevenueStatisticFilterSet(FactFilterSet):
    """Filters of published revenue; without a publication the list holds both, which overlap."""

    folded = ("period", "revenue_subtype", "partner", "display_group")

    publication = django_filters.ChoiceFilter(
        label=_("Publication"), choices=Publication.choices, empty_label=_("Both")
    )
    year = DimensionFilter(measures.YEAR)
    period = PeriodFilter("year")
    revenue_type = DimensionFilter(measures.REVENUE_TYPE)
    revenue_subtype = DimensionFilter(measures.REVENUE_SUBTYPE)
    partner = DimensionFilter(measures.PARTNER)
    source = DimensionFilter(measures.SOURCE)
    display_group = DimensionFilter(measures.DISPLAY_GROUP)
    search = django_filters.CharFilter(label=_("Search"), method="filter_search")

    def filter_search(
        self, rows: QuerySet[RevenueStatistic], _name: str, value: str
    ) -> QuerySet[RevenueStatistic]:
        """Return the rows whose contributor has the text in its name or an alias."""
        return rows.filter(Q(contributor__icontains=value) | Q(partner__in=organisations_named(value)))
