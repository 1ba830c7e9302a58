"""Filters of alignments with UN frameworks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.registers.filtersets import YES_NO, DimensionFilter, StateFilterSet
from ilo_dc.core.registers.shared_rows import PlacedFilterSet
from portfolio.alignments import measures
from portfolio.alignments.vocab import AlignmentLevel, DwcpSide, IloRole
from portfolio.programmes.filters import ProgrammeFilter

if TYPE_CHECKING:
    from portfolio.alignments.querysets import AlignmentQuerySet

SIDES = {
    DwcpSide.PRIORITY: Q(pair__priority__isnull=False),
    DwcpSide.OUTCOME: Q(pair__outcome__isnull=False),
    DwcpSide.NOTHING: Q(pair__priority__isnull=True, pair__outcome__isnull=True),
}


class AlignmentFilterSet(PlacedFilterSet, StateFilterSet):
    """Filters of alignments, as known at a moment."""

    folded = ("programme", "level", "role", "published")

    search = django_filters.CharFilter(label=_("Search"), method="filter_search")
    extent = DimensionFilter(measures.EXTENT)
    region = DimensionFilter(measures.REGION)
    country = DimensionFilter(measures.COUNTRY)
    programme = ProgrammeFilter("pair__programme")
    framework = DimensionFilter(measures.FRAMEWORK)
    side = django_filters.ChoiceFilter(
        label=_("Of the programme"), choices=DwcpSide.choices, empty_label=_("Any"), method="filter_side"
    )
    level = django_filters.ChoiceFilter(
        label=_("Level"), choices=AlignmentLevel.choices, empty_label=_("Any")
    )
    role = django_filters.ChoiceFilter(
        label=_("Role of the ILO"), choices=IloRole.choices, empty_label=_("Any")
    )
    published = django_filters.ChoiceFilter(
        label=_("Programmes signed by then only"),
        choices=YES_NO[:1],
        empty_label=_("Any"),
        method="filter_published",
    )

    def filter_search(self, rows: AlignmentQuerySet, _name: str, value: str) -> QuerySet[Any]:
        """Return the rows with each word in either side's words, or the programme's title or country."""
        return rows.named_then(value) if self.is_of_the_past else rows.named(value)

    def filter_side(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Return the rows of priorities, of outcomes, or of what only the UN framework holds."""
        return rows.filter(SIDES[DwcpSide(value)])

    def filter_published(self, rows: AlignmentQuerySet, _name: str, _value: str) -> QuerySet[Any]:
        """Return the rows that everyone saw at the moment asked for, of programmes signed on the day."""
        return rows.published_at(self.moment, on=self.day)
