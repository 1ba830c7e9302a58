"""Filters of the statuses of cooperation frameworks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.registers.filtersets import YES_NO, DimensionFilter, StateFilterSet
from ilo_dc.core.registers.shared_rows import SharingFilterSet
from portfolio.frameworks.measures import framework_statuses as measures
from portfolio.frameworks.models.framework import CooperationFramework, FrameworkCountry

if TYPE_CHECKING:
    from portfolio.frameworks.querysets.framework_parts import FrameworkStateQuerySet


class FrameworkStatusFilterSet(SharingFilterSet, StateFilterSet):
    """Filters of statuses, as known at a moment; `on` asks for those of a day."""

    folded = ("shared", "member_country", "published")

    search = django_filters.CharFilter(label=_("Search"), method="filter_search")
    status = DimensionFilter(measures.STATUS)
    kind = DimensionFilter(measures.KIND)
    country = DimensionFilter(measures.COUNTRY, method="keep")
    member_country = DimensionFilter(
        measures.MEMBER_COUNTRY,
        help_text=_(
            "The country alone or among others; “Country or area” asks for frameworks of that country alone."
        ),
    )
    region = DimensionFilter(measures.REGION)
    framework = DimensionFilter(measures.FRAMEWORK)
    published = django_filters.ChoiceFilter(
        label=_("Of public frameworks only"),
        choices=YES_NO[:1],
        empty_label=_("Any"),
        method="filter_published",
    )

    def filter_search(self, rows: FrameworkStateQuerySet, _name: str, value: str) -> QuerySet[Any]:
        """Return the statuses of the frameworks with each word in their title or a country's name."""
        if self.is_of_the_past:
            return rows.named_then(value)
        return rows.filter(framework__in=CooperationFramework.objects.named(value).values("pk"))

    def members(self, countries: Sequence[str]) -> Q:
        """Return the condition on the statuses of the frameworks that countries belong to."""
        places = FrameworkCountry.objects.filter(country__in=countries)
        return Q(framework__in=places.values("framework"))

    def filter_published(self, rows: FrameworkStateQuerySet, _name: str, _value: str) -> QuerySet[Any]:
        """Return the statuses of the frameworks that everyone saw at the moment asked for."""
        return rows.published_at(self.moment)
