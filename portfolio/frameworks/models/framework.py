from __future__ import annotations

from datetime import date, timedelta

import pghistory
import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import MD5
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.days import DayAfterField, WithinCalendar
from ilo_dc.core.languages import joined
from ilo_dc.core.long_texts import LongTextField
from ilo_dc.core.reference.models.period import DateRange
from ilo_dc.core.text_search import FoldedTexts, plain
from ilo_dc.core.versions.models import Revised, in_force_when_written
from portfolio.frameworks.querysets.frameworks import FrameworkQuerySet, FrameworkResultQuerySet
from portfolio.frameworks.vocab import FrameworkKind, ResultLevel

PUBLISHED_BY_A_FACT = """
IF NEW.published IS DISTINCT FROM coalesce((
    SELECT published FROM portfolio_publicationstate
    WHERE framework_id = NEW.id AND superseded_at IS NULL), false) THEN
    RAISE EXCEPTION 'The publication of a framework is recorded as a fact first.'
        USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
"""


@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), meta=in_force_when_written()
)
class CooperationFramework(Revised):
    """A UN cooperation framework of one country or of a set of countries (UNSDCF; UNDAF before 2019).

    UN INFO's file names no framework: one is derived for each distinct set of countries, with title and
    period unknown. Whoever describes it makes the same row a named one, which keeps its sub-outputs.
    `country_key` names the set: `KEN`, or `BRN-MYS-SGP`. The period is half-open: `ends_on` is the day
    after the last.
    """

    HAPPENED = ("signed_on",)  # days that cannot lie ahead

    slug = models.SlugField(_("address"), max_length=200, unique=True)
    country_key = models.CharField(_("countries' codes"), max_length=200)
    countries = models.ManyToManyField(
        "core.Country", through="FrameworkCountry", related_name="cooperation_frameworks"
    )
    title = models.CharField(
        _("title"), max_length=300, blank=True, help_text=_("Empty: not stated by the source.")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=FrameworkKind, default=FrameworkKind.UNKNOWN)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = DayAfterField(_("last day"), null=True, blank=True)
    signed_on = models.DateField(_("signed"), null=True, blank=True)
    guidance = models.CharField(
        _("guidance version"),
        max_length=20,
        blank=True,
        help_text=_("The UN guidance that it follows, by its year: 2019."),
    )
    reference = models.CharField(
        _("source of the description"),
        max_length=300,
        blank=True,
        help_text=_("The document that title, kind and period are taken from."),
    )
    described_as_demonstration = models.BooleanField(
        _("description is demonstration data"),
        default=False,
        help_text=_("The sub-outputs may be published data all the same."),
    )
    derived = models.BooleanField(
        _("derived"),
        default=True,
        help_text=_("The source names no framework: derived from the set of countries."),
    )
    source = models.CharField(
        _("source of its sub-outputs"), max_length=20, blank=True, help_text=_("Empty: it has had none.")
    )
    receives = models.BooleanField(
        _("receives new sub-outputs"),
        default=False,
        help_text=_("UN INFO names countries, not frameworks: what it names newly for this set comes here."),
    )
    published = models.BooleanField(
        _("published"),
        default=False,
        help_text=_("Everyone sees what officers recorded of it; its sub-outputs are public anyway."),
    )  # the current `PublicationState`, repeated here

    objects = FrameworkQuerySet.as_manager()

    class Meta(Revised.Meta):
        verbose_name = _("cooperation framework")
        abstract = False
        ordering = ["country_key", "pk"]
        triggers = [
            *Revised.Meta.triggers,
            pgtrigger.Trigger(
                name="published_by_a_fact",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=PUBLISHED_BY_A_FACT,
            ),
        ]
        indexes = [
            FoldedTexts(fields=["title", "country_key"], name="framework_folded"),
            models.Index(fields=["country_key", "starts_on"], name="frameworks_of_a_set"),
            models.Index(fields=["updated_at"], name="frameworks_by_update"),
        ]
        constraints = [
            *Revised.Meta.constraints,
            models.UniqueConstraint(
                fields=["country_key"],
                condition=Q(receives=True),
                name="one_receiving_framework_per_set",
                violation_error_message=_("Another framework of these countries receives sub-outputs."),
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
                name="framework_ends_after_start",
                violation_error_message=_("The end must be after the start."),
            ),
            models.CheckConstraint(
                condition=Q(derived=True) | ~Q(title=""),
                name="a_described_framework_has_a_title",
                violation_error_message=_("Give its title."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=FrameworkKind.values),
                name="framework_kind_is_known",
                violation_error_message=_("Choose one of the listed values."),
            ),
            ExclusionConstraint(
                name="frameworks_of_a_set_follow_each_other",
                expressions=[
                    ("country_key", RangeOperators.EQUAL),
                    (DateRange("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
                condition=Q(starts_on__isnull=False, ends_on__isnull=False),
                violation_error_message=_("Another framework of these countries covers part of the period."),
            ),
            WithinCalendar(
                name="cooperation_framework_dates_are_in_the_calendar",
                days=["starts_on", "signed_on"],
                days_after=["ends_on"],
            ),
        ]

    def clean(self) -> None:
        """Refuse a period that runs backwards before a range is made of it."""
        if self.starts_on and self.ends_on and self.ends_on <= self.starts_on:
            raise ValidationError({"ends_on": _("The end must be after the start.")})

    def __str__(self) -> str:
        return self.title or self.country_key

    def written_name(self) -> str:
        """Return the title, else the names of its countries in the reader's language.

        Reads `countries`: fetch rows `with_countries` first.
        """
        return self.title or self.written_countries()

    def written_countries(self) -> str:
        """Return the names of its countries in the reader's language; reads `countries` as above."""
        return joined(", ", sorted((country.name for country in self.countries.all()), key=plain))

    @property
    def last_day(self) -> date | None:
        """The last day of the period; None: not known."""
        return self.ends_on - timedelta(days=1) if self.ends_on else None

    @property
    def is_shared(self) -> bool:
        """Whether it belongs to several countries, so that its money has no share of each."""
        return "-" in self.country_key


class FrameworkCountry(models.Model):
    """A country of a cooperation framework."""

    framework = models.ForeignKey(CooperationFramework, models.CASCADE, related_name="memberships")
    country = models.ForeignKey("core.Country", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["framework", "country"]
        constraints = [
            models.UniqueConstraint(
                fields=["framework", "country"],
                name="a_country_is_in_a_framework_once",
                violation_error_message=_("This country or area belongs to the framework already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.framework_id} {self.country_id}"


@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), meta=in_force_when_written()
)
class FrameworkResult(Revised):
    """A node of a framework's results chain, by its text: priority, outcome or output.

    UN INFO's file gives a sub-output's parent as a text without its level, often an output's, and stops
    it at 200 characters. `source_text` keeps that text: it finds the node again when the file is loaded
    anew, whatever an officer corrected.
    """

    framework = models.ForeignKey(CooperationFramework, models.PROTECT, related_name="results")
    level = models.CharField(_("level"), max_length=10, choices=ResultLevel, default=ResultLevel.UNKNOWN)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("result above it"),
    )
    code = models.CharField(_("code"), max_length=20, blank=True)
    text = LongTextField(_("text"), max_length=2000)
    source_text = models.TextField(_("text as the source gives it"), blank=True, editable=False)
    may_be_cut = models.BooleanField(_("text may be cut by the source"), default=False)

    objects = FrameworkResultQuerySet.as_manager()

    class Meta(Revised.Meta):
        verbose_name = _("result of a cooperation framework")
        abstract = False
        ordering = ["framework", "text", "pk"]
        indexes = [
            FoldedTexts(fields=["text", "code"], name="framework_result_folded"),
            models.Index(fields=["updated_at"], name="results_by_update"),
        ]
        constraints = [
            *Revised.Meta.constraints,
            models.UniqueConstraint(
                "framework",
                "level",
                MD5("text"),
                name="a_result_stands_once_in_a_framework",
                violation_error_message=_("This text stands at this level of the framework already."),
            ),
            models.UniqueConstraint(
                "framework",
                MD5("source_text"),
                condition=~Q(source_text=""),
                name="a_source_names_a_result_once",
                violation_error_message=_("A result of this framework has this text of the source already."),
            ),
            models.CheckConstraint(
                condition=Q(level__in=ResultLevel.values),
                name="result_level_is_known",
                violation_error_message=_("Choose one of the listed values."),
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | Q(level__in=(ResultLevel.OUTCOME, ResultLevel.OUTPUT)),
                name="outcomes_and_outputs_stand_below_others",
                violation_error_message=_("Only outcomes and outputs stand below another result."),
            ),
        ]

    def __str__(self) -> str:
        return self.shown_text

    @property
    def shown_text(self) -> str:
        """The text as it is read; an ellipsis shows that the source may have cut it."""
        return f"{self.text}…" if self.may_be_cut else self.text

    @property
    def chosen_as(self) -> str:
        """The text after its code, as forms offer it."""
        return f"{self.code} {self.shown_text}".strip()
