import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.days import WithinCalendar
from ilo_dc.core.versions.models import Revised, in_force_when_written
from portfolio.proposals.querysets.proposed_partners import ProposedPartnerQuerySet
from portfolio.proposals.rules import LARGEST_BUDGET, MOST_PROBABLE
from portfolio.proposals.vocab import PartnerAnswer


@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), meta=in_force_when_written()
)
class ProposedPartner(Revised):
    """A partner that a proposal is meant for: asked from a day on, until the day of the answer.

    Amounts are US dollars and stand in no total of money.
    """

    HAPPENED = ("submitted_on", "answered_on")  # days that cannot lie ahead
    NAMED_BY = ("partner",)  # in histories

    proposal = models.ForeignKey(
        "portfolio.Proposal", models.PROTECT, related_name="partners", verbose_name=_("proposal")
    )
    partner = models.ForeignKey(
        "core.Organisation", models.PROTECT, related_name="+", verbose_name=_("partner")
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
    submitted_on = models.DateField(_("submitted to the partner on"), null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=10, choices=PartnerAnswer, blank=True)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)

    objects = ProposedPartnerQuerySet.as_manager()

    class Meta(Revised.Meta):
        verbose_name = _("partner of a proposal")
        abstract = False
        ordering = ["proposal", "pk"]
        indexes = [models.Index(fields=["partner", "answer"], name="proposals_of_a_partner")]
        constraints = [
            *Revised.Meta.constraints,
            models.UniqueConstraint(
                fields=["proposal", "partner"],
                condition=Q(answer=""),
                name="a_partner_is_asked_once_at_a_time",
                violation_error_message=_("This partner is named already and has not answered."),
            ),
            models.CheckConstraint(
                condition=Q(answer="") | Q(answer__in=PartnerAnswer.values),
                name="partner_answer_is_known",
                violation_error_message=_("Choose one of the listed values."),
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_on__isnull=True)
                | (~Q(answer="") & Q(answered_on__isnull=False, submitted_on__isnull=False)),
                name="a_partner_answers_what_was_submitted",
                violation_error_message=_("An answer needs its day, and the day of the submission."),
            ),
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True) | Q(answered_on__gte=F("submitted_on")),
                name="a_partner_answers_after_the_submission",
                violation_error_message=_("The answer must not come before the submission."),
            ),
            models.CheckConstraint(
                condition=Q(probability__isnull=True) | Q(probability__lte=MOST_PROBABLE),
                name="a_partners_probability_is_a_share",
                violation_error_message=_("A probability must lie between 0 and 100 per cent."),
            ),
            models.CheckConstraint(
                condition=Q(amount_usd__isnull=True) | Q(amount_usd__gte=0, amount_usd__lte=LARGEST_BUDGET),
                name="a_partners_amount_is_no_debt",
                violation_error_message=_("An amount must lie between 0 and 1,000,000,000 US dollars."),
            ),
            WithinCalendar(
                name="proposed_partner_dates_are_in_the_calendar", days=["submitted_on", "answered_on"]
            ),
        ]

    def __str__(self) -> str:
        return str(self.partner)

    @property
    def is_asked(self) -> bool:
        """Whether it was submitted to the partner, who has not answered."""
        return self.submitted_on is not None and not self.answer
