"""Filters of funding's registers: the same for page, API and export."""

from __future__ import annotations

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from funding import measures
from funding.models import FundingPartner, RevenueStatistic
from funding.vocab import DisplayGroup, Publication, SourceCategory
from ilo_dc.core.filters import YES_NO, DimensionFilter, FactFilterSet, PeriodFilter, RecordFilterSet
from ilo_dc.core.names import organisations_named


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

    class Meta:
        model = RevenueStatistic
        fields: list[str] = []

    def filter_search(
        self, rows: QuerySet[RevenueStatistic], _name: str, value: str
    ) -> QuerySet[RevenueStatistic]:
        """Return the rows whose contributor has the text in its name or an alias."""
        return rows.filter(Q(contributor__icontains=value) | Q(partner__in=organisations_named(value)))


class FundingPartnerFilterSet(RecordFilterSet):
    """Filters of the profiles of funding partners."""

    folded = ("code", "is_group_row")

    search = django_filters.CharFilter(label=_("Search"), method="filter_search")
    code = django_filters.CharFilter(label=_("Address of the partner"), field_name="organisation__slug")
    country = django_filters.CharFilter(
        label=_("Country or area"), field_name="organisation__country__iso3", lookup_expr="iexact"
    )
    source = django_filters.ChoiceFilter(
        label=_("Source category"),
        field_name="source_category",
        choices=SourceCategory.choices,
        empty_label=_("Any"),
    )
    display_group = django_filters.ChoiceFilter(
        label=_("Display group"), choices=DisplayGroup.choices, empty_label=_("Any")
    )
    rbsa_member = django_filters.ChoiceFilter(
        label=_("Contributes to RBSA"), choices=YES_NO, empty_label=_("Any"), method="filter_flag"
    )
    is_group_row = django_filters.ChoiceFilter(
        label=_("Stands for many partners"), choices=YES_NO, empty_label=_("Any"), method="filter_flag"
    )

    class Meta:
        model = FundingPartner
        fields: list[str] = []

    def filter_search(
        self, rows: QuerySet[FundingPartner], _name: str, value: str
    ) -> QuerySet[FundingPartner]:
        """Return the partners with the text in their name or an alias."""
        return rows.filter(organisation__in=organisations_named(value))

    def filter_flag(self, rows: QuerySet[FundingPartner], name: str, value: str) -> QuerySet[FundingPartner]:
        """Return the partners of which a statement is true, or those of which it is not."""
        return rows.filter(**{name: value == "true"})
