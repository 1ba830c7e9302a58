from __future__ import annotations

import pghistory
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.days import WithinCalendar
from ilo_dc.core.installation.models.demonstration import Demonstrable
from ilo_dc.core.life.rules import in_effect
from ilo_dc.core.long_texts import LongTextField
from ilo_dc.core.steps.models import (
    DatedSettings,
    GivenOpinion,
    a_year_at_most,
    days_field,
    says_when_and_what,
)
from ilo_dc.core.versions.models import Revised, in_force_when_written
from portfolio.appraisals.querysets import (
    AppraisalOpinionQuerySet,
    AppraisalQuerySet,
    AppraisalRemarkQuerySet,
    AppraisalRuleQuerySet,
    AppraisalScoreQuerySet,
)
from portfolio.appraisals.rules import DAYS, EVALUATION_ABOVE_USD, RoundDays, days_of_rounds
from portfolio.appraisals.vocab import (
    BUREAU_CHOICES,
    CRITERIA,
    Criterion,
    Decision,
    EvaluationCriterion,
    RemarkKind,
    Score,
)
from portfolio.proposals.vocab import Desk, ProposalStatus, Section

USER = settings.AUTH_USER_MODEL
CODES = [*Criterion.values, *EvaluationCriterion.values]
CHOOSE = _("Choose one of the listed values.")


class AppraisalRule(DatedSettings):
    """The settings of appraisals from a day on; they are never changed, a later day has others.

    An appraisal keeps those that it began under, so that its decision stays explained.
    """

    evaluation_above_usd = models.DecimalField(
        _("EVAL appraises above, US$"),
        max_digits=14,
        decimal_places=2,
        default=EVALUATION_ABOVE_USD,
        validators=[MinValueValidator(0)],
    )
    one_bars_ready = models.BooleanField(_("a score of 1 bars “ready”"), default=True)
    take_up_days = days_field(_("days to take it up"), usual=DAYS["take_up"])
    scores_days = days_field(_("days for the scores"), usual=DAYS["scores"])
    act_emp_days = days_field(_("days for ACT/EMP"), usual=DAYS["act_emp"])
    actrav_days = days_field(_("days for ACTRAV"), usual=DAYS["actrav"])
    evaluation_days = days_field(_("days for EVAL"), usual=DAYS["evaluation"])
    decision_days = days_field(_("days for the decision"), usual=DAYS["decision"])
    revise_days = days_field(_("days to revise what is returned"), usual=DAYS["revise"])

    objects = AppraisalRuleQuerySet.as_manager()

    class Meta(DatedSettings.Meta):
        abstract = False
        verbose_name = _("settings of appraisals")
        constraints = [
            models.CheckConstraint(
                condition=Q(evaluation_above_usd__gte=0),
                name="a_threshold_is_no_debt",
                violation_error_message=_("A threshold must not be below 0."),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="appraisal_settings_have_a_reason",
                violation_error_message=_("Give a reason for these settings."),
            ),
            *[a_year_at_most(step) for step in DAYS],
            WithinCalendar(name="appraisal_rule_dates_are_in_the_calendar", days=["effective_on"]),
        ]


def _undecided() -> Q:
    """An appraisal is decided with who, when and which, or not at all."""
    return Q(decision="", decided_at__isnull=True, decided_by__isnull=True, note="") | Q(
        decision__in=Decision.values, decided_at__isnull=False
    )


