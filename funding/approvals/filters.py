"""Filters of approvals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import django_filters
from django.utils.translation import gettext_lazy as _

from funding.agreements.models.agreement import Agreement
from funding.approvals.vocab import ApprovalStatus
from ilo_dc.core.reference.names import organisation_names
from ilo_dc.core.registers.filtersets import CodeFilter, DayFilter, PeriodFilter, RecordFilterSet
from ilo_dc.core.registers.number_filters import WholeFilter

if TYPE_CHECKING:
    from django.db.models import QuerySet

ANY = _("Any")


class ApprovalFilterSet(RecordFilterSet):
    """Filters of approvals."""

    folded = ("signed_since", "signed_until", "agreement", "minute_year")

    search = django_filters.CharFilter(label=_("Search"), method="filter_search")
    status = django_filters.ChoiceFilter(label=_("Status"), choices=ApprovalStatus.choices, empty_label=ANY)
    partner = CodeFilter("agreement__partner__slug", label=_("Funding partner"), offered=organisation_names)
    signed = PeriodFilter("counts_on__year", label=_("Years of approval"))
    signed_since = DayFilter("counts_on", lookup_expr="gte", label=_("Signed since"))
    signed_until = DayFilter("counts_on", lookup_expr="lte", label=_("Signed until"))
    minute_year = PeriodFilter("minute_year", label=_("Years of the minute"))
    agreement = WholeFilter("agreement_id", label=_("Number of the agreement here"))

    def filter_search(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Return the approvals of agreements with each word in title, reference or a name of the partner."""
        return rows.filter(agreement__in=Agreement.objects.named(value).values("pk"))
