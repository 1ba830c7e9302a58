"""Where a project works and what it contributes to: dated facts, written whole with the project's version."""

from datetime import datetime
from decimal import Decimal

import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.facts.models.fact import Fact
from portfolio.projects.querysets.project_links import ProjectLinkQuerySet
from portfolio.projects.vocab import Marker

# At the end of the transaction: the shares of one project are written one after the other.
SHARES_SUM_TO_HUNDRED = """
IF EXISTS (
    SELECT 1 FROM {link} link {join}
    WHERE link.project_id = NEW.project_id AND link.superseded_at IS NULL
    GROUP BY {whole} HAVING sum(link.share) <> 100
) THEN
    RAISE EXCEPTION 'The shares of a project sum to exactly 100.' USING ERRCODE = 'check_violation';
END IF;
RETURN NULL;
"""

OF_A_PROGRAMME_AND_BUDGET = """
IF NOT EXISTS (
    SELECT 1 FROM portfolio_resultsnode node
    JOIN portfolio_resultsframework framework ON framework.id = node.framework_id
    WHERE node.id = NEW.result_id AND node.level IN ('outcome', 'output')
    AND framework.kind = 'programme_and_budget'
) THEN
    RAISE EXCEPTION 'A project contributes to outcomes and outputs of a Programme and Budget.'
        USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
"""

A_TARGET = """
IF NOT EXISTS (SELECT 1 FROM portfolio_resultsnode WHERE id = NEW.result_id AND level = 'target') THEN
    RAISE EXCEPTION 'A project contributes to targets of the Sustainable Development Goals.'
        USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
"""


def sums_to_hundred(link: str, *, join: str = "", whole: str = "link.project_id") -> pgtrigger.Trigger:
    """Return the trigger that holds the current shares of a project, within each `whole`, to 100."""
    return pgtrigger.Trigger(
        name="shares_sum_to_hundred",
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update,
        timing=pgtrigger.Deferred,
        func=SHARES_SUM_TO_HUNDRED.format(link=link, join=join, whole=whole),
    )


def _only(name: str, func: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=pgtrigger.Insert, func=func)


def one_current(name: str, *fields: str) -> models.UniqueConstraint:
    """Return the constraint that a project names something once at a time."""
    return models.UniqueConstraint(
        fields=["project", *fields],
        condition=Q(superseded_at__isnull=True),
        name=name,
        violation_error_message=_("This project names it already."),
    )


class ProjectLink(Fact):
    """What a project is tied to, from when until when that was known."""

    NOUN = "projects"
    SUBJECT = "project_id"
    # What a project holds its rows by, what is fetched with them, and how they are ordered.
    SHOWN_AS = ""
    NAMES: tuple[str, ...] = ()
    SHOWN_BY: tuple[str, ...] = ()

    project = models.ForeignKey(
        "portfolio.Project", models.PROTECT, related_name="%(class)s_set", verbose_name=_("project")
    )

    objects = ProjectLinkQuerySet.as_manager()  # type: ignore[misc]

    class Meta(Fact.Meta):
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(backdated=False) | Q(demonstration=True),
                name="only_demonstration_%(class)s_is_backdated",
                violation_error_message=_("Only demonstration data may be dated back."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.pk}"

    def was_known_at(self, moment: datetime) -> bool:
        """Return whether it was current at a moment."""
        ended = self.superseded_at
        return self.recorded_at <= moment and (ended is None or ended > moment)


class ShareOfProject(ProjectLink):
    """A link with its share in per cent."""

    share = models.DecimalField(
        _("share, %"),
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(Decimal("0.01")), MaxValueValidator(Decimal(100))],
    )

    class Meta(ProjectLink.Meta):
        abstract = True
        constraints = [
            *ProjectLink.Meta.constraints,
            models.CheckConstraint(
                condition=Q(share__gt=0, share__lte=100),
                name="%(class)s_is_a_share",
                violation_error_message=_("A share must be more than 0 and at most 100."),
            ),
        ]


