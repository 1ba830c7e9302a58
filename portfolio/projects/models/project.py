from __future__ import annotations

from datetime import date
from typing import Any

import pghistory
import pgtrigger
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.days import DayAfterField, WithinCalendar, last_day
from ilo_dc.core.languages import texts_written_in, together, written_in
from ilo_dc.core.long_texts import LongTextField
from ilo_dc.core.text_search import FoldedTexts
from ilo_dc.core.versions.models import Revised, in_force_when_written
from portfolio.programmes.vocab import TextLanguage
from portfolio.projects.querysets.projects import ProjectQuerySet
from portfolio.projects.vocab import (
    DESCRIPTION_MOST,
    PUBLISHED_STATUSES,
    ProjectKind,
    ProjectScope,
    ProjectStatus,
    Screening,
)

# `status` repeats the current ProjectState; only the trigger of that fact writes it.
STATUS_IS_THE_FACTS = """
IF TG_OP = 'INSERT' THEN
    IF NEW.status <> 'planned' THEN
        RAISE EXCEPTION 'A project begins as planned.' USING ERRCODE = 'check_violation';
    END IF;
ELSIF NEW.status IS DISTINCT FROM OLD.status AND NOT EXISTS (
    SELECT 1 FROM portfolio_projectstate
    WHERE project_id = NEW.id AND superseded_at IS NULL AND status = NEW.status
) THEN
    RAISE EXCEPTION 'The status of a project follows its recorded statuses only.'
        USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
"""

# Figures as known at a past moment are split by it, so it never changes.
KIND_IS_FIXED = """
IF NEW.kind IS DISTINCT FROM OLD.kind THEN
    RAISE EXCEPTION 'The kind of a project never changes.' USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
"""

# So is the figure of each region, from the first status on that it counts.
REGION_IS_FIXED = """
IF NEW.region_id IS DISTINCT FROM OLD.region_id AND EXISTS (
    SELECT 1 FROM portfolio_projectstate
    WHERE project_id = NEW.id AND status IN ('running', 'suspended', 'completed', 'closed')
) THEN
    RAISE EXCEPTION 'The region of a project stays once it has run.' USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
"""


