from __future__ import annotations

import pghistory
import pgtrigger
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.days import WithinCalendar, check_ticked
from ilo_dc.core.languages import texts_written_in, together
from ilo_dc.core.long_texts import LongTextField
from ilo_dc.core.text_search import FoldedTexts
from ilo_dc.core.versions.models import Revised, in_force_when_written
from portfolio.programmes.vocab import TextLanguage
from portfolio.proposals.querysets.proposals import ProposalAuthorQuerySet, ProposalQuerySet
from portfolio.proposals.rules import LARGEST_BUDGET, PARTIES
from portfolio.proposals.vocab import DRAFTS, OFFERED_IN, TEXT_MOST, NeedSource, ProposalStatus

# `status` repeats the current ProposalState: only the trigger of that fact writes it.
STATUS_IS_THE_FACTS = """
IF TG_OP = 'INSERT' THEN
    IF NEW.status <> 'concept' THEN
        RAISE EXCEPTION 'A proposal begins as a concept.' USING ERRCODE = 'check_violation';
    END IF;
ELSIF NEW.status IS DISTINCT FROM OLD.status AND NOT EXISTS (
    SELECT 1 FROM portfolio_proposalstate
    WHERE proposal_id = NEW.id AND superseded_at IS NULL AND status = NEW.status
) THEN
    RAISE EXCEPTION 'The status of a proposal follows its recorded statuses only.'
        USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
"""

# Figures as known at a past moment are split by these, so they never change.
PLACE_IS_FIXED = """
IF (NEW.country_id, NEW.region_id, NEW.code) IS DISTINCT FROM (OLD.country_id, OLD.region_id, OLD.code) THEN
    RAISE EXCEPTION 'The code and the place of a proposal never change.' USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
"""


