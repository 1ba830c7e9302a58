from __future__ import annotations

from datetime import date, datetime

import pghistory
import pgtrigger
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.days import DAY, DayAfterField, WithinCalendar
from ilo_dc.core.facts.models.fact import Fact
from ilo_dc.core.reference.querysets import ReportingYearQuerySet

# `state` and `reason` repeat the current ReportingYearStatus; only the trigger of that fact writes them.
STATE_IS_THE_FACTS = """
IF NOT (TG_OP = 'INSERT' AND NEW.state = 'open') AND NOT EXISTS (
    SELECT FROM core_reportingyearstatus
    WHERE year_id = NEW.year AND superseded_at IS NULL AND status = NEW.state
) THEN
    RAISE EXCEPTION 'The state of a reporting year follows its recorded statuses only.'
        USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
"""
YEAR_FOLLOWS = """
UPDATE core_reportingyear SET state = NEW.status, reason = NEW.reason WHERE year = NEW.year_id;
RETURN NULL;
"""


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
    """A calendar year of reporting: open, closed, or reopened with a reason; as its statuses say."""

    class State(models.TextChoices):
        """Whether what counts in the year is expected still, or comes late."""

        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")
        REOPENED = "reopened", _("Reopened")

    year = models.PositiveSmallIntegerField(_("year"), primary_key=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    # As `with_status` has it: what was recorded by a moment, and when.
    known_state: str
    known_reason: str
    known_since: datetime | None

    objects = ReportingYearQuerySet.as_manager()

    class Meta:
        verbose_name = _("reporting year")
        ordering = ["-year"]
        triggers = [
            pgtrigger.Trigger(
                name="state_is_the_facts",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("state"),
                func=STATE_IS_THE_FACTS,
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="reopened") | ~Q(reason=""),
                name="reopened_year_has_a_reason",
                violation_error_message=_("Say why the year is reopened."),
            )
        ]

    def __str__(self) -> str:
        return str(self.year)


class ReportingYearStatus(Fact):
    """That a reporting year was closed, or reopened with its reason, from `recorded_at` on.

    Before the first it is open. The year's own `state` and `reason` repeat the current one.
    """

    FACT_KEY = ("year",)
    NOUN = "reporting-years"
    SUBJECT = "year_id"

    year = models.ForeignKey(
        ReportingYear, models.PROTECT, related_name="statuses", verbose_name=_("reporting year")
    )
    status = models.CharField(_("status"), max_length=10, choices=ReportingYear.State)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta(Fact.Meta):
        abstract = False
        ordering = ["pk"]
        triggers = [
            *Fact.Meta.triggers,
            pgtrigger.Trigger(
                name="year_follows",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                func=YEAR_FOLLOWS,
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["year"],
                condition=Q(superseded_at__isnull=True),
                name="one_current_status_per_reporting_year",
                violation_error_message=_("This year has a status in force already: it must be replaced."),
            ),
            models.CheckConstraint(
                condition=Q(status="closed") | (Q(status="reopened") & ~Q(reason="")),
                name="a_reporting_year_closes_or_reopens_with_a_reason",
                violation_error_message=_("A year must be closed, or reopened with a reason."),
            ),
            models.CheckConstraint(
                condition=Q(backdated=False),
                name="reporting_years_close_when_it_is_recorded",
                violation_error_message=_("The closing of a year must be recorded on the day it happens."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year_id} {self.status}"
