"""Filters of funding calls and of bids."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from funding.calls.vocab import NO_RESULT, BidResult, CallStatus
from ilo_dc.core.models import Currency
from ilo_dc.core.reference.names import office_names, organisation_names
from ilo_dc.core.registers.filtersets import CodeFilter, DayFilter, RecordFilterSet
from ilo_dc.core.registers.number_filters import WholeFilter
from portfolio.proposals.filters import ProposalFilter

ANY = _("Any")


def currency_names() -> list[tuple[str, str]]:
    """Return the codes of the currencies, each with its name."""
    return list(Currency.objects.order_by("code").values_list("code", "name"))


class CallsFilterSet(RecordFilterSet):
    """What both registers share."""

    search = django_filters.CharFilter(label=_("Search"), method="filter_search")

    def filter_search(self, rows: Any, _name: str, value: str) -> QuerySet[Any]:
        """Return the rows with each word in their texts or in a name of the fund or partner."""
        found: QuerySet[Any] = rows.named(value)
        return found


class FundingCallFilterSet(CallsFilterSet):
    """Filters of funding calls."""

    folded = ("lead_agency", "open_on")

    status = django_filters.ChoiceFilter(label=_("Status"), choices=CallStatus.choices, empty_label=ANY)
    partner = CodeFilter("partner__slug", label=_("Fund or partner"), offered=organisation_names)
    closes_since = DayFilter("closes_on", lookup_expr="gte", label=_("Closes since"))
    closes_until = DayFilter("closes_on", lookup_expr="lte", label=_("Closes until"))
    lead_agency = CodeFilter("lead_agency__slug", label=_("Lead agency"), offered=organisation_names)
    open_on = DayFilter(label=_("Takes bids on the day"), method="filter_open_on")

    def filter_open_on(self, rows: Any, _name: str, value: Any) -> QuerySet[Any]:
        """Return the calls that take bids on a day."""
        found: QuerySet[Any] = rows.open_on(value)
        return found


class BidFilterSet(CallsFilterSet):
    """Filters of bids."""

    folded = ("currency", "call", "proposal")

    result = django_filters.ChoiceFilter(
        label=_("Result"),
        choices=[*BidResult.choices, (NO_RESULT, _("Not yet decided"))],
        empty_label=ANY,
        method="filter_result",
    )
    partner = CodeFilter("call__partner__slug", label=_("Fund or partner"), offered=organisation_names)
    unit = CodeFilter("unit__code", label=_("Unit"), offered=office_names)
    decided_since = DayFilter("decided_on", lookup_expr="gte", label=_("Result since"))
    decided_until = DayFilter("decided_on", lookup_expr="lte", label=_("Result until"))
    currency = CodeFilter("currency__code", label=_("Currency"), offered=currency_names)
    call = WholeFilter("call_id", label=_("Number of the funding call here"))
    proposal = ProposalFilter()

    def filter_result(self, rows: Any, _name: str, value: str) -> QuerySet[Any]:
        """Return the bids with this result, or those without one."""
        found: QuerySet[Any] = rows.with_result(value)
        return found
