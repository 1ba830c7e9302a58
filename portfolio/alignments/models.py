from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.days import WithinCalendar
from ilo_dc.core.facts.models.fact import Fact
from portfolio.alignments.querysets import AlignmentPairQuerySet, AlignmentQuerySet
from portfolio.alignments.vocab import AlignmentLevel, DwcpSide, Extent, IloRole
from portfolio.frameworks.models.framework import FrameworkResult

if TYPE_CHECKING:
    from ilo_dc.core.models import Country
    from portfolio.programmes.models.country_programme import CountryProgramme

# Figures as known at a past moment are split by what a pair joins, so it never changes.
PAIR_IS_FIXED = """
RAISE EXCEPTION 'What an alignment joins never changes.' USING ERRCODE = 'check_violation';
"""

# The country of a programme's pair is the programme's: the database writes it, so that both never differ.
OF_THE_PROGRAMME = """
IF NEW.programme_id IS NOT NULL THEN
    NEW.country_id := (SELECT country_id FROM portfolio_countryprogramme WHERE id = NEW.programme_id);
END IF;
IF (NEW.priority_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM portfolio_priority WHERE id = NEW.priority_id AND programme_id = NEW.programme_id))
   OR (NEW.outcome_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM portfolio_programmeoutcome place
        JOIN portfolio_countryprogrammeoutcome cpo ON cpo.id = place.cpo_id
        WHERE place.id = NEW.outcome_id AND place.programme_id IS NOT DISTINCT FROM NEW.programme_id
        AND (NEW.programme_id IS NOT NULL OR cpo.country_id = NEW.country_id))) THEN
    RAISE EXCEPTION 'A priority or outcome is aligned within its own programme, or its country without one.'
        USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
"""

EXTENT_FITS_THE_PAIR = """
IF EXISTS (
    SELECT 1 FROM portfolio_alignmentpair WHERE id = NEW.pair_id
    AND (priority_id IS NULL AND outcome_id IS NULL) <> (NEW.extent = 'un_only')
    AND NEW.extent <> 'supported'
) THEN
    RAISE EXCEPTION 'What is in the UN framework only has no priority or outcome, and no other lacks it.'
        USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
"""


CORRECTS_ITS_OWN_PAIR = """
IF EXISTS (
    SELECT 1 FROM portfolio_alignment WHERE id = NEW.replaces_id AND pair_id IS DISTINCT FROM NEW.pair_id
) THEN
    RAISE EXCEPTION 'A correction belongs to the pair that it corrects.' USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
"""


