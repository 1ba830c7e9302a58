import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.days import WithinCalendar
from ilo_dc.core.facts.models.fact import Fact
from ilo_dc.core.life.models import DatedStatus, belongs_to_its_life
from portfolio.proposals.querysets.proposals import ProposalStateQuerySet, WaiverQuerySet
from portfolio.proposals.rules import LARGEST_BUDGET, MOST_PROBABLE
from portfolio.proposals.vocab import APPRAISED, DECIDED, PIPELINE, ProposalStatus, WaiverReason

# In the fact's own transaction, so that no reader ever sees the two differ.
PROPOSAL_FOLLOWS = """
IF NEW.superseded_at IS NULL AND NOT NEW.past THEN
    UPDATE portfolio_proposal
    SET status = NEW.status, version = version + 1, updated_at = now()
    WHERE id = NEW.proposal_id AND status <> NEW.status;
END IF;
RETURN NULL;
"""


class ProposalState(DatedStatus):
    """The status of a proposal, from `effective_on`, as recorded.

    Of the pipeline also the partner, the amount in US dollars (in no total of money) and how probable an
    agreement is. Measures count these rows; the proposal's own `status` repeats the current one.
    """

    FACT_KEY = ("proposal",)
    NOUN = "proposals"
    SUBJECT = "proposal_id"

    proposal = models.ForeignKey(
        "portfolio.Proposal", models.PROTECT, related_name="states", verbose_name=_("proposal")
    )
    status = models.CharField(_("status"), max_length=20, choices=ProposalStatus)
    effective_on = models.DateField(_("with effect from"))
    partner = models.ForeignKey(
        "core.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("partner"),
    )
    amount_usd = models.DecimalField(
        _("amount, US$"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    probability = models.PositiveSmallIntegerField(
        _("probability, per cent"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(MOST_PROBABLE)],
    )
    reason = models.CharField(_("reason"), max_length=500)

    objects = ProposalStateQuerySet.as_manager()  # type: ignore[misc]

    class Meta(DatedStatus.Meta):
        abstract = False
        ordering = ["pk"]
        triggers = [
            *DatedStatus.Meta.triggers,
            belongs_to_its_life("portfolio_proposalstate", "proposal_id"),
            pgtrigger.Trigger(
                name="proposal_follows",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                func=PROPOSAL_FOLLOWS,
            ),
        ]
        indexes = [
            *DatedStatus.Meta.indexes,
            models.Index(fields=["proposal", "recorded_at"], name="states_of_a_proposal"),
            models.Index(fields=["status", "effective_on"], name="proposal_states_by_status"),
        ]
        constraints = [
            *DatedStatus.Meta.constraints,
            models.UniqueConstraint(
                fields=["proposal"],
                condition=Q(superseded_at__isnull=True),
                name="one_current_state_per_proposal",
                violation_error_message=_(
                    "This proposal has a status in force already: it must be replaced."
                ),
            ),
            models.CheckConstraint(
                condition=Q(status__in=ProposalStatus.values),
                name="proposal_state_is_known",
                violation_error_message=_("Choose one of the listed values."),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="proposal_state_has_a_reason",
                violation_error_message=_("Give a reason for this status."),
            ),
            models.CheckConstraint(
                condition=Q(backdated=False) | Q(demonstration=True),
                name="only_demonstration_proposals_are_backdated",
                violation_error_message=_("Only demonstration data may be dated back."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=PIPELINE)
                | Q(partner__isnull=True, amount_usd__isnull=True, probability__isnull=True),
                name="only_the_pipeline_names_a_partner",
                violation_error_message=_("Only what is with a partner names a partner and an amount."),
            ),
            models.CheckConstraint(
                condition=Q(probability__isnull=True) | Q(probability__lte=MOST_PROBABLE),
                name="a_probability_is_a_share",
                violation_error_message=_("A probability must lie between 0 and 100 per cent."),
            ),
            models.CheckConstraint(
                condition=Q(amount_usd__isnull=True) | Q(amount_usd__gte=0, amount_usd__lte=LARGEST_BUDGET),
                name="proposal_amount_is_no_debt",
                violation_error_message=_("An amount must lie between 0 and 1,000,000,000 US dollars."),
            ),
            WithinCalendar(name="proposal_state_dates_are_in_the_calendar", days=["effective_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.status} {self.effective_on}"

    @property
    def shown_reason(self) -> str:
        """The reason as everybody reads it who sees the proposal.

        Of what an appraisal decided never its note, which was kept here once: finance sees no appraisal.
        """
        is_decision = self.status in DECIDED and self.takes_back_id is None
        return APPRAISED if is_decision else self.reason


class AppraisalWaiver(Fact):
    """A manager's decision that a proposal goes to a partner without an appraisal.

    Counted in the denominator of the share that the quality mechanism approved, never in its numerator.
    """

    HAPPENED = ("waived_on",)  # days that cannot lie ahead

    FACT_KEY = ("proposal",)
    NOUN = "proposals"
    SUBJECT = "proposal_id"

    proposal = models.ForeignKey(
        "portfolio.Proposal", models.PROTECT, related_name="waivers", verbose_name=_("proposal")
    )
    kind = models.CharField(_("why it is waived"), max_length=20, choices=WaiverReason)
    reason = models.CharField(_("reason"), max_length=500)
    waived_on = models.DateField(_("waived on"))

    objects = WaiverQuerySet.as_manager()  # type: ignore[misc]

    class Meta(Fact.Meta):
        abstract = False
        verbose_name = _("waiver of an appraisal")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal"],
                condition=Q(superseded_at__isnull=True),
                name="one_current_waiver_per_proposal",
                violation_error_message=_("The appraisal of this proposal is waived already."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=WaiverReason.values),
                name="waiver_reason_is_known",
                violation_error_message=_("Choose one of the listed values."),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="a_waiver_has_a_reason",
                violation_error_message=_("Give a reason for the waiver."),
            ),
            models.CheckConstraint(
                condition=Q(backdated=False) | Q(demonstration=True),
                name="only_demonstration_waivers_are_backdated",
                violation_error_message=_("Only demonstration data may be dated back."),
            ),
            WithinCalendar(name="waiver_dates_are_in_the_calendar", days=["waived_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.kind}"
