from datetime import date
from typing import Any

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from funding.agreements.querysets import DonorReportQuerySet
from funding.agreements.vocab import ReportKind
from ilo_dc.core.days import DayAfterField, WithinCalendar, last_day
from ilo_dc.core.versions.models import Revised


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class DonorReport(Revised):
    """A report that a funding partner is due for a period, and when it was sent."""

    HAPPENED = ("sent_on",)  # days that cannot lie ahead
    NAMED_BY = ("agreement", "kind", "due_on")  # in histories

    agreement = models.ForeignKey(
        "funding.Agreement", models.PROTECT, related_name="donor_reports", verbose_name=_("agreement")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=ReportKind)
    due_on = models.DateField(_("due on"))
    starts_on = models.DateField(_("period from"), null=True, blank=True)
    ends_on = DayAfterField(_("last day of the period"), null=True, blank=True)
    partner = models.ForeignKey(
        "core.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("partner"),
        help_text=_("Of a multi-donor agreement: whom it is for. Empty: for all."),
    )
    sent_on = models.DateField(_("sent on"), null=True, blank=True)
    note = models.CharField(
        _("note"), max_length=300, blank=True, help_text=_("How it was sent, to whom. The partner reads it.")
    )

    objects = DonorReportQuerySet.as_manager()

    class Meta(Revised.Meta):
        verbose_name = _("report to a funding partner")
        abstract = False
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["due_on", "id"], name="donor_reports_by_day")]
        constraints = [
            *Revised.Meta.constraints,
            models.CheckConstraint(
                condition=Q(kind__in=ReportKind.values),
                name="donor_report_kind_is_known",
                violation_error_message=_("Choose one of the listed values."),
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True, ends_on__isnull=True)
                | Q(starts_on__isnull=False, ends_on__isnull=False, ends_on__gt=F("starts_on")),
                name="the_period_of_a_donor_report_ends_after_it_starts",
                violation_error_message=_("The end must be after the start; give both or neither."),
            ),
            WithinCalendar(
                name="donor_report_dates_are_in_the_calendar",
                days=["due_on", "starts_on", "sent_on"],
                days_after=["ends_on"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.due_on}"

    @property
    def last_day(self) -> date | None:
        """The last day of its period; None: it names none."""
        return last_day(self.ends_on)

    @property
    def addressee(self) -> Any:
        """Whom it is for: one of several partners, else the one that signed."""
        return self.partner or self.agreement.partner
