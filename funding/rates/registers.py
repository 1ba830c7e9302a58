"""The register of exchange rates: the same rows for its page, its API path and its exports."""

from django.utils.translation import gettext_lazy as _

from funding.rates.filters import ExchangeRateFilterSet
from funding.rates.models import ExchangeRate
from funding.rates.tables import ExchangeRateTable
from ilo_dc.core.registers.register import Register

EXCHANGE_RATES = Register(
    code="exchange-rates",
    label=_("Exchange rates"),
    lead=_(
        "UN operational rates of exchange: units of a currency to one US dollar. An amount is converted at "
        "the latest rate that is effective on or before its day in the same month; a month without a rate "
        "converts nothing."
    ),
    rows=lambda user: ExchangeRate.objects.visible_to(user).for_list(),
    filterset=ExchangeRateFilterSet,
    table=ExchangeRateTable,
    orderings={
        "effective_on": ("effective_on", "currency_id"),
        "currency": ("currency_id", "effective_on"),
        "source": ("source", "effective_on"),
        "rate": ("rate",),
        "recorded_at": ("recorded_at",),
    },
    ordering="-effective_on",
    page="funding:exchange-rates",
    hxl={"currency": "#currency+code", "effective_on": "#date+start", "rate": "#value+rate"},
)
