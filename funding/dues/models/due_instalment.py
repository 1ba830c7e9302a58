from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from funding.dues.querysets import DueInstalmentQuerySet
from funding.dues.vocab import InstalmentStatus
from ilo_dc.core.days import WithinCalendar
from ilo_dc.core.facts.models.fact import Fact


class DueInstalment(Fact):
    """An instalment that fell due, and what became of it; amounts are in `currency`.

    Recorded the night after its due day, and again in the night after that changes.
    """

    HAPPENED = ("due_on", "received_on")  # days that cannot lie ahead
    FACT_KEY = ("instalment",)
    NOUN = "due-instalments"

    instalment = models.ForeignKey(
        "funding.Instalment", models.PROTECT, related_name="+", verbose_name=_("instalment")
    )
    agreement = models.ForeignKey(
        "funding.Agreement", models.PROTECT, related_name="due_instalments", verbose_name=_("agreement")
    )
    partner = models.ForeignKey(
        "core.Organisation", models.PROTECT, related_name="+", verbose_name=_("funding partner")
    )
    due_on = models.DateField(_("due on"))
    currency = models.ForeignKey(
        "core.Currency", models.PROTECT, related_name="+", verbose_name=_("currency")
    )
    amount = models.DecimalField(_("amount"), max_digits=16, decimal_places=2)
    received = models.DecimalField(_("received"), max_digits=16, decimal_places=2)
    received_on = models.DateField(
        _("received on"), null=True, help_text=_("The day on which it was whole; empty: it is not.")
    )
    status = models.CharField(_("status"), max_length=10, choices=InstalmentStatus)

    objects = DueInstalmentQuerySet.as_manager()  # type: ignore[misc]

    class Meta(Fact.Meta):
        abstract = False
        ordering = ["-due_on", "-pk"]
        indexes = [
            *Fact.Meta.indexes,
            models.Index(fields=["due_on", "recorded_at"], name="due_instalments_by_day"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["instalment"],
                condition=Q(superseded_at__isnull=True),
                name="one_current_fact_per_due_instalment",
                violation_error_message=_("What fell due is recorded already: it must be replaced."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=InstalmentStatus.values),
                name="due_instalment_status_is_known",
                violation_error_message=_("Choose one of the listed values."),
            ),
            models.CheckConstraint(
                condition=Q(received__gte=0, received__lte=F("amount")),
                name="no_more_is_received_than_the_instalment",
                violation_error_message=_("The amount received must not be above that of the instalment."),
            ),
            WithinCalendar(name="due_instalment_dates_are_in_the_calendar", days=["due_on", "received_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.instalment_id} {self.due_on} {self.status}"

    @classmethod
    def in_the_way_of(cls, _row: models.Model) -> str:
        """Return why an instalment that fell due is not removed."""
        return str(_("It fell due and stays: change its day or its amount instead."))
