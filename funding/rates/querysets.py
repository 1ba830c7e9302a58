"""Exchange rates: who sees them, and which one holds on a day."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Self

from django.utils.translation import gettext as _

from funding.rates.rules import first_day_for
from funding.rates.vocab import DOLLAR
from ilo_dc.core.errors import UnableToAct
from ilo_dc.core.facts.querysets import FactQuerySet
from ilo_dc.formats.text import long_month

if TYPE_CHECKING:
    from funding.rates.models import ExchangeRate


class UnableToConvert(UnableToAct):
    """No exchange rate is known for the day."""

    title = "Unable to convert"


class ExchangeRateQuerySet(FactQuerySet):
    """Exchange rates; everyone sees them."""

    def for_list(self) -> Self:
        """Return the rows with what a line shows."""
        return self.select_related("currency", "edition")

    def in_force_on(
        self, currency: str, day: date, *, known_at: datetime | None = None
    ) -> ExchangeRate | None:
        """Return the rate of a currency that holds on `day` by what was known; None: its month has none yet.

        The latest effective on or before the day in the same month (`rules.rate_for`).
        """
        rates = self.as_known_at(known_at).filter(
            currency=currency, effective_on__gte=first_day_for(day), effective_on__lte=day
        )
        found: ExchangeRate | None = rates.order_by("-effective_on").first()
        return found

    def rate_on(self, currency: str, day: date) -> tuple[Decimal, str]:
        """Return how many units of a currency a US dollar is on `day`, and who says so (empty: nobody need).

        Raises:
            UnableToConvert: the month has no rate that is effective by the day.
        """
        if currency == DOLLAR:
            return Decimal(1), ""
        row = self.in_force_on(currency, day)
        if row is None:
            message = _(
                "There is no UN operational rate of exchange of %(currency)s for %(month)s that is effective "
                "by the day. Import the rates of that month."
            ) % {"currency": currency, "month": long_month(day)}
            raise UnableToConvert(message, {"currency": [message]})
        return row.rate, row.source
