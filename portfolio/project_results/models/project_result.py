import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.days import WithinCalendar
from ilo_dc.core.languages import texts_written_in, together
from ilo_dc.core.versions.models import Revised, in_force_when_written
from portfolio.project_results.querysets import (
    OfPlanQuerySet,
    ProjectIndicatorQuerySet,
    ProjectResultQuerySet,
)
from portfolio.project_results.vocab import ResultLevel

BELONGS_TOGETHER = """
IF NEW.parent_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM portfolio_projectresult
    WHERE id = NEW.parent_id AND project_id = NEW.project_id AND level = 'outcome'
) THEN
    RAISE EXCEPTION 'An output belongs to an outcome of its own project.' USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
"""

# What accepted values are values of.
MEANING_IS_FIXED = """
IF (NEW.text, NEW.unit, NEW.by_sex) IS DISTINCT FROM (OLD.text, OLD.unit, OLD.by_sex) AND EXISTS (
    SELECT 1 FROM portfolio_projectvalue value
    JOIN portfolio_progressreport report ON report.id = value.report_id
    WHERE value.indicator_id = NEW.id AND report.state = 'accepted'
) THEN
    RAISE EXCEPTION 'Text, unit and division by sex of an indicator stay once a value of it was accepted.'
        USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
"""


@texts_written_in("project.language", "text")
@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), meta=in_force_when_written()
)
class ProjectResult(Revised):
    """An outcome of a project, or an output that leads to one; an outcome may serve a CPO."""

    project = models.ForeignKey(
        "portfolio.Project", models.PROTECT, related_name="planned_results", verbose_name=_("project")
    )
    level = models.CharField(_("level"), max_length=10, choices=ResultLevel)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="outputs",
        verbose_name=_("outcome"),
        help_text=_("Of an output: the outcome that it leads to."),
    )
    position = models.PositiveSmallIntegerField(_("number"))
    text = models.CharField(_("text"), max_length=500)
    outcome = models.ForeignKey(
        "portfolio.CountryProgrammeOutcome",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="project_results",
        verbose_name=_("country programme outcome"),
    )

    objects = ProjectResultQuerySet.as_manager()

    class Meta(Revised.Meta):
        verbose_name = _("result of a project")
        abstract = False
        ordering = ["project", "position", "pk"]
        triggers = [
            *Revised.Meta.triggers,
            pgtrigger.Trigger(
                name="belongs_together",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=BELONGS_TOGETHER,
            ),
        ]
        constraints = [
            *Revised.Meta.constraints,
            models.UniqueConstraint(
                fields=["project", "parent", "position"],
                nulls_distinct=False,
                name="a_result_of_a_project_has_its_number_alone",
                violation_error_message=_("Another result here has this number."),
            ),
            models.CheckConstraint(
                condition=Q(level=ResultLevel.OUTCOME, parent__isnull=True)
                | Q(level=ResultLevel.OUTPUT, parent__isnull=False, outcome__isnull=True),
                name="an_output_leads_to_an_outcome",
                violation_error_message=_(
                    "An output names the outcome that it leads to, and only an outcome serves a CPO."
                ),
            ),
            models.CheckConstraint(
                condition=Q(position__gte=1),
                name="results_of_a_project_count_from_one",
                violation_error_message=_("Results are numbered from 1."),
            ),
        ]

    def __str__(self) -> str:
        return together(self.position, " ", self.text)


@texts_written_in("result.project.language", "text", "unit")
@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), meta=in_force_when_written()
)
class ProjectIndicator(Revised):
    """How a result of a project is measured; with `by_sex` its values are of women and men."""

    result = models.ForeignKey(
        ProjectResult, models.PROTECT, related_name="indicators", verbose_name=_("result")
    )
    text = models.CharField(_("text"), max_length=500)
    unit = models.CharField(_("unit"), max_length=60, blank=True)
    by_sex = models.BooleanField(_("by sex"), default=False)
    baseline_value = models.DecimalField(
        _("baseline"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    baseline_on = models.DateField(_("day of the baseline"), null=True, blank=True)

    HAPPENED = ("baseline_on",)

    objects = ProjectIndicatorQuerySet.as_manager()

    class Meta(Revised.Meta):
        verbose_name = _("indicator of a project")
        abstract = False
        ordering = ["result", "pk"]
        triggers = [
            *Revised.Meta.triggers,
            pgtrigger.Trigger(
                name="meaning_is_fixed",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=MEANING_IS_FIXED,
            ),
        ]
        constraints = [
            *Revised.Meta.constraints,
            WithinCalendar(name="project_indicator_dates_are_in_the_calendar", days=["baseline_on"]),
        ]

    def __str__(self) -> str:
        return self.text


@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), meta=in_force_when_written()
)
class IndicatorTarget(Revised):
    """Where an indicator of a project shall stand on a day; of one by sex perhaps women and men."""

    NAMED_BY = ("indicator", "due_on")  # in histories

    indicator = models.ForeignKey(
        ProjectIndicator, models.PROTECT, related_name="targets", verbose_name=_("indicator")
    )
    due_on = models.DateField(_("to be reached on"))
    value = models.DecimalField(_("target"), max_digits=18, decimal_places=4)
    women = models.DecimalField(_("women"), max_digits=18, decimal_places=4, null=True, blank=True)
    men = models.DecimalField(_("men"), max_digits=18, decimal_places=4, null=True, blank=True)

    objects = OfPlanQuerySet.of("indicator__result__project")

    class Meta(Revised.Meta):
        verbose_name = _("target of an indicator")
        abstract = False
        ordering = ["indicator", "due_on", "pk"]
        constraints = [
            *Revised.Meta.constraints,
            models.UniqueConstraint(
                fields=["indicator", "due_on"],
                name="an_indicator_has_one_target_a_day",
                violation_error_message=_("This indicator has a target for this day already."),
            ),
            models.CheckConstraint(
                condition=Q(women__isnull=True, men__isnull=True)
                | Q(women__isnull=False, men__isnull=False, value=F("women") + F("men")),
                name="women_and_men_make_the_target",
                violation_error_message=_("The value must be the sum of women and men."),
            ),
            models.CheckConstraint(
                condition=Q(women__isnull=True) | Q(women__gte=0, men__gte=0),
                name="women_and_men_of_a_target_are_not_below_zero",
                violation_error_message=_("Write zero or more."),
            ),
            WithinCalendar(name="indicator_target_dates_are_in_the_calendar", days=["due_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.due_on} {self.value}"