class AlignmentPair(models.Model):
    """A priority, an outcome or nothing of a country programme, and a result of a UN framework.

    What was found of it stands in `Alignment`. Without priority and outcome it is the framework's result
    alone: something that only the UN framework holds. A pair may be assessed in a country without a
    programme: then it names the place of an outcome that has none, or nothing. `country` is the programme's
    where there is one, and empty for a sub-regional programme.
    """

    programme = models.ForeignKey(
        "portfolio.CountryProgramme", models.PROTECT, null=True, blank=True, related_name="pairs"
    )
    country = models.ForeignKey("core.Country", models.PROTECT, null=True, blank=True, related_name="pairs")
    priority = models.ForeignKey(
        "portfolio.Priority", models.PROTECT, null=True, blank=True, related_name="pairs"
    )
    outcome = models.ForeignKey(
        "portfolio.ProgrammeOutcome", models.PROTECT, null=True, blank=True, related_name="pairs"
    )
    result = models.ForeignKey("portfolio.FrameworkResult", models.PROTECT, related_name="pairs")

    objects = AlignmentPairQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        triggers = [
            pgtrigger.Trigger(
                name="pair_is_fixed", when=pgtrigger.Before, operation=pgtrigger.Update, func=PAIR_IS_FIXED
            ),
            pgtrigger.Trigger(
                name="of_the_programme",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=OF_THE_PROGRAMME,
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "country", "priority", "outcome", "result"],
                nulls_distinct=False,
                name="a_pair_stands_once",
                violation_error_message=_("This pair is compared already."),
            ),
            models.CheckConstraint(
                condition=Q(priority__isnull=True) | Q(outcome__isnull=True),
                name="a_pair_has_a_priority_or_an_outcome",
                violation_error_message=_("Name a priority or an outcome, not both."),
            ),
            models.CheckConstraint(
                condition=Q(programme__isnull=False) | Q(country__isnull=False, priority__isnull=True),
                name="a_pair_is_of_a_programme_or_a_country",
                violation_error_message=_("Name a country programme, or a country or area without one."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id or self.country_id} {self.side} {self.result_id}"

    @property
    def side(self) -> DwcpSide:
        """What of the programme, or of the country without one, it names."""
        if self.priority_id:
            return DwcpSide.PRIORITY
        return DwcpSide.OUTCOME if self.outcome_id else DwcpSide.NOTHING

    @property
    def subject(self) -> CountryProgramme | Country:
        """What was compared: the programme, or the country without one; reads one of them."""
        return self.programme or cast("Country", self.country)

    @property
    def key(self) -> tuple[int | None, int | None, int]:
        """What tells one pair of a programme from another."""
        return (self.priority_id, self.outcome_id, self.result_id)

    @classmethod
    def in_the_way_of(cls, row: models.Model) -> str:
        """Return why a result, a priority or an outcome that was aligned is not removed."""
        if isinstance(row, FrameworkResult):
            return str(
                _(
                    "Its alignment with a country programme was recorded, and what was recorded is kept. "
                    "Correct it instead."
                )
            )
        return str(_("Its alignment with a UN framework was recorded, and what was recorded is kept."))


class Alignment(Fact):
    """How far a UN framework takes up part of a country programme, from `effective_on`, as recorded.

    Measures count these rows: one current row a pair. `replaces`: one that was recorded by mistake, whose
    place this takes; a change names none, what it follows held until then.
    """

    FACT_KEY = ("pair",)
    NOUN = "alignments"
    SUBJECT = "pair_id"

    pair = models.ForeignKey(AlignmentPair, models.PROTECT, related_name="alignments", verbose_name=_("pair"))
    extent = models.CharField(_("extent"), max_length=12, choices=Extent)
    level = models.CharField(
        _("level"), max_length=12, choices=AlignmentLevel, blank=True, help_text=_("Empty: not stated.")
    )
    role = models.CharField(
        _("role of the ILO"), max_length=12, choices=IloRole, blank=True, help_text=_("Empty: not stated.")
    )
    effective_on = models.DateField(_("with effect from"))
    replaces = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="replaced_by",
        verbose_name=_("stands in place of"),
    )

    objects = AlignmentQuerySet.as_manager()  # type: ignore[misc]

    class Meta(Fact.Meta):
        ordering = ["pk"]
        triggers = [
            *Fact.Meta.triggers,
            pgtrigger.Trigger(
                name="extent_fits_the_pair",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=EXTENT_FITS_THE_PAIR,
            ),
            pgtrigger.Trigger(
                name="corrects_its_own_pair",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=CORRECTS_ITS_OWN_PAIR,
            ),
        ]
        indexes = [
            *Fact.Meta.indexes,
            models.Index(fields=["pair", "recorded_at"], name="alignments_of_a_pair"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["pair"],
                condition=Q(superseded_at__isnull=True),
                name="one_current_alignment_per_pair",
                violation_error_message=_(
                    "An alignment of this pair is in force already: it must be replaced."
                ),
            ),
            models.UniqueConstraint(
                fields=["replaces"],
                condition=Q(replaces__isnull=False),
                name="an_alignment_is_replaced_once",
                violation_error_message=_("This was corrected already: correct the later one."),
            ),
            models.CheckConstraint(
                condition=Q(extent__in=Extent.values)
                & (Q(level="") | Q(level__in=AlignmentLevel.values))
                & (Q(role="") | Q(role__in=IloRole.values)),
                name="alignment_codes_are_known",
                violation_error_message=_("Choose one of the listed values."),
            ),
            models.CheckConstraint(
                condition=Q(level="") | Q(extent__in=[Extent.FULL, Extent.PARTIAL, Extent.SUPPORTED]),
                name="only_what_meets_has_a_level",
                violation_error_message=_(
                    "Only a full, partial or supporting alignment may have a level. Leave the level empty."
                ),
            ),
            models.CheckConstraint(
                condition=Q(role__in=["", IloRole.NONE]) | Q(extent__in=[Extent.FULL, Extent.PARTIAL]),
                name="the_ilo_implements_only_what_is_aligned",
                violation_error_message=_(
                    "The ILO may have a role only where the alignment is full or partial. "
                    "Leave the role empty."
                ),
            ),
            models.CheckConstraint(
                condition=Q(backdated=False) | Q(demonstration=True),
                name="only_demonstration_alignments_are_backdated",
                violation_error_message=_("Only demonstration data may be dated back."),
            ),
            WithinCalendar(name="alignment_dates_are_in_the_calendar", days=["effective_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.pair_id} {self.extent}"

    @property
    def field_values(self) -> tuple[str, str, str]:
        """Extent, level and role: what people say of a pair."""
        return (self.extent, self.level, self.role)
