from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pghistory
import pgtrigger
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Floor
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.days import WithinCalendar
from ilo_dc.core.languages import texts_written_in, together
from ilo_dc.core.text_search import FoldedTexts
from ilo_dc.core.versions.models import Revised, in_force_when_written
from portfolio.programmes.querysets.programmes import (
    IndicatorQuerySet,
    MilestoneQuerySet,
    ProgrammeOutcomeQuerySet,
)
from portfolio.programmes.vocab import OutcomeCategory, Progress

if TYPE_CHECKING:
    from portfolio.outcomes.models.country_outcome import CountryProgrammeOutcome
    from portfolio.outcomes.models.global_product import GlobalProduct
    from portfolio.programmes.models.country_programme import CountryProgramme

PRIORITY_OF_THE_PROGRAMME = """
IF NEW.priority_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM portfolio_priority WHERE id = NEW.priority_id AND programme_id = NEW.programme_id
) THEN
    RAISE EXCEPTION 'An outcome and its priority belong to one programme.' USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
"""

# Figures are split by these: a place stays in its programme, and its outcome is of the same place and code.
CPO_OF_THE_PLACE = """
IF TG_OP = 'UPDATE' AND NEW.programme_id IS DISTINCT FROM OLD.programme_id THEN
    RAISE EXCEPTION 'The place of an outcome never moves to another programme.'
        USING ERRCODE = 'check_violation';
END IF;
IF NEW.product_id IS NOT NULL THEN
    IF NOT EXISTS (SELECT 1 FROM portfolio_globalproduct WHERE id = NEW.product_id AND code = NEW.code) THEN
        RAISE EXCEPTION 'The place of a global product has its code.' USING ERRCODE = 'check_violation';
    END IF;
ELSIF NOT EXISTS (
    SELECT 1 FROM portfolio_countryprogrammeoutcome cpo
    LEFT JOIN portfolio_countryprogramme programme ON programme.id = NEW.programme_id
    WHERE cpo.id = NEW.cpo_id AND cpo.code = NEW.code
    AND (NEW.programme_id IS NULL
         OR (cpo.country_id, cpo.region_id) IS NOT DISTINCT FROM (programme.country_id, programme.region_id))
) THEN
    RAISE EXCEPTION 'A place has the code and the country or region of its country programme outcome.'
        USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
"""


# Checked when the transaction ends: a milestone and what was recorded of it last say the same.
STATUS_FOLLOWS = """
IF EXISTS (
    SELECT 1 FROM portfolio_milestone m
    JOIN portfolio_milestonestate s ON s.milestone_id = m.id AND s.superseded_at IS NULL
    WHERE m.id = {milestone}
    AND (s.status, s.due_on) IS DISTINCT FROM (coalesce(nullif(m.status, ''), 'none'), m.due_on)
) THEN
    RAISE EXCEPTION 'A milestone must have the status and the day that were recorded of it last.'
        USING ERRCODE = 'check_violation';
END IF;
RETURN NULL;
"""


def status_follows(milestone: str) -> pgtrigger.Trigger:
    """Return the trigger that holds milestones and their facts to each other; `milestone`: its number."""
    return pgtrigger.Trigger(
        name="status_follows",
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update,
        timing=pgtrigger.Deferred,
        func=STATUS_FOLLOWS.format(milestone=f"NEW.{milestone}"),
    )