class CountryShare(ShareOfProject):
    """The share of a project that is for a country."""

    FACT_KEY = ("project", "country")
    SHOWN_AS = "country_shares"
    NAMES = ("country__region",)
    SHOWN_BY = ("-share", "country")

    country = models.ForeignKey(
        "core.Country", models.PROTECT, related_name="project_shares", verbose_name=_("country or area")
    )

    class Meta(ShareOfProject.Meta):
        abstract = False
        ordering = ["pk"]
        triggers = [*ShareOfProject.Meta.triggers, sums_to_hundred("portfolio_countryshare")]
        indexes = [
            *ShareOfProject.Meta.indexes,
            models.Index(fields=["country", "project"], name="projects_of_a_country"),
        ]
        constraints = [
            *ShareOfProject.Meta.constraints,
            one_current("a_project_names_a_country_once", "country"),
        ]


class BudgetShare(ShareOfProject):
    """The share of a project that contributes to a result of a Programme and Budget; 100 in each biennium."""

    FACT_KEY = ("project", "result")
    SHOWN_AS = "budget_shares"
    NAMES = ("result__framework",)
    SHOWN_BY = ("result__framework__starts_on", "result__order")

    result = models.ForeignKey(
        "portfolio.ResultsNode", models.PROTECT, related_name="project_shares", verbose_name=_("result")
    )

    class Meta(ShareOfProject.Meta):
        abstract = False
        ordering = ["pk"]
        triggers = [
            *ShareOfProject.Meta.triggers,
            _only("of_a_programme_and_budget", OF_A_PROGRAMME_AND_BUDGET),
            sums_to_hundred(
                "portfolio_budgetshare",
                join="JOIN portfolio_resultsnode result ON result.id = link.result_id",
                whole="result.framework_id",
            ),
        ]
        indexes = [
            *ShareOfProject.Meta.indexes,
            models.Index(fields=["result", "project"], name="projects_of_a_result"),
        ]
        constraints = [
            *ShareOfProject.Meta.constraints,
            one_current("a_project_names_a_result_once", "result"),
        ]


class SectorShare(ShareOfProject):
    """The share of a project that is in a sector, by its five-digit code of the DAC."""

    FACT_KEY = ("project", "sector")
    SHOWN_AS = "sector_shares"
    SHOWN_BY = ("-share", "sector")

    sector = models.CharField(_("sector"), max_length=5)

    class Meta(ShareOfProject.Meta):
        abstract = False
        ordering = ["pk"]
        triggers = [*ShareOfProject.Meta.triggers, sums_to_hundred("portfolio_sectorshare")]
        constraints = [
            *ShareOfProject.Meta.constraints,
            one_current("a_project_names_a_sector_once", "sector"),
            models.CheckConstraint(
                condition=Q(sector__regex=r"^[0-9]{5}$"),
                name="a_sector_has_five_digits",
                violation_error_message=_("The code of a sector must have five digits."),
            ),
        ]


class ProjectSdgTarget(ProjectLink):
    """A target of the Sustainable Development Goals that a project contributes to; it has no share."""

    FACT_KEY = ("project", "result")
    SHOWN_AS = "sdg_targets"
    NAMES = ("result",)
    SHOWN_BY = ("result__order",)

    result = models.ForeignKey(
        "portfolio.ResultsNode", models.PROTECT, related_name="project_targets", verbose_name=_("target")
    )

    class Meta(ProjectLink.Meta):
        abstract = False
        ordering = ["pk"]
        triggers = [*ProjectLink.Meta.triggers, _only("a_target", A_TARGET)]
        constraints = [
            *ProjectLink.Meta.constraints,
            one_current("a_project_names_a_target_once", "result"),
        ]


