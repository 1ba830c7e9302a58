from __future__ import annotations

from datetime import date

import pghistory
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.days import DAY, DayAfterField, WithinCalendar


class DateRange(Func):
    """The half-open range of two dates, for constraints and filters; a null end is open."""

    function = "DATERANGE"
    output_field = DateRangeField()


class Biennium(models.Model):
    """Two calendar years of the Programme and Budget; half-open: `ends_on` is the next one's first day."""

    code = models.CharField(_("biennium"), primary_key=True, max_length=7, help_text="2022-23")
    starts_on = models.DateField(_("first day"), unique=True)
    ends_on = DayAfterField(_("last day"))

    class Meta:
        ordering = ["starts_on"]
        verbose_name_plural = "biennia"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="biennium_ends_after_start",
                violation_error_message=_("The end must be after the start."),
            ),
            WithinCalendar(
                name="biennium_dates_are_in_the_calendar", days=["starts_on"], days_after=["ends_on"]
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def last_day(self) -> date:
        """The last day."""
        return self.ends_on - DAY


@pghistory.track()
class ReportingYear(models.Model):
    """A calendar year of reporting: open, closed, or reopened with a reason."""

    class State(models.TextChoices):
        """Whether records dated in the year still enter its published figures."""

        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")
        REOPENED = "reopened", _("Reopened")

    year = models.PositiveSmallIntegerField(_("year"), primary_key=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("reporting year")
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="reopened") | ~Q(reason=""),
                name="reopened_year_has_a_reason",
                violation_error_message=_("Say why the year is reopened."),
            )
        ]

    def __str__(self) -> str:
        return str(self.year)
