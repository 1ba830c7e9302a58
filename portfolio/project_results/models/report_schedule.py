import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.days import WithinCalendar
from ilo_dc.core.versions.models import Revised, in_force_when_written
from portfolio.project_results.querysets import ReportScheduleQuerySet
from portfolio.project_results.rules import DUE_DAYS, EVERY_MONTHS, Schedule

MOST_MONTHS, MOST_DAYS = 24, 365


@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), meta=in_force_when_written()
)
class ReportSchedule(Revised):
    """How often progress reports are asked for of periods that begin on `since` or later.

    Of one project whose agreement asks for it, or (`project` is empty) of all that have none of their own.
    """

    NAMED_BY = ("project", "since")  # in histories

    project = models.ForeignKey(
        "portfolio.Project",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="report_schedules",
        verbose_name=_("project"),
    )
    since = models.DateField(_("for periods from"))
    every_months = models.PositiveSmallIntegerField(
        _("months that a report covers"),
        default=EVERY_MONTHS,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_MONTHS)],
    )
    due_days = models.PositiveSmallIntegerField(
        _("days after the period until it is due"),
        default=DUE_DAYS,
        validators=[MaxValueValidator(MOST_DAYS)],
    )

    objects = ReportScheduleQuerySet.as_manager()

    class Meta(Revised.Meta):
        verbose_name = _("schedule of progress reports")
        abstract = False
        ordering = ["-since", "-pk"]
        constraints = [
            *Revised.Meta.constraints,
            models.UniqueConstraint(
                fields=["project", "since"],
                nulls_distinct=False,
                name="one_report_schedule_a_day",
                violation_error_message=_("There is a schedule from this day already."),
            ),
            models.CheckConstraint(
                condition=Q(every_months__gte=1, every_months__lte=MOST_MONTHS, due_days__lte=MOST_DAYS),
                name="a_report_schedule_is_in_reason",
                violation_error_message=_("A report must cover 1 to 24 months and be due within a year."),
            ),
            WithinCalendar(name="report_schedule_dates_are_in_the_calendar", days=["since"]),
        ]

    def __str__(self) -> str:
        return f"{self.since}"

    @property
    def rule(self) -> Schedule:
        """The schedule, for rules."""
        return Schedule(self.since, self.every_months, self.due_days, own=self.project_id is not None)
