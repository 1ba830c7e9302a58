"""What an approval is worth: its parts in its currency and in US dollars, at the rate of its signature."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from funding.agreements.rules import amounts_of
from funding.approvals.rules import Value, value_of
from funding.rates.models import ExchangeRate
from funding.rates.rules import in_dollars
from ilo_dc.core.errors import UnableToAct

if TYPE_CHECKING:
    from funding.approvals.models.approval import Approval


class UnableToValue(UnableToAct):
    """The approval lacks what its value rests on."""

    title = "Unable to value this approval"


def valued(approval: Approval) -> Value:
    """Return what an approval is worth, as the ledger will count it.

    Raises:
        UnableToValue: the amount, the day of the signature or the levy is not known yet.
        UnableToConvert: the month of the signature has no exchange rate.
    """
    agreement, signed, day = approval.agreement, approval.signed_amount, approval.signed_on
    lacking = {
        name: [_("Needed for the amount in US dollars.")]
        for name, value in (
            ("signed_total", signed),
            ("signed_on", day),
            ("levy", agreement.levy),
            ("currency", agreement.currency_id),
        )
        if value in (None, "")
    }
    if lacking:
        raise UnableToValue(_("Some entries need your attention."), lacking)
    units = int(agreement.currency.minor_units)
    terms: dict[str, Any] = {"psc_rate": agreement.psc_rate, "levy": agreement.levy, "minor_units": units}
    rate, _source = ExchangeRate.objects.rate_on(agreement.currency_id, day)
    usd = in_dollars(amounts_of(signed, **terms).net, rate)
    return value_of(signed, **terms, rate=rate, usd=usd)
