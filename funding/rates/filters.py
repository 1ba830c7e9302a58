"""Filters of exchange rates: the same for page, API and export."""

from __future__ import annotations

import django_filters
from django.utils.translation import gettext_lazy as _

from funding.rates.vocab import RateSource
from ilo_dc.core.models import Currency
from ilo_dc.core.registers.filtersets import CodeFilter, DayFilter, FactFilterSet


def offered_currencies() -> list[tuple[str, str]]:
    """Return the codes and names of the currencies that have a rate."""
    rated = Currency.objects.filter(exchange_rates__isnull=False, exchange_rates__superseded_at__isnull=True)
    return list(rated.distinct().values_list("code", "name"))


class ExchangeRateFilterSet(FactFilterSet):
    """Filters of exchange rates."""

    folded = ("source",)

    currency = CodeFilter("currency__code", label=_("Currency"), offered=offered_currencies)
    since = DayFilter("effective_on", lookup_expr="gte", label=_("Effective since"))
    until = DayFilter("effective_on", lookup_expr="lte", label=_("Effective until"))
    source = django_filters.ChoiceFilter(
        label=_("Source of the rate"), choices=RateSource.choices, empty_label=_("Any")
    )
