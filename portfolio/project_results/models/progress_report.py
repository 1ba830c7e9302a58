from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.days import DayAfterField, WithinCalendar
from ilo_dc.core.installation.models.demonstration import Demonstrable
from ilo_dc.core.languages import texts_written_in
from ilo_dc.core.reference.models.period import DateRange
from ilo_dc.core.text_search import FoldedTexts
from ilo_dc.core.versions.models import Revised, in_force_when_written
from ilo_dc.formats.text import exact, short_date
from portfolio.programmes.vocab import Progress, TextLanguage
from portfolio.project_results.models.project_result import ProjectIndicator
from portfolio.project_results.querysets import ProgressReportQuerySet, ProjectValueQuerySet
from portfolio.project_results.rules import DUE_DAYS, NARRATIVE_MOST, Period
from portfolio.project_results.vocab import ReportState

SUBJECT_IS_FIXED = """
IF (NEW.project_id, NEW.starts_on, NEW.ends_on) IS DISTINCT FROM (OLD.project_id, OLD.starts_on, OLD.ends_on)
THEN
    RAISE EXCEPTION 'The project and the period of a report never change.' USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
"""

INDICATOR_OF_THE_PROJECT = """
IF NOT EXISTS (
    SELECT 1 FROM portfolio_projectindicator i
    JOIN portfolio_projectresult r ON r.id = i.result_id
    JOIN portfolio_progressreport p ON p.project_id = r.project_id
    WHERE i.id = NEW.indicator_id AND p.id = NEW.report_id
) THEN
    RAISE EXCEPTION 'A value and its report belong to one project.' USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
"""

OPEN = (ReportState.DRAFT, ReportState.RETURNED)


def _decided() -> Q:
    """A decision says when; a return says why, and so does what is skipped; nothing else does."""
    return (
        Q(state=ReportState.RETURNED, decided_at__isnull=False) & ~Q(note="")
        | Q(state=ReportState.ACCEPTED, decided_at__isnull=False, note="")
        | Q(state=ReportState.SKIPPED, decided_at__isnull=False) & ~Q(note="")
        | Q(state__in=(ReportState.DRAFT, ReportState.SUBMITTED), decided_at__isnull=True, note="")
    )


def _person(label: Any) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=label,
    )


def period_in_words(period: Period) -> str:
    """Return what a period is called: its first and its last day."""
    return f"{short_date(period.starts_on)} – {short_date(period.last_day)}"


