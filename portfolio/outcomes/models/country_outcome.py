import pghistory
import pgtrigger
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Left
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.facts.models.fact import Fact
from ilo_dc.core.languages import texts_written_in, together
from ilo_dc.core.text_search import FoldedTexts
from ilo_dc.core.versions.models import Revised, in_force_when_written
from portfolio.outcomes.querysets import CountryProgrammeOutcomeQuerySet, OutcomePublicationQuerySet
from portfolio.outcomes.vocab import TextLanguage

# Money, projects and places in programmes name an outcome by these, so they never change.
IDENTITY_IS_FIXED = """
IF (NEW.country_id, NEW.region_id, NEW.code) IS DISTINCT FROM (OLD.country_id, OLD.region_id, OLD.code) THEN
    RAISE EXCEPTION 'The code and the country or region of a country programme outcome never change.'
        USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
"""

PUBLISHED_BY_A_FACT = """
IF NEW.published IS DISTINCT FROM coalesce((
    SELECT published FROM portfolio_outcomepublication
    WHERE outcome_id = NEW.id AND superseded_at IS NULL), false) THEN
    RAISE EXCEPTION 'The publication of a country programme outcome is recorded as a fact first.'
        USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
"""

COLUMN_FOLLOWS = """
IF (SELECT published FROM portfolio_countryprogrammeoutcome WHERE id = NEW.outcome_id)
   IS DISTINCT FROM coalesce((
    SELECT published FROM portfolio_outcomepublication
    WHERE outcome_id = NEW.outcome_id AND superseded_at IS NULL), false) THEN
    RAISE EXCEPTION 'A country programme outcome must say of its publication what was recorded last.'
        USING ERRCODE = 'check_violation';
END IF;
RETURN NULL;
"""


@texts_written_in("language", "title")
@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), meta=in_force_when_written()
)
class CountryProgrammeOutcome(Revised):
    """A country programme outcome (CPO) of one country or sub-region, across programmes and biennia.

    What a programme plans and reports of it stands at its place there (`ProgrammeOutcome`). `published`
    repeats the current `OutcomePublication`: the database holds both to each other.
    """

    country = models.ForeignKey(
        "core.Country",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="country_outcomes",
        verbose_name=_("country or area"),
    )
    region = models.ForeignKey(
        "core.Region",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="country_outcomes",
        verbose_name=_("region"),
        help_text=_("Of a sub-region's outcome only; another one lies in its country's region."),
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
    language = models.CharField(
        _("language of its title"), max_length=2, choices=TextLanguage, default=TextLanguage.ENGLISH
    )
    published = models.BooleanField(
        _("published"),
        default=False,
        editable=False,
        help_text=_("Whether everyone sees it without a programme; its region says so."),
    )

    objects = CountryProgrammeOutcomeQuerySet.as_manager()

    class Meta(Revised.Meta):
        verbose_name = _("country programme outcome")
        abstract = False
        ordering = ["code", "pk"]
        triggers = [
            *Revised.Meta.triggers,
            pgtrigger.Trigger(
                name="identity_is_fixed",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=IDENTITY_IS_FIXED,
            ),
            pgtrigger.Trigger(
                name="published_by_a_fact",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=PUBLISHED_BY_A_FACT,
            ),
        ]
        indexes = [
            FoldedTexts(fields=["code", "title"], name="country_outcome_folded"),
            models.Index(fields=["code"], name="country_outcomes_by_code"),
            models.Index(fields=["updated_at"], name="country_outcomes_by_update"),
        ]
        constraints = [
            *Revised.Meta.constraints,
            models.CheckConstraint(
                condition=Q(code__regex=r"^[A-Z]{3}[0-9]{3}$"),
                name="a_country_outcome_code_is_three_letters_and_three_digits",
                violation_error_message=_("Write three capital letters and three figures: KEN101."),
            ),
            models.CheckConstraint(
                condition=Q(country__isnull=False, region__isnull=True)
                | Q(country__isnull=True, region__isnull=False),
                name="a_country_outcome_has_a_country_or_a_sub_region",
                violation_error_message=_("Name a country or area, or the region of a sub-region's outcome."),
            ),
            models.CheckConstraint(
                condition=Q(country__isnull=True) | Q(Exact(Left("code", 3), F("country"))),
                name="a_country_outcome_code_begins_with_its_country",
                violation_error_message=_(
                    "The CPO codes of a country must begin with its three letters: KEN101."
                ),
            ),
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(country__isnull=False),
                name="a_country_has_a_cpo_code_once",
                violation_error_message=_("There is a country programme outcome with this code already."),
            ),
            models.UniqueConstraint(
                fields=["region", "code"],
                condition=Q(region__isnull=False),
                name="a_sub_region_has_a_cpo_code_once",
                violation_error_message=_("There is a country programme outcome with this code already."),
            ),
            models.CheckConstraint(
                condition=Q(language__in=TextLanguage.values),
                name="country_outcome_language_is_known",
                violation_error_message=_("Choose one of the listed values."),
            ),
        ]

    def __str__(self) -> str:
        return together(self.code, " ", self.title)


class OutcomePublication(Fact):
    """Whether everyone sees a country programme outcome without a programme, from when it was recorded on.

    From then on its updates count, too, that were accepted of its place without a programme. An outcome that
    has none was never published by its region.
    """

    FACT_KEY = ("outcome",)
    NOUN = "cpos"
    SUBJECT = "outcome_id"

    outcome = models.ForeignKey(
        CountryProgrammeOutcome,
        models.PROTECT,
        related_name="publications",
        verbose_name=_("country programme outcome"),
    )
    published = models.BooleanField(_("published"))

    objects = OutcomePublicationQuerySet.as_manager()  # type: ignore[misc]

    class Meta(Fact.Meta):
        abstract = False
        ordering = ["outcome", "-recorded_at", "-pk"]
        triggers = [
            *Fact.Meta.triggers,
            pgtrigger.Trigger(
                name="column_follows",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update,
                timing=pgtrigger.Deferred,
                func=COLUMN_FOLLOWS,
            ),
        ]
        indexes = [
            *Fact.Meta.indexes,
            models.Index(fields=["outcome", "recorded_at"], name="publications_of_an_outcome"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["outcome"],
                condition=Q(superseded_at__isnull=True),
                name="one_current_publication_per_outcome",
                violation_error_message=_(
                    "The publication of this outcome is recorded already: it must be replaced."
                ),
            ),
            models.CheckConstraint(
                condition=Q(backdated=False) | Q(demonstration=True),
                name="only_demonstration_publications_are_backdated",
                violation_error_message=_("Only demonstration data may be dated back."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outcome_id} {self.published}"
