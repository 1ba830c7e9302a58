"""Filters of the ledger and of its pools: the same for page, API and export."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from funding.ledger import measures
from funding.ledger.vocab import CountedIn, EntryKind, PoolKind, ResourceType
from ilo_dc.core.facts.moments import settle
from ilo_dc.core.registers.filtersets import (
    YES_NO,
    DayFilter,
    DimensionFilter,
    MomentFilter,
    PeriodFilter,
    RegisterFilterSet,
    SinceFilter,
)
from ilo_dc.core.registers.number_filters import WholeFilter
from ilo_dc.core.registers.shared_rows import PlacedFilterSet


def late_filter() -> django_filters.ChoiceFilter:
    """Return the filter of what was recorded while the reporting year in which it counts was closed."""
    return django_filters.ChoiceFilter(
        label=_("Late in a closed year"), choices=YES_NO, empty_label=_("Any"), method=_of_late
    )


def _of_late(rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
    return rows.filter(late=value == "true")


class LedgerEntryFilterSet(PlacedFilterSet, RegisterFilterSet):
    """Filters of the lines of the ledger; `as_of` leaves out what was recorded later."""

    folded = (
        "pool",
        "agreement",
        "partner",
        "reporting_partner",
        "moves",
        "counted_in",
        "year",
        "period",
        "biennium",
        "source",
        "display_group",
        "funding_class",
        "earmarking",
        "revenue_type",
        "region",
        "policy_outcome",
        "late",
    )

    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=EntryKind.choices, empty_label=_("Any"))
    moves = django_filters.ChoiceFilter(
        label=_("What it moves"), choices=EntryKind.choices, empty_label=_("Any")
    )
    counted_in = django_filters.ChoiceFilter(
        label=_("Counted in"), choices=CountedIn.choices, empty_label=_("Any"), method="filter_counted_in"
    )
    resource_type = DimensionFilter(measures.RESOURCE_TYPE)
    country = DimensionFilter(measures.COUNTRY)
    year = DimensionFilter(measures.YEAR)
    period = PeriodFilter("year")
    biennium = DimensionFilter(measures.BIENNIUM)
    source = DimensionFilter(measures.SOURCE)
    display_group = DimensionFilter(measures.DISPLAY_GROUP)
    funding_class = DimensionFilter(measures.FUNDING_CLASS)
    earmarking = DimensionFilter(measures.EARMARKING)
    revenue_type = DimensionFilter(measures.REVENUE_TYPE)
    region = DimensionFilter(measures.REGION)
    policy_outcome = DimensionFilter(measures.POLICY_OUTCOME)
    late = late_filter()
    since = DayFilter("effective_on", lookup_expr="gte", label=_("Counts since"))
    until = DayFilter("effective_on", lookup_expr="lte", label=_("Counts until"))
    pool = WholeFilter("pool", label=_("Number of the pool"))
    agreement = WholeFilter("agreement_id", label=_("Number of the agreement here"))
    partner = DimensionFilter(measures.PARTNER)
    reporting_partner = DimensionFilter(measures.REPORTING_PARTNER)
    as_of = MomentFilter(label=_("As of"), method="keep")
    updated_since = SinceFilter("recorded_at", lookup_expr="gte", label=_("Updated since"))

    def filter_counted_in(self, rows: Any, _name: str, value: str) -> QuerySet[Any]:
        """Return the lines of voluntary funding that a figure counts."""
        found: QuerySet[Any] = rows.counted_in(value)
        return found

    @property
    def moment(self) -> datetime | None:
        """The moment the rows are shown as known at."""
        asked = self.form.cleaned_data.get("as_of") if self.form.is_valid() else None
        return settle(asked) if asked else None

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return the filtered lines that were recorded by `as_of`, named as they were then."""
        rows: Any = super().filter_queryset(queryset)
        known = rows.as_known_at(self.moment)
        found: QuerySet[Any] = known.as_shown_at(self.moment) if self.moment else known
        return found


class PoolFilterSet(RegisterFilterSet):
    """Filters of pools."""

    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=PoolKind.choices, empty_label=_("Any"))
    resource_type = django_filters.ChoiceFilter(
        label=_("Resource type"), choices=ResourceType.choices, empty_label=_("Any")
    )
    agreement = WholeFilter("agreement_id", label=_("Number of the agreement here"))
    short = django_filters.ChoiceFilter(
        label=_("Shortfall"),
        choices=[("true", _("Only pools with one"))],
        empty_label=_("Any"),
        method="filter_short",
    )

    def filter_short(self, rows: Any, _name: str, _value: str) -> QuerySet[Any]:
        """Return the pools in which more is allocated than there is."""
        found: QuerySet[Any] = rows.short()
        return found
