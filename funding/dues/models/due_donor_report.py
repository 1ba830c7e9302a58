from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from funding.agreements.vocab import ReportKind
from funding.dues.querysets import DueDonorReportQuerySet
from funding.dues.vocab import ReportStatus
from ilo_dc.core.days import DayAfterField, WithinCalendar, last_day
from ilo_dc.core.facts.models.fact import Fact

if TYPE_CHECKING:
    from datetime import date


class DueDonorReport(Fact):
    """A report that fell due to one funding partner, and what became of it.

    What is for all partners of a multi-donor agreement is due to each. Recorded the night after its due day,
    and again in the night after that changes.
    """

    HAPPENED = ("due_on", "sent_on")  # days that cannot lie ahead
    FACT_KEY = ("donor_report", "partner")
    NOUN = "due-donor-reports"

    donor_report = models.ForeignKey(
        "funding.DonorReport", models.PROTECT, related_name="+", verbose_name=_("report")
    )
    agreement = models.ForeignKey(
        "funding.Agreement", models.PROTECT, related_name="due_donor_reports", verbose_name=_("agreement")
    )
    partner = models.ForeignKey(
        "core.Organisation", models.PROTECT, related_name="+", verbose_name=_("funding partner")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=ReportKind)
    starts_on = models.DateField(_("period from"), null=True)
    ends_on = DayAfterField(_("last day of the period"), null=True)
    due_on = models.DateField(_("due on"))
    sent_on = models.DateField(_("sent on"), null=True)
    status = models.CharField(_("status"), max_length=10, choices=ReportStatus)

    objects = DueDonorReportQuerySet.as_manager()  # type: ignore[misc]

    class Meta(Fact.Meta):
        abstract = False
        ordering = ["-due_on", "-pk"]
        indexes = [
            *Fact.Meta.indexes,
            models.Index(fields=["due_on", "recorded_at"], name="due_donor_reports_by_day"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["donor_report", "partner"],
                condition=Q(superseded_at__isnull=True),
                name="one_current_fact_per_due_donor_report",
                violation_error_message=_("What fell due is recorded already: it must be replaced."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=ReportStatus.values, kind__in=ReportKind.values),
                name="due_donor_report_status_and_kind_are_known",
                violation_error_message=_("Choose one of the listed values."),
            ),
            WithinCalendar(
                name="due_donor_report_dates_are_in_the_calendar",
                days=["due_on", "starts_on", "sent_on"],
                days_after=["ends_on"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.donor_report_id} {self.due_on} {self.status}"

    @property
    def last_day(self) -> date | None:
        """The last day of its period; None: it names none."""
        return last_day(self.ends_on)

    @classmethod
    def in_the_way_of(cls, _row: models.Model) -> str:
        """Return why a report that fell due is not removed."""
        return str(_("It fell due and stays: change its day instead."))