@texts_written_in(
    "language",
    "title",
    "problem",
    "need_text",
    "target_groups",
    "results",
    "partners_proposed",
    "turin_role",
    "gender",
    "labour_standards",
)
@pghistory.track(meta=in_force_when_written())
class Proposal(Revised):
    """An idea for a project on its way to an agreement; its place is a country, a region, or the world."""

    HAPPENED = ("need_on", "government_on", "employers_on", "workers_on")  # days that cannot lie ahead

    code = models.CharField(_("code"), max_length=20, unique=True, editable=False)
    country = models.ForeignKey(
        "core.Country",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="proposals",
        verbose_name=_("country or area"),
    )
    region = models.ForeignKey(
        "core.Region",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="proposals",
        verbose_name=_("region"),
        help_text=_("Of a regional proposal only; neither country nor region: interregional or global."),
    )
    title = models.CharField(_("title"), max_length=300)
    language = models.CharField(
        _("language of its texts"), max_length=2, choices=TextLanguage, default=TextLanguage.ENGLISH
    )
    office = models.ForeignKey(
        "core.Office",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="proposals",
        verbose_name=_("responsible office"),
    )
    problem = LongTextField(_("problem to be solved"), blank=True, max_length=TEXT_MOST)
    need_source = models.CharField(_("source of the need"), max_length=20, choices=NeedSource, blank=True)
    need_outcome = models.ForeignKey(
        "portfolio.CountryProgrammeOutcome",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="proposals",
        verbose_name=_("country programme outcome"),
    )
    need_product = models.ForeignKey(
        "portfolio.GlobalProduct",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="proposals",
        verbose_name=_("global product"),
    )
    need_text = LongTextField(_("the need in words"), blank=True, max_length=TEXT_MOST)
    need_on = models.DateField(_("need stated on"), null=True, blank=True)
    government = models.BooleanField(_("government consulted"), default=False)
    government_on = models.DateField(_("government consulted on"), null=True, blank=True)
    employers = models.BooleanField(_("employers consulted"), default=False)
    employers_on = models.DateField(_("employers consulted on"), null=True, blank=True)
    workers = models.BooleanField(_("workers consulted"), default=False)
    workers_on = models.DateField(_("workers consulted on"), null=True, blank=True)
    target_groups = LongTextField(_("target groups"), blank=True, max_length=TEXT_MOST)
    results = LongTextField(_("results, indicators and monitoring"), blank=True, max_length=TEXT_MOST)
    budget_usd = models.DecimalField(
        _("budget estimate, US$"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    partners_proposed = LongTextField(_("partners proposed"), blank=True, max_length=TEXT_MOST)
    duration_months = models.PositiveSmallIntegerField(_("duration in months"), null=True, blank=True)
    turin_role = LongTextField(
        _("role of the International Training Centre in Turin"), blank=True, max_length=10_000
    )
    gender = LongTextField(_("gender equality and non-discrimination"), blank=True, max_length=TEXT_MOST)
    labour_standards = LongTextField(_("international labour standards"), blank=True, max_length=TEXT_MOST)
    status = models.CharField(
        _("status"),
        max_length=20,
        choices=ProposalStatus,
        default=ProposalStatus.CONCEPT,
        editable=False,
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("author"),
    )
    offered = models.BooleanField(
        _("offered"),
        default=False,
        editable=False,
        help_text=_("Funding partners see its title, country and budget, and nothing else."),
    )
    discarded = models.BooleanField(
        _("discarded"),
        default=False,
        editable=False,
        help_text=_("A draft that was given up: nobody sees it any more, its history says why."),
    )

    objects = ProposalQuerySet.as_manager()

    class Meta(Revised.Meta):
        verbose_name = _("proposal")
        abstract = False
        ordering = ["-code"]
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
            FoldedTexts(fields=["title", "code", "problem"], name="proposal_folded"),
            models.Index(fields=["status", "code"], name="proposals_by_status"),
            models.Index(fields=["country", "code"], name="proposals_of_a_country"),
        ]
        constraints = [
            *Revised.Meta.constraints,
            models.CheckConstraint(
                condition=Q(country__isnull=True) | Q(region__isnull=True),
                name="a_proposal_has_one_place",
                violation_error_message=_("Name a country or area or a region, not both."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=ProposalStatus.values),
                name="proposal_status_is_known",
                violation_error_message=_("Choose one of the listed values."),
            ),
            models.CheckConstraint(
                condition=Q(need_source="") | Q(need_source__in=NeedSource.values),
                name="proposal_need_is_known",
                violation_error_message=_("Choose one of the listed values."),
            ),
            models.CheckConstraint(
                condition=Q(need_outcome__isnull=True) | Q(need_product__isnull=True),
                name="a_proposal_serves_one_outcome_or_product",
                violation_error_message=_("Name a country programme outcome or a global product, not both."),
            ),
            models.CheckConstraint(
                condition=Q(language__in=TextLanguage.values),
                name="proposal_language_is_known",
                violation_error_message=_("Choose one of the listed values."),
            ),
            models.CheckConstraint(
                condition=Q(budget_usd__isnull=True) | Q(budget_usd__gte=0, budget_usd__lte=LARGEST_BUDGET),
                name="proposal_budget_is_no_debt",
                violation_error_message=_("A budget must lie between 0 and 1,000,000,000 US dollars."),
            ),
            models.CheckConstraint(
                condition=Q(duration_months__isnull=True) | Q(duration_months__range=(1, 240)),
                name="proposal_duration_is_some_months",
                violation_error_message=_("A duration must lie between 1 and 240 months."),
            ),
            models.CheckConstraint(
                condition=Q(discarded=False) | Q(status__in=DRAFTS),
                name="only_a_draft_proposal_is_discarded",
                violation_error_message=_("Only a draft may be discarded."),
            ),
            models.CheckConstraint(
                condition=Q(author__isnull=False) | Q(demonstration=True),
                name="a_proposal_has_an_author",
                violation_error_message=_("Only demonstration data may have no author."),
            ),
            *[
                models.CheckConstraint(
                    condition=Q(**{party: True}) | Q(**{f"{party}_on__isnull": True}),
                    name=f"proposal_{party}_consulted_where_dated",
                    violation_error_message=_("Tick who was consulted, or leave the day empty."),
                )
                for party in PARTIES
            ],
            WithinCalendar(
                name="proposal_dates_are_in_the_calendar",
                days=["need_on", "government_on", "employers_on", "workers_on"],
            ),
        ]

    def __str__(self) -> str:
        return together(self.code, " ", self.title)

    def clean(self) -> None:
        """Refuse the day of a consultation that is not ticked."""
        check_ticked(self, PARTIES)

    @property
    def is_offered(self) -> bool:
        """Whether funding partners are shown it: it is marked so, and neither agreed nor withdrawn."""
        return self.offered and self.status in OFFERED_IN


@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), meta=in_force_when_written()
)
class ProposalAuthor(Revised):
    """Somebody who writes a proposal beside its author."""

    NAMED_BY = ("user",)  # in histories

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="authors", verbose_name=_("proposal"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("co-author")
    )

    objects = ProposalAuthorQuerySet.as_manager()

    class Meta(Revised.Meta):
        verbose_name = _("co-author")
        abstract = False
        ordering = ["proposal", "pk"]
        constraints = [
            *Revised.Meta.constraints,
            models.UniqueConstraint(
                fields=["proposal", "user"],
                name="a_co_author_is_named_once",
                violation_error_message=_("This person is a co-author already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.user_id}"
