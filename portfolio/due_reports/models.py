from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.days import DayAfterField, WithinCalendar, last_day
from ilo_dc.core.facts.models.fact import Fact
from portfolio.due_reports.querysets import DueReportQuerySet
from portfolio.due_reports.vocab import DueKind, DueState

if TYPE_CHECKING:
    from datetime import date


class DueReport(Fact):
    """An outcome update or a progress report that fell due for a half-open period, and what became of it.

    Recorded the night after its due day, and again when that changes. Where it belongs stays as it was.
    """

    FACT_KEY = ("outcome", "project", "starts_on")
    NOUN = "due-reports"

    kind = models.CharField(_("kind"), max_length=20, choices=DueKind)
    outcome = models.ForeignKey(
        "portfolio.ProgrammeOutcome",
        models.PROTECT,
        null=True,
        related_name="due_reports",
        verbose_name=_("country programme outcome"),
    )
    project = models.ForeignKey(
        "portfolio.Project",
        models.PROTECT,
        null=True,
        related_name="due_reports",
        verbose_name=_("project"),
    )
    country = models.ForeignKey(
        "core.Country", models.PROTECT, null=True, related_name="+", verbose_name=_("country or area")
    )
    region = models.ForeignKey(
        "core.Region", models.PROTECT, null=True, related_name="+", verbose_name=_("region")
    )
    starts_on = models.DateField(_("first day of the period"))
    ends_on = DayAfterField(_("last day of the period"))
    due_on = models.DateField(_("due"))
    state = models.CharField(_("state"), max_length=10, choices=DueState)

    objects = DueReportQuerySet.as_manager()  # type: ignore[misc]

    class Meta(Fact.Meta):
        abstract = False
        ordering = ["-due_on", "-pk"]
        indexes = [
            *Fact.Meta.indexes,
            models.Index(fields=["due_on", "recorded_at"], name="due_reports_by_day"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["outcome", "project", "starts_on"],
                condition=Q(superseded_at__isnull=True),
                nulls_distinct=False,
                name="one_current_due_report_per_period",
                violation_error_message=_("What fell due is recorded already: it must be replaced."),
            ),
            models.CheckConstraint(
                condition=Q(kind=DueKind.OUTCOME_UPDATE, outcome__isnull=False, project__isnull=True)
                | Q(kind=DueKind.PROGRESS_REPORT, outcome__isnull=True, project__isnull=False),
                name="a_due_report_is_of_an_outcome_or_a_project",
                violation_error_message=_("Name an outcome or a project, not both."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=DueState.values),
                name="due_report_state_is_known",
                violation_error_message=_("Choose one of the listed values."),
            ),
            WithinCalendar(
                name="due_report_dates_are_in_the_calendar",
                days=["starts_on", "due_on"],
                days_after=["ends_on"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outcome_id or self.project_id} {self.starts_on} {self.state}"

    @property
    def last_day(self) -> date | None:
        """The last day of the period."""
        return last_day(self.ends_on)

    @property
    def reported_code(self) -> str | None:
        """The code of the outcome or the project; reads them."""
        if self.outcome is not None:
            return self.outcome.code
        return self.project.code if self.project is not None else None

    @property
    def reported_title(self) -> str | None:
        """The title of the outcome or the project; reads them."""
        if self.outcome is not None:
            return self.outcome.title
        return self.project.title if self.project is not None else None

    @classmethod
    def in_the_way_of(cls, _row: models.Model) -> str:
        """Return why what had to be reported on is not removed."""
        return str(_("Reports on this fell due. It stays."))