# Its code says which outcome it is the place of, so the history needs no second word for it.
@texts_written_in("programme.language or cpo.language or product.language", "title")
@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    exclude=["cpo", "product"],
    meta=in_force_when_written(),
)
class ProgrammeOutcome(Revised):
    """The place of a country programme outcome (CPO) in a programme: what is planned and reported there.

    One without a programme is what is reported on where there is none; a global product has one, too. Its
    category and its progress are two different things.
    """

    SHOWS = "cpo"  # who sees the place sees the outcome

    cpo = models.ForeignKey(
        "portfolio.CountryProgrammeOutcome",
        models.PROTECT,
        null=True,
        related_name="places_in_programmes",
        verbose_name=_("country programme outcome"),
        editable=False,
    )
    product = models.ForeignKey(
        "portfolio.GlobalProduct",
        models.PROTECT,
        null=True,
        related_name="places_of_products",
        verbose_name=_("global product"),
        editable=False,
    )
    programme = models.ForeignKey(
        "portfolio.CountryProgramme", models.PROTECT, null=True, blank=True, related_name="outcomes"
    )
    priority = models.ForeignKey(
        "portfolio.Priority",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="outcomes",
        verbose_name=_("priority"),
    )
    code = models.CharField(
        _("CPO code"),
        max_length=6,
        help_text=_("Such as ARG155."),
        validators=[
            RegexValidator(
                r"^[A-Z]{3}[0-9]{3}\Z", _("A CPO code is three capital letters and three digits: ARG155.")
            )
        ],
    )
    title = models.CharField(_("title"), max_length=500)
    category = models.CharField(
        _("category"), max_length=12, choices=OutcomeCategory, default=OutcomeCategory.PIPELINE
    )
    progress = models.CharField(
        _("progress"), max_length=20, choices=Progress, blank=True, help_text=_("Empty: not yet rated.")
    )
    office = models.ForeignKey(
        "core.Office",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="programme_outcomes",
        verbose_name=_("responsible office"),
    )

    objects = ProgrammeOutcomeQuerySet.as_manager()

    class Meta(Revised.Meta):
        verbose_name = _("country programme outcome")
        abstract = False
        ordering = ["programme", "priority__position", "code"]
        triggers = [
            *Revised.Meta.triggers,
            pgtrigger.Trigger(
                name="priority_of_the_programme",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=PRIORITY_OF_THE_PROGRAMME,
            ),
            pgtrigger.Trigger(
                name="cpo_of_the_place",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=CPO_OF_THE_PLACE,
            ),
        ]
        indexes = [
            FoldedTexts(fields=["code", "title"], name="programme_outcome_folded"),
            models.Index(fields=["code"], name="outcomes_by_code"),
            models.Index(fields=["title"], name="outcomes_by_title"),
            models.Index(fields=["updated_at"], name="outcomes_by_update"),
        ]
        constraints = [
            *Revised.Meta.constraints,
            models.CheckConstraint(
                condition=Q(code__regex=r"^[A-Z]{3}[0-9]{3}$"),
                name="a_cpo_code_is_three_letters_and_three_digits",
                violation_error_message=_("Write three capital letters and three figures: KEN101."),
            ),
            models.UniqueConstraint(
                fields=["programme", "code"],
                name="an_outcome_has_its_code_alone",
                violation_error_message=_("Another outcome of this programme has this code."),
            ),
            models.UniqueConstraint(
                fields=["cpo"],
                condition=Q(programme__isnull=True),
                name="an_outcome_has_one_place_without_a_programme",
                violation_error_message=_("This outcome is reported on without a programme already."),
            ),
            models.UniqueConstraint(
                fields=["product"],
                name="a_global_product_has_one_place",
                violation_error_message=_("This global product is reported on already."),
            ),
            models.CheckConstraint(
                condition=Q(cpo__isnull=False, product__isnull=True)
                | Q(cpo__isnull=True, product__isnull=False, programme__isnull=True),
                name="a_place_is_of_an_outcome_or_a_product",
                violation_error_message=_("Name a country programme outcome or a global product, not both."),
            ),
            models.CheckConstraint(
                condition=Q(programme__isnull=True, priority__isnull=True)
                | Q(programme__isnull=False, priority__isnull=False),
                name="a_place_in_a_programme_has_a_priority",
                violation_error_message=_("Name the priority of the programme that the outcome belongs to."),
            ),
            models.CheckConstraint(
                condition=Q(category__in=OutcomeCategory.values),
                name="outcome_category_is_known",
                violation_error_message=_("Choose one of the listed values."),
            ),
            models.CheckConstraint(
                condition=Q(progress="") | Q(progress__in=Progress.values),
                name="outcome_progress_is_known",
                violation_error_message=_("Choose one of the listed values."),
            ),
        ]

    def __str__(self) -> str:
        return together(self.code, " ", self.title)

    @property
    def home(self) -> CountryProgramme | CountryProgrammeOutcome | GlobalProduct:
        """What says its place and language: its programme, else the outcome or product; reads one of them."""
        return self.programme or self.cpo or cast("GlobalProduct", self.product)