@texts_written_in("language", "narrative")
@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), meta=in_force_when_written()
)
class ProgressReport(Revised):
    """What is reported of a project for a half-open period; PARDEV accepts or returns it.

    One that is skipped says why in `note`, as one that was returned does.
    """

    NAMED_BY = ("project", "period_name")  # in histories

    project = models.ForeignKey(
        "portfolio.Project", models.PROTECT, related_name="reports", verbose_name=_("project")
    )
    starts_on = models.DateField(_("first day of the period"))
    ends_on = DayAfterField(_("last day of the period"))
    state = models.CharField(
        _("state"), max_length=10, choices=ReportState, default=ReportState.DRAFT, editable=False
    )
    due_days = models.PositiveSmallIntegerField(
        _("days after the period until it is due"), default=DUE_DAYS, editable=False
    )
    rating = models.CharField(_("rating"), max_length=20, choices=Progress, blank=True)
    narrative = models.TextField(
        _("what was achieved"), blank=True, validators=[MaxLengthValidator(NARRATIVE_MOST)]
    )
    language = models.CharField(
        _("language of its text"), max_length=2, choices=TextLanguage, default=TextLanguage.ENGLISH
    )
    note = models.CharField(_("why it was returned or skipped"), max_length=1000, blank=True, editable=False)
    author = _person(_("author"))
    submitted_by = _person(_("submitted by"))
    submitted_at = models.DateTimeField(_("submitted"), null=True, editable=False)
    decided_by = _person(_("decided by"))
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)

    objects = ProgressReportQuerySet.as_manager()

    class Meta(Revised.Meta):
        verbose_name = _("progress report")
        abstract = False
        ordering = ["-starts_on", "-pk"]
        triggers = [
            *Revised.Meta.triggers,
            pgtrigger.Trigger(
                name="subject_is_fixed",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=SUBJECT_IS_FIXED,
            ),
        ]
        indexes = [
            FoldedTexts(fields=["narrative"], name="progress_report_folded"),
            models.Index(fields=["-starts_on", "id"], name="progress_reports_by_period"),
            models.Index(fields=["state", "submitted_at"], name="progress_reports_by_state"),
        ]
        constraints = [
            *Revised.Meta.constraints,
            ExclusionConstraint(
                name="one_report_of_a_project_and_period",
                expressions=[
                    ("project", RangeOperators.EQUAL),
                    (DateRange(F("starts_on"), F("ends_on")), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("This project has a report for this period already."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="a_report_ends_after_it_starts",
                violation_error_message=_("The end must be after the start."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=ReportState.values),
                name="progress_report_state_is_known",
                violation_error_message=_("Choose one of the listed values."),
            ),
            models.CheckConstraint(
                condition=Q(rating="") | Q(rating__in=Progress.values),
                name="progress_report_rating_is_known",
                violation_error_message=_("Choose one of the listed values."),
            ),
            models.CheckConstraint(
                condition=Q(language__in=TextLanguage.values),
                name="progress_report_language_is_known",
                violation_error_message=_("Choose one of the listed values."),
            ),
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("narrative"), NARRATIVE_MOST),
                name="progress_report_narrative_is_short",
                violation_error_message=_("At most 3,000 characters."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=(*OPEN, ReportState.SKIPPED)) | (~Q(rating="") & ~Q(narrative="")),
                name="a_submitted_report_is_whole",
                violation_error_message=_("Give a rating and a narrative before the report is handed in."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=(ReportState.DRAFT, ReportState.SKIPPED))
                | Q(submitted_at__isnull=False),
                name="a_submitted_report_says_when",
                violation_error_message=_("A report that was handed in must say when."),
            ),
            models.CheckConstraint(
                condition=_decided(),
                name="a_decided_report_says_when_and_why",
                violation_error_message=_(
                    "A decision on a report must say when; a return and a skipped report must give a reason, "
                    "and nothing else may."
                ),
            ),
            models.CheckConstraint(
                condition=Q(author__isnull=False) | Q(demonstration=True),
                name="a_report_has_an_author",
                violation_error_message=_("Only demonstration data may have no author."),
            ),
            WithinCalendar(
                name="progress_report_dates_are_in_the_calendar", days=["starts_on"], days_after=["ends_on"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.period.code}"

    @property
    def period(self) -> Period:
        """The period that it tells of."""
        return Period(self.starts_on, self.ends_on, self.due_days)

    @property
    def period_name(self) -> str:
        """What its period is called in the reader's language."""
        return period_in_words(self.period)

    @property
    def due_on(self) -> date:
        """The last day on which it comes in time."""
        return self.period.due_on

    @property
    def last_day(self) -> date:
        """The last day of the period."""
        return self.period.last_day

    @property
    def written_values(self) -> str:
        """One line an indicator that is reported, as files carry it; reads `values` with their indicators."""
        return "\n".join(one.filed for one in self.values.all())

    @property
    def is_open(self) -> bool:
        """Whether it may be written in."""
        return self.state in OPEN

    @property
    def is_late(self) -> bool:
        """Whether it was handed in after its day."""
        return self.submitted_at is not None and self.submitted_at.date() > self.due_on


@texts_written_in("report.language", "words")
@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), meta=in_force_when_written()
)
class ProjectValue(Demonstrable):
    """Where an indicator of a project stood at the end of a report's period; of one by sex, women and men."""

    NAMED_BY = ("report", "indicator")  # in histories

    report = models.ForeignKey(
        ProgressReport, models.CASCADE, related_name="values", verbose_name=_("progress report")
    )
    indicator = models.ForeignKey(
        ProjectIndicator, models.PROTECT, related_name="values", verbose_name=_("indicator")
    )
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=4, null=True, blank=True)
    women = models.DecimalField(_("women"), max_digits=18, decimal_places=4, null=True, blank=True)
    men = models.DecimalField(_("men"), max_digits=18, decimal_places=4, null=True, blank=True)
    words = models.CharField(_("value in words"), max_length=300, blank=True)

    objects = ProjectValueQuerySet.as_manager()

    class Meta(Demonstrable.Meta):
        verbose_name = _("value of a project’s indicator")
        abstract = False
        ordering = ["report", "indicator"]
        triggers = [
            *Demonstrable.Meta.triggers,
            pgtrigger.Trigger(
                name="indicator_of_the_project",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=INDICATOR_OF_THE_PROJECT,
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "indicator"],
                name="an_indicator_is_reported_once_in_a_report",
                violation_error_message=_("This indicator has a value in this report already."),
            ),
            models.CheckConstraint(
                condition=Q(women__isnull=True, men__isnull=True)
                | Q(women__isnull=False, men__isnull=False, value=F("women") + F("men")),
                name="women_and_men_make_the_value",
                violation_error_message=_("The value must be the sum of women and men."),
            ),
            models.CheckConstraint(
                condition=Q(women__isnull=True) | Q(women__gte=0, men__gte=0),
                name="women_and_men_are_not_below_zero",
                violation_error_message=_("Write zero or more."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.indicator_id}"

    @property
    def written(self) -> str:
        """The indicator's text, the number with its unit, women and men, the words; reads `indicator`."""
        return self._joined(exact)

    @property
    def filed(self) -> str:
        """The same in files: numbers as `1234.5` in every language."""
        return self._joined(lambda number: f"{number.normalize():f}")

    def _joined(self, exactly: Callable[[Decimal], str]) -> str:
        parts = [f"{self.indicator.text}:"]
        if self.value is not None:
            parts += [exactly(self.value), self.indicator.unit]
        if self.women is not None and self.men is not None:
            parts.append(f"({_('women')} {exactly(self.women)}, {_('men')} {exactly(self.men)})")
        return " ".join(filter(None, (*parts, self.words)))
