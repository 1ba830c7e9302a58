from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from funding.rates.querysets import ExchangeRateQuerySet
from funding.rates.vocab import RateSource
from ilo_dc.core.days import WithinCalendar
from ilo_dc.core.facts.models.fact import Fact


class ExchangeRate(Fact):
    """How many units of a currency one US dollar is worth, from a day on, within the month of that day.

    The UN Treasury's, or in a demonstration an invented stand-in for it, which a live installation refuses.
    """

    FACT_KEY = ("currency", "effective_on")
    NOUN = "exchange-rates"

    currency = models.ForeignKey(
        "core.Currency", models.PROTECT, related_name="exchange_rates", verbose_name=_("currency")
    )
    effective_on = models.DateField(_("effective on"))
    rate = models.DecimalField(_("units of the currency to the US dollar"), max_digits=18, decimal_places=6)
    source = models.CharField(
        _("source of the rate"), max_length=10, choices=RateSource, default=RateSource.UNORE
    )

    objects: ClassVar[Any] = ExchangeRateQuerySet.as_manager()

    class Meta(Fact.Meta):
        abstract = False
        verbose_name = _("exchange rate")
        ordering = ["-effective_on", "currency_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["currency", "effective_on"],
                condition=Q(superseded_at__isnull=True),
                name="one_current_exchange_rate",
                violation_error_message=_(
                    "A rate of this currency and day is in force already: it must be replaced."
                ),
            ),
            models.CheckConstraint(
                condition=Q(rate__gt=0),
                name="an_exchange_rate_is_positive",
                violation_error_message=_("A rate must be above 0."),
            ),
            models.CheckConstraint(
                condition=Q(source=RateSource.UNORE) | Q(source=RateSource.DEMO, demonstration=True),
                name="demo_rates_are_demonstration",
                violation_error_message=_("A DEMO rate must be marked as demonstration data."),
            ),
            WithinCalendar(name="exchange_rate_days_are_in_the_calendar", days=["effective_on"]),
        ]
        indexes = [
            *Fact.Meta.indexes,
            models.Index(fields=["effective_on"], name="exchange_rates_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.currency_id} {self.effective_on}"
