"""Filters of clearances, of their steps, of what screenings ask and of settings."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from funding.clearances import measures
from funding.clearances.models.clearance import PartnershipClearance
from funding.clearances.querysets import PartnershipClearanceQuerySet, ScreeningCriterionQuerySet
from funding.clearances.vocab import ClearanceStatus, CriterionKind, PartnershipForm
from ilo_dc.core.reference.names import organisation_names
from ilo_dc.core.registers.filtersets import (
    YES_NO,
    CodeFilter,
    DayFilter,
    DimensionFilter,
    FactFilterSet,
    PeriodFilter,
    RecordFilterSet,
)


class ClearanceFilterSet(RecordFilterSet):
    """Filters of clearances."""

    folded = ("requested",)

    search = django_filters.CharFilter(label=_("Search"), method="filter_search")
    status = django_filters.ChoiceFilter(
        label=_("Status"), choices=ClearanceStatus.choices, empty_label=_("Any")
    )
    form = django_filters.ChoiceFilter(
        label=_("Form of the partnership"), choices=PartnershipForm.choices, empty_label=_("Any")
    )
    partner = CodeFilter("organisation__slug", label=_("Partner"), offered=organisation_names)
    valid_on = DayFilter(label=_("Valid on"), method="filter_valid")
    requested = PeriodFilter("requested_on__year", label=_("Years of the request"))

    def filter_search(
        self, rows: PartnershipClearanceQuerySet, _name: str, value: str
    ) -> QuerySet[PartnershipClearance]:
        """Return the clearances with each word in a name of the partner, or in purpose or sector."""
        return rows.named(value)

    def filter_valid(
        self, rows: PartnershipClearanceQuerySet, _name: str, value: Any
    ) -> QuerySet[PartnershipClearance]:
        """Return the clearances on which an agreement of that day may rest."""
        return rows.valid_on(value)


class ClearanceStepFilterSet(FactFilterSet):
    """Filters of the steps that ended."""

    folded = ("period", "partner")

    year = DimensionFilter(measures.YEAR)
    step = DimensionFilter(measures.STEP)
    decision = DimensionFilter(measures.DECISION)
    period = PeriodFilter("ended_on__year", label=_("Years"))
    partner = CodeFilter("clearance__organisation__slug", label=_("Partner"), offered=organisation_names)
    search = django_filters.CharFilter(label=_("Search"), method="filter_search")

    def filter_search(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Return the steps of the clearances with each word in a name of the partner, purpose or sector."""
        return rows.filter(clearance__in=PartnershipClearance.objects.named(value).values("pk"))


class ScreeningCriterionFilterSet(RecordFilterSet):
    """Filters of what screenings ask."""

    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=CriterionKind.choices, empty_label=_("Any"))
    in_force = django_filters.ChoiceFilter(
        label=_("Asked today"), choices=YES_NO, empty_label=_("Any"), method="filter_in_force"
    )

    def filter_in_force(self, rows: ScreeningCriterionQuerySet, _name: str, value: str) -> QuerySet[Any]:
        """Return what requests of today are asked, or all else."""
        today = rows.model._default_manager.in_force_on(timezone.now().date()).order_by()
        return rows.filter(pk__in=today) if value == "true" else rows.exclude(pk__in=today)