@pghistory.track(meta=in_force_when_written())
class Appraisal(Revised):
    """A round of the appraisal of a proposal: who appraises, what EVAL must, what was decided."""

    NAMED_BY = ("proposal", "round")  # in histories

    HAPPENED = ("submitted_on",)  # days that cannot lie ahead

    proposal = models.ForeignKey(
        "portfolio.Proposal", models.PROTECT, related_name="appraisals", verbose_name=_("proposal")
    )
    round = models.PositiveSmallIntegerField(_("round"))
    rules = models.ForeignKey(
        AppraisalRule, models.PROTECT, related_name="+", verbose_name=_("settings in force")
    )
    budget_usd = models.DecimalField(
        _("budget estimate, US$"), max_digits=14, decimal_places=2, null=True, editable=False
    )
    evaluation_needed = models.BooleanField(_("EVAL appraises it, too"), default=False, editable=False)
    submitted_on = models.DateField(_("submitted on"))
    taken_up_at = models.DateTimeField(_("taken up"), editable=False)
    taken_up_by = models.ForeignKey(
        USER, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("taken up by")
    )
    appraiser = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("appraiser")
    )
    recommendation = models.CharField(_("recommendation"), max_length=10, choices=Decision, blank=True)
    comment = LongTextField(_("comment"), max_length=2000, blank=True)
    scored_at = models.DateTimeField(_("scored"), null=True, editable=False)
    evaluator = models.ForeignKey(
        USER, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("for EVAL")
    )
    evaluated_at = models.DateTimeField(_("appraised by EVAL"), null=True, editable=False)
    decision = models.CharField(_("decision"), max_length=10, choices=Decision, blank=True, editable=False)
    note = models.CharField(_("note on the decision"), max_length=1000, blank=True, editable=False)
    decided_by = models.ForeignKey(
        USER, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)

    objects = AppraisalQuerySet.as_manager()

    class Meta(Revised.Meta):
        abstract = False
        verbose_name = _("appraisal")
        ordering = ["proposal", "round"]
        indexes = [
            models.Index(fields=["decision", "taken_up_at"], name="appraisals_by_decision"),
            models.Index(fields=["-taken_up_at", "id"], name="appraisals_by_beginning"),
        ]
        constraints = [
            *Revised.Meta.constraints,
            models.UniqueConstraint(
                fields=["proposal", "round"],
                name="one_appraisal_a_round",
                violation_error_message=_("This round has an appraisal already."),
            ),
            models.UniqueConstraint(
                fields=["proposal"],
                condition=Q(decision=""),
                name="one_open_appraisal_per_proposal",
                violation_error_message=_("This proposal is being appraised already."),
            ),
            models.CheckConstraint(
                condition=Q(round__gte=1),
                name="rounds_count_from_one",
                violation_error_message=_("Rounds must count from 1."),
            ),
            models.CheckConstraint(
                condition=_undecided(),
                name="a_decided_appraisal_says_when",
                violation_error_message=_("A decision must say when it was taken."),
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("appraiser")),
                name="an_appraiser_does_not_decide",
                violation_error_message=_("Somebody else decides on what you appraised yourself."),
            ),
            models.CheckConstraint(
                condition=Q(recommendation="") | Q(recommendation__in=Decision.values),
                name="appraisal_recommendation_is_known",
                violation_error_message=CHOOSE,
            ),
            models.CheckConstraint(
                condition=Q(scored_at__isnull=True) | ~Q(recommendation=""),
                name="what_was_scored_has_a_recommendation",
                violation_error_message=_("Say what you recommend."),
            ),
            models.CheckConstraint(
                condition=Q(appraiser__isnull=False) | Q(demonstration=True),
                name="an_appraisal_has_an_appraiser",
                violation_error_message=_("Only demonstration data may have no appraiser."),
            ),
            WithinCalendar(name="appraisal_dates_are_in_the_calendar", days=["submitted_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.round}"

    @property
    def is_open(self) -> bool:
        """Whether somebody has to go on with it: nobody, once its proposal has left the appraisal."""
        return not self.decision and self.proposal.status == ProposalStatus.APPRAISAL

    @property
    def days(self) -> RoundDays:
        """Its days in the life of its proposal, whose statuses `for_list` and `for_work` fetch.

        `submitted_on` is what that life said when the round began.
        """
        life = in_effect(self.proposal.states.all())
        rounds = days_of_rounds((one.status, one.effective_on) for one in life)
        return rounds[self.round - 1] if self.round <= len(rounds) else RoundDays(self.submitted_on)


@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), meta=in_force_when_written()
)
class AppraisalScore(Demonstrable):
    """The score of a criterion in a round, with its justification."""

    NAMED_BY = ("appraisal", "get_criterion_display")  # in histories

    appraisal = models.ForeignKey(
        Appraisal, models.PROTECT, related_name="scores", verbose_name=_("appraisal")
    )
    criterion = models.CharField(_("criterion"), max_length=20, choices=CRITERIA)
    score = models.CharField(_("score"), max_length=1, choices=Score)
    justification = LongTextField(_("justification"), max_length=1000)
    scored_by = models.ForeignKey(
        USER, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("scored by")
    )

    objects = AppraisalScoreQuerySet.as_manager()

    class Meta(Demonstrable.Meta):
        abstract = False
        verbose_name = _("score")
        ordering = ["appraisal", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["appraisal", "criterion"],
                name="a_criterion_is_scored_once_a_round",
                violation_error_message=_("This criterion has a score in this round already."),
            ),
            models.CheckConstraint(
                condition=Q(score__in=Score.values),
                name="appraisal_score_is_known",
                violation_error_message=CHOOSE,
            ),
            models.CheckConstraint(
                condition=Q(criterion__in=CODES),
                name="appraisal_criterion_is_known",
                violation_error_message=CHOOSE,
            ),
            models.CheckConstraint(
                condition=~Q(justification=""),
                name="a_score_is_justified",
                violation_error_message=_("Give a justification of the score."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.appraisal_id} {self.criterion} {self.score}"


@pghistory.track(meta=in_force_when_written())
class AppraisalOpinion(GivenOpinion):
    """What ACT/EMP or ACTRAV says of a proposal in a round; empty: it was asked and has said nothing."""

    NAMED_BY = ("appraisal", "get_bureau_display")  # in histories

    appraisal = models.ForeignKey(
        Appraisal, models.PROTECT, related_name="opinions", verbose_name=_("appraisal")
    )
    bureau = models.CharField(_("bureau"), max_length=20, choices=BUREAU_CHOICES)

    objects = AppraisalOpinionQuerySet.as_manager()

    class Meta(GivenOpinion.Meta):
        abstract = False
        verbose_name = _("opinion")
        ordering = ["appraisal", "bureau"]
        constraints = [
            models.UniqueConstraint(
                fields=["appraisal", "bureau"],
                name="a_bureau_is_asked_once_a_round",
                violation_error_message=_("This bureau was asked in this round already."),
            ),
            models.CheckConstraint(
                condition=Q(bureau__in=(Desk.ACT_EMP, Desk.ACTRAV)),
                name="opinion_bureau_is_known",
                violation_error_message=CHOOSE,
            ),
            models.CheckConstraint(
                condition=says_when_and_what(),
                name="an_opinion_says_when_and_what",
                violation_error_message=_("Comments and objections need a text."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.appraisal_id} {self.bureau}"


@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), meta=in_force_when_written()
)
class AppraisalRemark(Revised):
    """What an appraiser asks to change in a section, or flags to a team."""

    NAMED_BY = ("appraisal", "get_kind_display")  # in histories

    appraisal = models.ForeignKey(
        Appraisal, models.PROTECT, related_name="remarks", verbose_name=_("appraisal")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=RemarkKind)
    section = models.CharField(_("section"), max_length=20, choices=Section, blank=True)
    team = models.CharField(_("team"), max_length=20, choices=Desk, blank=True)
    text = LongTextField(_("text"), max_length=1000)

    objects = AppraisalRemarkQuerySet.as_manager()

    class Meta(Revised.Meta):
        abstract = False
        verbose_name = _("remark of an appraisal")
        ordering = ["appraisal", "pk"]
        constraints = [
            *Revised.Meta.constraints,
            models.CheckConstraint(
                condition=Q(kind=RemarkKind.CHANGE, section__in=Section.values, team="")
                | Q(kind=RemarkKind.FLAG, team__in=Desk.values),
                name="a_remark_says_about_what_or_to_whom",
                violation_error_message=_("Name the section to change, or the team to flag it to."),
            ),
            models.CheckConstraint(
                condition=Q(section="") | Q(section__in=Section.values),
                name="remark_section_is_known",
                violation_error_message=CHOOSE,
            ),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="a_remark_has_a_text",
                violation_error_message=_("Say what it is."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.appraisal_id} {self.kind}"
