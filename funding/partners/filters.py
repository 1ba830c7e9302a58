"""Filters of funding partners: the same for page, API and export."""

from __future__ import annotations

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from funding.partners.models import FundingPartner
from funding.partners.vocab import DisplayGroup, SourceCategory
from ilo_dc.core.reference.names import organisation_names, organisations_named
from ilo_dc.core.registers.filtersets import YES_NO, CodeFilter, CountryFilter, RecordFilterSet
from ilo_dc.core.registers.shared_rows import PlacedFilterSet


class FundingPartnerFilterSet(PlacedFilterSet, RecordFilterSet):
    """Filters of the profiles of funding partners."""

    folded = ("code", "is_group_row")

    search = django_filters.CharFilter(label=_("Search"), method="filter_search")
    code = CodeFilter("organisation__slug", label=_("Partner"), offered=organisation_names)
    country = CountryFilter("organisation__country")
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

    def filter_search(
        self, rows: QuerySet[FundingPartner], _name: str, value: str
    ) -> QuerySet[FundingPartner]:
        """Return the partners with the text in their name or an alias."""
        return rows.filter(organisation__in=organisations_named(value))

    def filter_flag(self, rows: QuerySet[FundingPartner], name: str, value: str) -> QuerySet[FundingPartner]:
        """Return the partners of which a statement is true, or those of which it is not."""
        return rows.filter(**{name: value == "true"})
