from __future__ import annotations

from datetime import date

import pghistory
import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.days import DayAfterField, WithinCalendar, last_day
from ilo_dc.core.languages import texts_written_in, together
from ilo_dc.core.long_texts import LongTextField
from ilo_dc.core.reference.models.period import DateRange
from ilo_dc.core.text_search import FoldedTexts
from ilo_dc.core.versions.models import Revised, in_force_when_written
from portfolio.programmes.querysets.programmes import CountryProgrammeQuerySet, PriorityQuerySet
from portfolio.programmes.vocab import (
    PUBLISHED_STATUSES,
    STATUSES_IN_FORCE,
    THEORY_MOST,
    ProgrammeStatus,
    TextLanguage,
)

# `status` repeats the current ProgrammeState, so that a constraint on this row can use it. Only the
# trigger of that fact writes it; any other value is refused, whoever writes.
STATUS_IS_THE_FACTS = """
IF TG_OP = 'INSERT' THEN
    IF NEW.status <> 'draft' THEN
        RAISE EXCEPTION 'A country programme begins as a draft.' USING ERRCODE = 'check_violation';
    END IF;
ELSIF NEW.status IS DISTINCT FROM OLD.status AND NOT EXISTS (
    SELECT 1 FROM portfolio_programmestate
    WHERE programme_id = NEW.id AND superseded_at IS NULL AND status = NEW.status
) THEN
    RAISE EXCEPTION 'The status of a country programme follows its recorded states only.'
        USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
"""

# Figures as known at a past moment are split by these, so they never change.
PLACE_IS_FIXED = """
IF (NEW.country_id, NEW.region_id, NEW.sub_regional)
   IS DISTINCT FROM (OLD.country_id, OLD.region_id, OLD.sub_regional) THEN
    RAISE EXCEPTION 'The country or region of a country programme never changes.'
        USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
"""


