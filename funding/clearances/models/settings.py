from __future__ import annotations

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from funding.clearances.querysets import ClearanceRuleQuerySet, ScreeningCriterionQuerySet
from funding.clearances.rules import DAYS, LONGEST_VALIDITY, VALID_MONTHS, lines_of
from funding.clearances.vocab import CriterionKind, ExclusionAnswer
from ilo_dc.core.days import DayAfterField, WithinCalendar
from ilo_dc.core.long_texts import LongTextField
from ilo_dc.core.steps.models import DatedSettings, a_year_at_most, days_field
from ilo_dc.core.versions.models import Revised, in_force_when_written


class ClearanceRule(DatedSettings):
    """The settings of clearances from a day on: the days of each step, and how long a clearance may hold."""

    screening_days = days_field(_("days for the screening"), usual=DAYS["screening"])
    act_emp_days = days_field(_("days for ACT/EMP"), usual=DAYS["act_emp"])
    actrav_days = days_field(_("days for ACTRAV"), usual=DAYS["actrav"])
    legal_days = days_field(_("days for the legal advice"), usual=DAYS["legal"])
    decision_days = days_field(_("days for the decision"), usual=DAYS["decision"])
    valid_months = models.PositiveSmallIntegerField(
        _("months that a clearance holds at most"),
        default=VALID_MONTHS,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_VALIDITY)],
    )

    objects = ClearanceRuleQuerySet.as_manager()

    class Meta(DatedSettings.Meta):
        abstract = False
        verbose_name = _("settings of clearances")
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="clearance_settings_have_a_reason",
                violation_error_message=_("Give a reason for these settings."),
            ),
            *[a_year_at_most(step, name="clearance_{step}_days_are_a_year_at_most") for step in DAYS],
            models.CheckConstraint(
                condition=Q(valid_months__range=(1, LONGEST_VALIDITY)),
                name="a_clearance_holds_ten_years_at_most",
                violation_error_message=_("Give 1 to 120 months."),
            ),
            WithinCalendar(name="clearance_rule_dates_are_in_the_calendar", days=["effective_on"]),
        ]


@pghistory.track(meta=in_force_when_written())
class ScreeningCriterion(Revised):
    """What a screening asks from a day on: an exclusion, or a question of the UN common approach.

    Its words never change, so that what was answered stays explained: it is ended, and another one added.
    `answers` are those that a question may be given, one a line; an exclusion applies or does not.
    """

    NAMED_BY = ("text",)  # in histories

    kind = models.CharField(_("kind"), max_length=20, choices=CriterionKind)
    text = models.CharField(_("what is asked"), max_length=500)
    answers = LongTextField(_("answers"), max_length=1000, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    starts_on = models.DateField(_("from"))
    ends_on = DayAfterField(_("until"), null=True, blank=True)

    objects = ScreeningCriterionQuerySet.as_manager()

    class Meta(Revised.Meta):
        abstract = False
        verbose_name = _("screening criterion")
        ordering = ["-kind", "pk"]
        constraints = [
            *Revised.Meta.constraints,
            models.CheckConstraint(
                condition=Q(kind__in=CriterionKind.values),
                name="screening_criterion_kind_is_known",
                violation_error_message=_("Choose one of the listed values."),
            ),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="a_screening_criterion_asks_something",
                violation_error_message=_("Say what is asked."),
            ),
            models.CheckConstraint(
                condition=Q(kind=CriterionKind.EXCLUSION, answers="")
                | (Q(kind=CriterionKind.COMMON_APPROACH) & ~Q(answers="")),
                name="a_screening_question_has_answers",
                violation_error_message=_(
                    "Give the answers of a question, one a line; an exclusion has none."
                ),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
                name="a_screening_criterion_ends_after_it_begins",
                violation_error_message=_("The last day must not lie before the first one."),
            ),
            WithinCalendar(
                name="screening_criterion_dates_are_in_the_calendar",
                days=["starts_on"],
                days_after=["ends_on"],
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def choices(self) -> list[tuple[str, str]]:
        """What may be answered: the stored text, and what people read."""
        if self.kind == CriterionKind.EXCLUSION:
            return [(code, str(label)) for code, label in ExclusionAnswer.choices]
        return [(line, line) for line in lines_of(self.answers)]