@texts_written_in(
    "outcome.programme.language or outcome.cpo.language or outcome.product.language",
    "text",
    "unit",
    "baseline_text",
    "target_text",
)
@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), meta=in_force_when_written()
)
class OutcomeIndicator(Revised):
    """What shows that an outcome is reached: a baseline and a target, each as a number, a text or both."""

    outcome = models.ForeignKey(ProgrammeOutcome, models.PROTECT, related_name="indicators")
    text = models.CharField(_("indicator"), max_length=500)
    unit = models.CharField(_("unit"), max_length=60, blank=True)
    whole_numbers = models.BooleanField(
        _("whole numbers only"),
        default=False,
        help_text=_("Tick it where things are counted one by one: 1,234 then is one thousand and more."),
    )
    baseline_value = models.DecimalField(
        _("baseline"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    baseline_text = models.CharField(_("baseline in words"), max_length=300, blank=True)
    baseline_year = models.PositiveSmallIntegerField(_("year of the baseline"), null=True, blank=True)
    target_value = models.DecimalField(_("target"), max_digits=18, decimal_places=4, null=True, blank=True)
    target_text = models.CharField(_("target in words"), max_length=300, blank=True)
    target_year = models.PositiveSmallIntegerField(_("year of the target"), null=True, blank=True)

    objects = IndicatorQuerySet.as_manager()

    class Meta(Revised.Meta):
        verbose_name = _("indicator")
        abstract = False
        ordering = ["outcome", "pk"]
        constraints = [
            *Revised.Meta.constraints,
            models.CheckConstraint(
                condition=(Q(baseline_year__isnull=True) | Q(baseline_year__range=(1990, 2100)))
                & (Q(target_year__isnull=True) | Q(target_year__range=(1990, 2100))),
                name="indicator_years_are_years",
                violation_error_message=_("Write a year from 1990 to 2100."),
            ),
            models.CheckConstraint(
                condition=Q(whole_numbers=False)
                | (
                    (Q(baseline_value__isnull=True) | Q(baseline_value=Floor("baseline_value")))
                    & (Q(target_value__isnull=True) | Q(target_value=Floor("target_value")))
                ),
                name="indicator_of_whole_numbers_has_whole_ones",
                violation_error_message=_(
                    "Write whole numbers as baseline and target: the indicator takes no others."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.text


@texts_written_in(
    "indicator.outcome.programme.language or indicator.outcome.cpo.language "
    "or indicator.outcome.product.language",
    "text",
)
@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), meta=in_force_when_written()
)
class Milestone(Revised):
    """What is to be reached on the way to an indicator's target, and when; `value` where it is a number."""

    indicator = models.ForeignKey(OutcomeIndicator, models.PROTECT, related_name="milestones")
    due_on = models.DateField(_("due"))
    text = models.CharField(_("milestone"), max_length=500)
    value = models.DecimalField(
        _("value to be reached"),
        max_digits=18,
        decimal_places=4,
        null=True,
        blank=True,
        help_text=_("In the unit of the indicator. Empty: the milestone is no number."),
    )
    status = models.CharField(
        _("status"), max_length=20, choices=Progress, blank=True, help_text=_("Empty: not yet rated.")
    )

    objects = MilestoneQuerySet.as_manager()

    class Meta(Revised.Meta):
        verbose_name = _("milestone")
        abstract = False
        ordering = ["indicator", "due_on", "pk"]
        triggers = [*Revised.Meta.triggers, status_follows("id")]
        indexes = [FoldedTexts(fields=["text"], name="milestone_folded")]
        constraints = [
            *Revised.Meta.constraints,
            models.CheckConstraint(
                condition=Q(status="") | Q(status__in=Progress.values),
                name="milestone_status_is_known",
                violation_error_message=_("Choose one of the listed values."),
            ),
            WithinCalendar(name="milestone_dates_are_in_the_calendar", days=["due_on"]),
        ]

    def __str__(self) -> str:
        return self.text