@texts_written_in("language", "title", "theory_of_change")
@pghistory.track(meta=in_force_when_written())
class CountryProgramme(Revised):
    """A Decent Work Country Programme (DWCP) of one country, or of a sub-region.

    The period is half-open: `ends_on` is the day after the last, and so is `extended_until`.
    """

    HAPPENED = ("consulted_on",)  # days that cannot lie ahead

    slug = models.SlugField(_("address"), max_length=100, unique=True)
    country = models.ForeignKey(
        "core.Country",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="programmes",
        verbose_name=_("country or area"),
    )
    sub_regional = models.BooleanField(_("sub-regional"), default=False)
    region = models.ForeignKey(
        "core.Region",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="programmes",
        verbose_name=_("region"),
        help_text=_("Of a sub-regional programme only; another one lies in its country's region."),
    )
    title = models.CharField(_("title"), max_length=300)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = DayAfterField(_("last day"), null=True, blank=True)
    extended_until = DayAfterField(
        _("extended to, last day"), null=True, blank=True, help_text=_("Empty: not extended.")
    )
    generation = models.PositiveSmallIntegerField(
        _("generation"), null=True, blank=True, help_text=_("1 for the first programme of the country.")
    )
    pilot = models.BooleanField(_("pilot of the new generation"), default=False)
    office = models.ForeignKey(
        "core.Office",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="programmes",
        verbose_name=_("responsible office"),
    )
    language = models.CharField(
        _("language of its texts"), max_length=2, choices=TextLanguage, default=TextLanguage.ENGLISH
    )
    consulted_on = models.DateField(_("constituents consulted"), null=True, blank=True)
    theory_of_change = LongTextField(_("theory of change"), blank=True, max_length=THEORY_MOST)
    status = models.CharField(
        _("status"),
        max_length=12,
        choices=ProgrammeStatus,
        default=ProgrammeStatus.DRAFT,
        editable=False,
    )
    discarded = models.BooleanField(
        _("discarded"),
        default=False,
        editable=False,
        help_text=_("A draft that was given up: nobody sees it any more, its history says why."),
    )

    objects = CountryProgrammeQuerySet.as_manager()

    class Meta(Revised.Meta):
        verbose_name = _("country programme")
        abstract = False
        ordering = ["slug"]
        triggers = [
            *Revised.Meta.triggers,
            pgtrigger.Trigger(
                name="status_is_the_facts",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("status"),
                func=STATUS_IS_THE_FACTS,
            ),
            pgtrigger.Trigger(
                name="place_is_fixed", when=pgtrigger.Before, operation=pgtrigger.Update, func=PLACE_IS_FIXED
            ),
        ]
        indexes = [
            FoldedTexts(fields=["title", "slug"], name="programme_folded"),
            models.Index(fields=["country", "starts_on"], name="programmes_of_a_country"),
            models.Index(fields=["status"], name="programmes_by_status"),
        ]
        constraints = [
            *Revised.Meta.constraints,
            models.CheckConstraint(
                condition=Q(country__isnull=False, region__isnull=True, sub_regional=False)
                | Q(country__isnull=True, region__isnull=False, sub_regional=True),
                name="a_programme_has_a_country_or_a_sub_region",
                violation_error_message=_("Name a country or area, or the region of a sub-regional one."),
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
                name="programme_ends_after_start",
                violation_error_message=_("The end must be after the start."),
            ),
            models.CheckConstraint(
                condition=Q(extended_until__isnull=True)
                | Q(ends_on__isnull=False, extended_until__gt=F("ends_on")),
                name="programme_is_extended_past_its_end",
                violation_error_message=_("The extension must end after the programme."),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=PUBLISHED_STATUSES)
                | Q(starts_on__isnull=False, ends_on__isnull=False),
                name="a_signed_programme_has_a_period",
                violation_error_message=_("A signed programme must have a first and a last day."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=ProgrammeStatus.values),
                name="programme_status_is_known",
                violation_error_message=_("Choose one of the listed values."),
            ),
            models.CheckConstraint(
                condition=Q(discarded=False) | Q(status=ProgrammeStatus.DRAFT),
                name="only_a_draft_is_discarded",
                violation_error_message=_("Only a draft may be discarded."),
            ),
            models.CheckConstraint(
                condition=Q(language__in=TextLanguage.values),
                name="programme_language_is_known",
                violation_error_message=_("Choose one of the listed values."),
            ),
            ExclusionConstraint(
                name="programmes_in_force_do_not_overlap",
                expressions=[
                    ("country", RangeOperators.EQUAL),
                    (
                        DateRange(
                            Cast("starts_on", models.DateField()),
                            Cast(Coalesce("extended_until", "ends_on"), models.DateField()),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(status__in=STATUSES_IN_FORCE, country__isnull=False),
                violation_error_message=_(
                    "Another signed, running or extended programme of this country covers part of the period."
                ),
            ),
            WithinCalendar(
                name="country_programme_dates_are_in_the_calendar",
                days=["starts_on", "consulted_on"],
                days_after=["ends_on", "extended_until"],
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Refuse a period that runs backwards before a range is made of it."""
        if self.starts_on and self.ends_on and self.ends_on <= self.starts_on:
            raise ValidationError({"ends_on": _("The end must be after the start.")})
        if self.extended_until and not (self.ends_on and self.extended_until > self.ends_on):
            raise ValidationError({"extended_until": _("The extension must end after the programme.")})

    @property
    def last_day(self) -> date | None:
        """The last day, extension included; None: not known."""
        return last_day(self.day_after)

    @property
    def planned_last_day(self) -> date | None:
        """The last day without any extension; None: not known."""
        return last_day(self.ends_on)

    @property
    def day_after(self) -> date | None:
        """The day after the last, extension included; None: not known."""
        return self.extended_until or self.ends_on


@texts_written_in("programme.language", "title")
@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), meta=in_force_when_written()
)
class Priority(Revised):
    """A priority of a country programme."""

    programme = models.ForeignKey(CountryProgramme, models.PROTECT, related_name="priorities")
    position = models.PositiveSmallIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=300)

    objects = PriorityQuerySet.as_manager()

    class Meta(Revised.Meta):
        verbose_name = _("priority")
        abstract = False
        ordering = ["programme", "position"]
        indexes = [FoldedTexts(fields=["title"], name="priority_folded")]
        verbose_name_plural = "priorities"
        constraints = [
            *Revised.Meta.constraints,
            models.UniqueConstraint(
                fields=["programme", "position"],
                name="a_priority_has_its_number_alone",
                violation_error_message=_("Another priority of this programme has this number."),
            ),
            models.CheckConstraint(
                condition=Q(position__gte=1),
                name="priorities_count_from_one",
                violation_error_message=_("Priorities are numbered from 1."),
            ),
        ]

    def __str__(self) -> str:
        return together(self.position, " ", self.title)
