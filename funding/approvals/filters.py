"""Filters of approvals."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from funding.agreements.models.agreement import Agreement
from funding.agreements.querysets import agreements_of, published_under
from funding.agreements.vocab import Earmarking
from funding.approvals.models.approval_share import ApprovalShare
from funding.approvals.vocab import ApprovalStatus
from funding.ledger.filters import late_filter
from funding.partners.vocab import SourceCategory
from ilo_dc.core.reference.names import organisation_names
from ilo_dc.core.registers.filtersets import (
    CodeFilter,
    DayFilter,
    PeriodFilter,
    RecordFilterSet,
    RegionFilter,
)
from ilo_dc.core.registers.number_filters import AmountFilter, WholeFilter

if TYPE_CHECKING:
    from django.db.models import QuerySet

ANY = _("Any")


class ApprovalFilterSet(RecordFilterSet):
    """Filters of approvals."""

    folded = (
        "source",
        "earmarking",
        "region",
        "least_amount_usd",
        "signed_since",
        "signed_until",
        "agreement",
        "minute_year",
        "late",
    )

    search = django_filters.CharFilter(label=_("Search"), method="filter_search")
    status = django_filters.ChoiceFilter(label=_("Status"), choices=ApprovalStatus.choices, empty_label=ANY)
    partner = CodeFilter(label=_("Funding partner"), offered=organisation_names, method="filter_partner")
    source = django_filters.ChoiceFilter(
        label=_("Source category"), choices=SourceCategory.choices, empty_label=ANY, method="filter_source"
    )
    earmarking = django_filters.ChoiceFilter(
        "agreement__earmarking", label=_("Earmarking"), choices=Earmarking.choices, empty_label=ANY
    )
    region = RegionFilter(method="filter_region")
    least_amount_usd = AmountFilter(label=_("Approved at least, US$"), method="filter_least_amount_usd")
    signed = PeriodFilter("counts_on__year", label=_("Years of approval"))
    signed_since = DayFilter("counts_on", lookup_expr="gte", label=_("Signed since"))
    signed_until = DayFilter("counts_on", lookup_expr="lte", label=_("Signed until"))
    minute_year = PeriodFilter("minute_year", label=_("Years of the minute"))
    late = late_filter()
    agreement = WholeFilter("agreement_id", label=_("Number of the agreement here"))

    def filter_search(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Return the approvals of agreements with each word in title, reference or a name of the partner."""
        return rows.filter(agreement__in=Agreement.objects.named(value).values("pk"))

    def filter_partner(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Return the approvals of agreements that a partner signed, alone or as one of several."""
        return rows.filter(agreements_of(self.viewer, value, "agreement__"))

    def filter_source(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Return the approvals that are published under a source category."""
        return rows.filter(published_under(value, "agreement__"))

    def filter_region(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Return the approvals with a share for an outcome of a region, as far as the viewer sees it."""
        place = Q(outcome__country__region=value) | Q(outcome__region=value)
        shares = ApprovalShare.objects.visible_to(self.viewer).filter(place)
        return rows.filter(pk__in=shares.values("approval"))

    def filter_least_amount_usd(self, rows: QuerySet[Any], _name: str, value: Decimal) -> QuerySet[Any]:
        """Return the approvals of so many US dollars, or more."""
        return rows.filter(amount_usd__gte=value)
