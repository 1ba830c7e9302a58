"""Columns of exchange rates: page, CSV and XLSX."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from funding.rates.models import ExchangeRate
from ilo_dc.core.registers.columns import CodeColumn, LinkColumn, PageColumn, RegisterTable, exported
from ilo_dc.core.ui.tags import day
from ilo_dc.formats import text


def _shown_day(record: ExchangeRate) -> str:
    return day(record.effective_on)


def _shown_rate(record: ExchangeRate) -> str:
    """Write the rate with the places that it needs, four at least."""
    decimals = max(4, -int(record.rate.normalize().as_tuple().exponent))
    return text.fixed(record.rate, decimals)


class ExchangeRateTable(RegisterTable):
    """Columns of exchange rates."""

    id = exported(_("Number here"))
    currency = LinkColumn(_("Currency"), accessor="currency_id")
    name = exported(_("Name of the currency"), accessor="currency__name")
    effective_on = PageColumn(_("Effective on"), _shown_day)
    rate = PageColumn(_("Units to the US dollar"), _shown_rate, attrs={"cell": {"class": "n"}})
    source = CodeColumn(_("Source of the rate"))
    recorded_at = exported(_("Recorded"))
    superseded_at = exported(_("Superseded"))
    demonstration = exported(_("Demonstration data"))

    row_heading = "currency"