class ProjectMarker(ProjectLink):
    """What a project is besides: a public–private partnership, South–South cooperation, of the nexus."""

    FACT_KEY = ("project", "marker")
    SHOWN_AS = "marker_links"
    SHOWN_BY = ("marker",)

    marker = models.CharField(_("marker"), max_length=20, choices=Marker)

    class Meta(ProjectLink.Meta):
        abstract = False
        ordering = ["pk"]
        constraints = [
            *ProjectLink.Meta.constraints,
            one_current("a_project_has_a_marker_once", "marker"),
            models.CheckConstraint(
                condition=Q(marker__in=Marker.values),
                name="marker_is_known",
                violation_error_message=_("Choose one of the listed values."),
            ),
        ]


class ProjectInitiative(ProjectLink):
    """An initiative that a project belongs to."""

    FACT_KEY = ("project", "initiative")
    SHOWN_AS = "initiative_links"
    NAMES = ("initiative",)
    SHOWN_BY = ("initiative__code",)

    initiative = models.ForeignKey(
        "portfolio.Initiative", models.PROTECT, related_name="project_links", verbose_name=_("initiative")
    )

    class Meta(ProjectLink.Meta):
        abstract = False
        ordering = ["pk"]
        constraints = [
            *ProjectLink.Meta.constraints,
            one_current("a_project_names_an_initiative_once", "initiative"),
        ]


class SstcCountry(ProjectLink):
    """A country with which a project works in South–South cooperation."""

    FACT_KEY = ("project", "country")
    SHOWN_AS = "sstc_links"
    NAMES = ("country",)
    SHOWN_BY = ("country",)

    country = models.ForeignKey(
        "core.Country", models.PROTECT, related_name="sstc_links", verbose_name=_("country or area")
    )

    class Meta(ProjectLink.Meta):
        abstract = False
        ordering = ["pk"]
        constraints = [
            *ProjectLink.Meta.constraints,
            one_current("a_project_names_a_partner_country_once", "country"),
        ]


class OutcomeShare(ShareOfProject):
    """The share of a project that contributes to a country programme outcome or a global product."""

    FACT_KEY = ("project", "outcome", "product")
    SHOWS = "outcome"  # whoever sees the project reads which outcome it is (`visible_to` of outcomes)
    SHOWN_AS = "outcome_shares"
    NAMES = ("outcome__country", "product")
    SHOWN_BY = ("-share", "outcome__code", "product__code")

    outcome = models.ForeignKey(
        "portfolio.CountryProgrammeOutcome",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="project_shares",
        verbose_name=_("country programme outcome"),
    )
    product = models.ForeignKey(
        "portfolio.GlobalProduct",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="project_shares",
        verbose_name=_("global product"),
    )

    class Meta(ShareOfProject.Meta):
        abstract = False
        ordering = ["pk"]
        triggers = [*ShareOfProject.Meta.triggers, sums_to_hundred("portfolio_outcomeshare")]
        indexes = [
            *ShareOfProject.Meta.indexes,
            models.Index(fields=["outcome", "project"], name="projects_of_an_outcome"),
            models.Index(fields=["product", "project"], name="projects_of_a_product"),
        ]
        constraints = [
            *ShareOfProject.Meta.constraints,
            models.UniqueConstraint(
                fields=["project", "outcome", "product"],
                condition=Q(superseded_at__isnull=True),
                nulls_distinct=False,
                name="a_project_names_an_outcome_once",
                violation_error_message=_("This project names it already."),
            ),
            models.CheckConstraint(
                condition=Q(outcome__isnull=False, product__isnull=True)
                | Q(outcome__isnull=True, product__isnull=False),
                name="a_share_is_of_an_outcome_or_a_product",
                violation_error_message=_("Name a country programme outcome or a global product."),
            ),
        ]

    @property
    def named(self) -> models.Model:
        """The outcome or the product."""
        found: models.Model | None = self.outcome or self.product
        assert found is not None  # noqa: S101  (the database holds one of both)
        return found


LINKS: tuple[type[ProjectLink], ...] = (
    CountryShare,
    OutcomeShare,
    BudgetShare,
    SectorShare,
    ProjectSdgTarget,
    ProjectMarker,
    ProjectInitiative,
    SstcCountry,
)
