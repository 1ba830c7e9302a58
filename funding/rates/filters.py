"""Filters of exchange rates: the same for page, API and export."""

from __future__ import annotations

import django_filters
from django.utils.translation import gettext_lazy as _

from funding.rates.vocab import RateSource
from ilo_dc.core.models import Currency
from ilo_dc.core.registers.filtersets import CodeFilter, DayFilter, FactFilterSet


def offered_currencies() -> list[tuple[str, str]]:
    """Return the codes of all currencies, which are what people call them by here."""
    return [(code, code) for code in Currency.objects.values_list("code", flat=True)]


class ExchangeRateFilterSet(FactFilterSet):
    """Filters of exchange rates."""

    folded = ("source",)

    currency = CodeFilter("currency__code", label=_("Currency"), offered=offered_currencies)
    since = DayFilter("effective_on", lookup_expr="gte", label=_("Effective since"))
    until = DayFilter("effective_on", lookup_expr="lte", label=_("Effective until"))
    source = django_filters.ChoiceFilter(
        label=_("Source of the rate"), choices=RateSource.choices, empty_label=_("Any")
    )
