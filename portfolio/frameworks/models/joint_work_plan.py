from __future__ import annotations

from datetime import date

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.days import DAY, DayAfterField, WithinCalendar
from ilo_dc.core.long_texts import LongTextField
from ilo_dc.core.versions.models import Revised
from portfolio.frameworks.querysets.framework_parts import JointWorkPlanQuerySet


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class JointWorkPlan(Revised):
    """A joint work plan under a framework, for a half-open period, and the ILO's part in it."""

    framework = models.ForeignKey(
        "portfolio.CooperationFramework", models.PROTECT, related_name="joint_work_plans"
    )
    group = models.ForeignKey(
        "portfolio.ResultsGroup",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="joint_work_plans",
        verbose_name=_("results group"),
    )
    starts_on = models.DateField(_("from"))
    ends_on = DayAfterField(_("last day"))
    reference = models.CharField(
        _("document"), max_length=300, help_text=_("The title or number of the document, as it is cited.")
    )
    link = models.URLField(_("address of the document"), max_length=500, blank=True)
    ilo_part = LongTextField(_("part of the ILO"), max_length=2000, blank=True)

    objects = JointWorkPlanQuerySet.as_manager()

    class Meta(Revised.Meta):
        verbose_name = _("joint work plan")
        abstract = False
        ordering = ["framework", "-starts_on", "pk"]
        constraints = [
            *Revised.Meta.constraints,
            models.UniqueConstraint(
                fields=["framework", "reference", "starts_on"],
                name="a_work_plan_stands_once",
                violation_error_message=_("This work plan is recorded already."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="work_plan_ends_after_start",
                violation_error_message=_("The end must be after the start."),
            ),
            WithinCalendar(
                name="joint_work_plan_dates_are_in_the_calendar", days=["starts_on"], days_after=["ends_on"]
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def last_day(self) -> date:
        """The last day."""
        return self.ends_on - DAY
