from typing import Any

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from funding.agreements.models.agreement import MOST_MONEY
from funding.agreements.querysets import InstalmentQuerySet
from ilo_dc.core.days import WithinCalendar
from ilo_dc.core.languages import together
from ilo_dc.core.versions.models import Revised


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Instalment(Revised):
    """What is to be paid of an agreement, and when; what was received stands in the ledger.

    `amount` is in the agreement's currency.
    """

    NAMED_BY = ("agreement", "due_on")  # in histories

    agreement = models.ForeignKey(
        "funding.Agreement", models.PROTECT, related_name="instalments", verbose_name=_("agreement")
    )
    due_on = models.DateField(_("due on"))
    amount = models.DecimalField(
        _("amount"),
        max_digits=16,
        decimal_places=2,
        validators=[MinValueValidator(0), MaxValueValidator(MOST_MONEY)],
    )
    partner = models.ForeignKey(
        "core.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("partner"),
        help_text=_("Of a multi-donor agreement: who pays it."),
    )
    condition = models.CharField(_("condition"), max_length=300, blank=True)

    objects = InstalmentQuerySet.as_manager()

    class Meta(Revised.Meta):
        verbose_name = _("instalment")
        abstract = False
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["due_on", "id"], name="instalments_by_day")]
        constraints = [
            *Revised.Meta.constraints,
            models.CheckConstraint(
                condition=Q(amount__gt=0, amount__lte=MOST_MONEY),
                name="an_instalment_is_an_amount",
                violation_error_message=_("An instalment must be more than 0."),
            ),
            WithinCalendar(name="instalment_dates_are_in_the_calendar", days=["due_on"]),
        ]

    def __str__(self) -> str:
        return together(self.agreement, f" {self.due_on}")

    @property
    def payer(self) -> Any:
        """Who pays it: one of several partners, else the one that signed."""
        return self.partner or self.agreement.partner