@texts_written_in("language", "title", "description")
@pghistory.track(meta=in_force_when_written())
class Project(Revised):
    """A development cooperation project, or the ILO's part of a joint programme.

    The period is half-open: `ends_on` is the day after the last. `title` is the original in `language`;
    `title_<language>` say it in the others. Where it works and what it contributes to are facts beside it.
    """

    HAPPENED = ("screened_on", "final_report_on", "evaluated_on", "balance_returned_on")

    code = models.CharField(
        _("TC code"), max_length=20, blank=True, help_text=_("Area, year, number, donor: GLO/20/01/NOR.")
    )
    number = models.CharField(_("project number"), max_length=20, blank=True, help_text=_("Six digits."))
    kind = models.CharField(
        _("kind"),
        max_length=20,
        choices=ProjectKind,
        default=ProjectKind.PROJECT,
        help_text=_("Never changes."),
    )
    title = models.CharField(_("title"), max_length=300)
    language = models.CharField(
        _("language of its texts"), max_length=2, choices=TextLanguage, default=TextLanguage.ENGLISH
    )
    title_en = models.CharField(_("title in English"), max_length=300, blank=True)
    title_fr = models.CharField(_("title in French"), max_length=300, blank=True)
    title_es = models.CharField(_("title in Spanish"), max_length=300, blank=True)
    description = LongTextField(_("description"), blank=True, max_length=DESCRIPTION_MOST)
    scope = models.CharField(_("scope"), max_length=20, choices=ProjectScope, default=ProjectScope.COUNTRY)
    region = models.ForeignKey(
        "core.Region",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="projects",
        verbose_name=_("region"),
        help_text=_("Of a regional project."),
    )
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = DayAfterField(_("last day"), null=True, blank=True)
    unit = models.ForeignKey(
        "core.Office",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="projects",
        verbose_name=_("responsible unit"),
    )
    backstopper = models.ForeignKey(
        "core.Office",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="backstopped_projects",
        verbose_name=_("technical backstopper"),
    )
    sstc_theme = models.CharField(_("theme of South–South cooperation"), max_length=300, blank=True)
    ilo_share = models.DecimalField(
        _("share of the ILO, %"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text=_("Of the budget of a joint programme."),
    )
    screening = models.CharField(
        _("environmental and social screening"), max_length=10, choices=Screening, blank=True
    )
    screened_on = models.DateField(_("screened on"), null=True, blank=True)
    pseah_focal_point = models.CharField(
        _("focal point against sexual exploitation, abuse and harassment"), max_length=200, blank=True
    )
    feedback_channel = models.CharField(_("feedback channel of beneficiaries"), max_length=500, blank=True)
    final_report_on = models.DateField(_("final report handed in on"), null=True, blank=True)
    evaluated_on = models.DateField(_("evaluated on"), null=True, blank=True)
    evaluation_note = models.CharField(_("why no evaluation was due"), max_length=500, blank=True)
    balance_returned_on = models.DateField(_("balance settled on"), null=True, blank=True)
    balance_note = models.CharField(_("what became of the balance"), max_length=500, blank=True)
    status = models.CharField(
        _("status"),
        max_length=12,
        choices=ProjectStatus,
        default=ProjectStatus.PLANNED,
        editable=False,
    )

    objects = ProjectQuerySet.as_manager()

    class Meta(Revised.Meta):
        verbose_name = _("project")
        abstract = False
        ordering = ["pk"]
        triggers = [
            *Revised.Meta.triggers,
            pgtrigger.Trigger(
                name="status_is_the_facts",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("status"),
                func=STATUS_IS_THE_FACTS,
            ),
            pgtrigger.Trigger(
                name="kind_is_fixed",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("kind"),
                func=KIND_IS_FIXED,
            ),
            pgtrigger.Trigger(
                name="region_is_fixed",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("region_id"),
                func=REGION_IS_FIXED,
            ),
        ]
        indexes = [
            FoldedTexts(fields=["title", "title_en", "title_fr", "title_es", "code"], name="project_folded"),
            models.Index(fields=["status"], name="projects_by_status"),
        ]
        constraints = [
            *Revised.Meta.constraints,
            models.UniqueConstraint(
                fields=["code"],
                condition=~Q(code=""),
                name="a_project_has_its_code_alone",
                violation_error_message=_("Another project has this TC code."),
            ),
            models.UniqueConstraint(
                fields=["number"],
                condition=~Q(number=""),
                name="a_project_has_its_number_alone",
                violation_error_message=_("Another project has this number."),
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
                name="project_ends_after_start",
                violation_error_message=_("The end must be after the start."),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=PUBLISHED_STATUSES)
                | Q(starts_on__isnull=False, ends_on__isnull=False),
                name="a_running_project_has_a_period",
                violation_error_message=_("A running project must have a first and a last day."),
            ),
            models.CheckConstraint(
                condition=Q(region__isnull=True) | Q(scope=ProjectScope.REGIONAL),
                name="only_a_regional_project_has_a_region",
                violation_error_message=_("Only a regional project has a region of its own."),
            ),
            models.CheckConstraint(
                condition=Q(kind=ProjectKind.JOINT_PROGRAMME) | Q(ilo_share__isnull=True),
                name="only_a_joint_programme_has_an_ilo_share",
                violation_error_message=_("Only a joint programme has a share of the ILO."),
            ),
            models.CheckConstraint(
                condition=Q(ilo_share__isnull=True) | Q(ilo_share__gte=0, ilo_share__lte=100),
                name="the_share_of_the_ilo_is_a_share",
                violation_error_message=_("A share must be at least 0 and at most 100."),
            ),
            models.CheckConstraint(
                condition=Q(screened_on__isnull=True) | ~Q(screening=""),
                name="a_screening_has_a_result",
                violation_error_message=_("Say what the screening found, or leave its day empty."),
            ),
            *[
                models.CheckConstraint(
                    condition=Q(**{f"{name}__in": choices.values}),
                    name=f"project_{name}_is_known",
                    violation_error_message=_("Choose one of the listed values."),
                )
                for name, choices in (
                    ("kind", ProjectKind),
                    ("scope", ProjectScope),
                    ("language", TextLanguage),
                    ("status", ProjectStatus),
                )
            ],
            models.CheckConstraint(
                condition=Q(screening="") | Q(screening__in=Screening.values),
                name="project_screening_is_known",
                violation_error_message=_("Choose one of the listed values."),
            ),
            WithinCalendar(
                name="project_dates_are_in_the_calendar",
                days=["starts_on", "screened_on", "final_report_on", "evaluated_on", "balance_returned_on"],
                days_after=["ends_on"],
            ),
        ]

    def __str__(self) -> str:
        return together(*([self.code, " "] if self.code else []), self.name)

    def clean(self) -> None:
        """Refuse a period that runs backwards, a region of another scope, a title that is said twice."""
        if self.starts_on and self.ends_on and self.ends_on <= self.starts_on:
            raise ValidationError({"ends_on": _("The end must be after the start.")})
        if self.region_id and self.scope != ProjectScope.REGIONAL:
            raise ValidationError({"region": _("Only a regional project has a region of its own.")})
        name = f"title_{self.language}"
        if getattr(self, name, ""):
            raise ValidationError({name: _("The title itself is in this language.")})

    @property
    def name(self) -> str:
        """The title in the reader's language, else the original."""
        language = (get_language() or "")[:2]
        translated: str = getattr(self, f"title_{language}", "")
        return written_in(language, translated) if translated else self.title

    @property
    def titles(self) -> dict[str, Any]:
        """The titles by language, the original among them."""
        found = {code: getattr(self, f"title_{code}") for code in TextLanguage.values}
        return {code: text for code, text in {**found, self.language: str(self.title)}.items() if text}

    @property
    def last_day(self) -> date | None:
        """The last day; None: not known."""
        return last_day(self.ends_on)

    @property
    def evaluation(self) -> bool:
        """Whether it was evaluated, or it is said why not."""
        return bool(self.evaluated_on or self.evaluation_note)
