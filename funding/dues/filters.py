"""Filters of what fell due by agreements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import django_filters
from django.utils.translation import gettext_lazy as _

from funding.dues import measures
from ilo_dc.core.registers.filtersets import DimensionFilter, FactFilterSet, PeriodFilter
from ilo_dc.core.registers.number_filters import WholeFilter

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from funding.dues.querysets import DueQuerySet


class DueFilterSet(FactFilterSet):
    """Filters that instalments and reports share, as known at a moment."""

    folded = ("period", "biennium", "quarter", "month", "agreement")

    search = django_filters.CharFilter(label=_("Search"), method="filter_search")
    partner = DimensionFilter(measures.PARTNER)
    year = DimensionFilter(measures.YEAR)
    period = PeriodFilter("due_on__year")
    biennium = DimensionFilter(measures.BIENNIUM)
    quarter = DimensionFilter(measures.QUARTER)
    month = DimensionFilter(measures.MONTH)
    agreement = WholeFilter("agreement_id", label=_("Number of the agreement here"))

    def filter_search(self, rows: DueQuerySet, _name: str, value: str) -> QuerySet[Any]:
        """Return the rows of the agreements with each word in title, reference or a name of the partner."""
        return rows.named_then(value) if self.is_of_the_past else rows.named(value)


class DueInstalmentFilterSet(DueFilterSet):
    """Filters of instalments that fell due."""

    status = DimensionFilter(measures.INSTALMENT_STATUS)


class DueDonorReportFilterSet(DueFilterSet):
    """Filters of reports to funding partners that fell due."""

    kind = DimensionFilter(measures.KIND)
    status = DimensionFilter(measures.REPORT_STATUS)
