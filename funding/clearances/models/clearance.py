from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from funding.clearances.models.settings import ClearanceRule, ScreeningCriterion
from funding.clearances.querysets import (
    ClearanceOpinionQuerySet,
    PartnershipClearanceQuerySet,
    ScreeningAnswerQuerySet,
)
from funding.clearances.vocab import (
    BUREAU_CHOICES,
    BUREAUX,
    CLEARING,
    OPEN,
    ClearanceStatus,
    Decision,
    PartnershipForm,
)
from ilo_dc.core.days import WithinCalendar
from ilo_dc.core.installation.models.demonstration import Demonstrable
from ilo_dc.core.long_texts import LongTextField
from ilo_dc.core.steps.models import GivenOpinion, says_when_and_what
from ilo_dc.core.text_search import FoldedTexts
from ilo_dc.core.versions.models import Revised, in_force_when_written

USER = settings.AUTH_USER_MODEL
CHOOSE = _("Choose one of the listed values.")


def _decided() -> Q:
    """A decision says when, one that clears until when it holds; none says nothing of these."""
    return (
        Q(decision="", decided_at__isnull=True, decided_by__isnull=True, valid_until__isnull=True)
        | Q(decision__in=CLEARING, decided_at__isnull=False, valid_until__isnull=False)
        | Q(decision=Decision.REFUSED, decided_at__isnull=False, valid_until__isnull=True)
    )


@pghistory.track(meta=in_force_when_written())
class PartnershipClearance(Revised):
    """A request to work with a partner outside governments, what was found, advised and decided.

    One that `reuses` an earlier clearance of the same partner has no steps of its own.
    """

    NAMED_BY = ("organisation", "requested_on")  # in histories

    HAPPENED = ("requested_on",)  # days that cannot lie ahead

    organisation = models.ForeignKey(
        "core.Organisation", models.PROTECT, related_name="clearances", verbose_name=_("partner")
    )
    form = models.CharField(_("form of the partnership"), max_length=20, choices=PartnershipForm)
    purpose = models.CharField(_("purpose"), max_length=500)
    sector = models.CharField(_("sector"), max_length=200, blank=True)
    status = models.CharField(_("status"), max_length=20, choices=ClearanceStatus, editable=False)
    rules = models.ForeignKey(
        ClearanceRule, models.PROTECT, related_name="+", verbose_name=_("settings in force")
    )
    requested_on = models.DateField(_("requested on"))
    requested_by = models.ForeignKey(
        USER, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("requested by")
    )
    officer = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("officer")
    )
    reuses = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="reused_by",
        verbose_name=_("reuses"),
    )
    anew = models.CharField(_("why it is asked for anew"), max_length=500, blank=True)
    findings = LongTextField(_("findings"), max_length=4000, blank=True)
    screened_at = models.DateTimeField(_("screened"), null=True, editable=False)
    advice = LongTextField(_("legal advice"), max_length=4000, blank=True)
    advised_by = models.ForeignKey(
        USER, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("recorded by")
    )
    advised_at = models.DateTimeField(_("advised"), null=True, editable=False)
    decision = models.CharField(_("decision"), max_length=20, choices=Decision, blank=True, editable=False)
    conditions = LongTextField(_("conditions"), max_length=2000, blank=True, editable=False)
    overruling = LongTextField(
        _("why an objection is overruled"), max_length=2000, blank=True, editable=False
    )
    note = models.CharField(_("note on the decision"), max_length=1000, blank=True, editable=False)
    decided_by = models.ForeignKey(
        USER, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)
    valid_until = models.DateField(_("valid until"), null=True, editable=False)

    objects = PartnershipClearanceQuerySet.as_manager()

    class Meta(Revised.Meta):
        abstract = False
        verbose_name = _("clearance of a partnership")
        ordering = ["-requested_on", "-pk"]
        indexes = [
            FoldedTexts(fields=["purpose", "sector"], name="clearance_folded"),
            models.Index(fields=["organisation", "decided_at"], name="clearances_of_a_partner"),
            models.Index(fields=["status", "requested_on"], name="clearances_by_status"),
        ]
        constraints = [
            *Revised.Meta.constraints,
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(status__in=OPEN),
                name="one_open_clearance_per_partner",
                violation_error_message=_("A clearance of this partner is being worked on already."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=ClearanceStatus.values),
                name="clearance_status_is_known",
                violation_error_message=CHOOSE,
            ),
            models.CheckConstraint(
                condition=Q(form__in=PartnershipForm.values),
                name="partnership_form_is_known",
                violation_error_message=CHOOSE,
            ),
            models.CheckConstraint(
                condition=~Q(purpose=""),
                name="a_clearance_has_a_purpose",
                violation_error_message=_("Say what the partnership is for."),
            ),
            models.CheckConstraint(
                condition=_decided(),
                name="a_decided_clearance_says_when",
                violation_error_message=_("A decision must say when it was taken, and until when it holds."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=Decision.values, decision=F("status"))
                | (~Q(status__in=Decision.values) & Q(decision="")),
                name="a_clearance_has_the_status_of_its_decision",
                violation_error_message=_("The status must repeat the decision."),
            ),
            models.CheckConstraint(
                condition=(Q(decision=Decision.CONDITIONAL) & ~Q(conditions=""))
                | (~Q(decision=Decision.CONDITIONAL) & Q(conditions="")),
                name="a_conditional_clearance_has_conditions",
                violation_error_message=_("Name the conditions."),
            ),
            models.CheckConstraint(
                condition=Q(status=ClearanceStatus.REUSED, reuses__isnull=False)
                | (~Q(status=ClearanceStatus.REUSED) & Q(reuses__isnull=True)),
                name="a_reused_clearance_names_the_earlier_one",
                violation_error_message=_("Name the clearance that is reused."),
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | (~Q(decided_by=F("officer")) & ~Q(decided_by=F("requested_by"))),
                name="who_prepares_a_clearance_does_not_decide",
                violation_error_message=_("Somebody else decides on what you prepared yourself."),
            ),
            models.CheckConstraint(
                condition=Q(officer__isnull=False) | Q(demonstration=True),
                name="a_clearance_has_an_officer",
                violation_error_message=_("Only demonstration data may have no officer."),
            ),
            WithinCalendar(name="clearance_dates_are_in_the_calendar", days=["requested_on", "valid_until"]),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}"


@pghistory.track(meta=in_force_when_written())
class ScreeningAnswer(Demonstrable):
    """The answer to a criterion, with what was found."""

    NAMED_BY = ("clearance", "criterion")  # in histories

    clearance = models.ForeignKey(
        PartnershipClearance, models.PROTECT, related_name="answers", verbose_name=_("clearance")
    )
    criterion = models.ForeignKey(
        ScreeningCriterion, models.PROTECT, related_name="+", verbose_name=_("criterion")
    )
    answer = models.CharField(_("answer"), max_length=200)
    note = LongTextField(_("what was found"), max_length=1000, blank=True)

    objects = ScreeningAnswerQuerySet.as_manager()

    class Meta(Demonstrable.Meta):
        abstract = False
        verbose_name = _("answer of a screening")
        ordering = ["clearance", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["clearance", "criterion"],
                name="a_criterion_is_answered_once",
                violation_error_message=_("This criterion has an answer already."),
            ),
            models.CheckConstraint(
                condition=~Q(answer=""),
                name="a_screening_answer_says_something",
                violation_error_message=_("Give an answer."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clearance_id} {self.criterion_id} {self.answer}"

    @property
    def worded(self) -> str:
        """The answer as people read it."""
        return dict(self.criterion.choices).get(self.answer, self.answer)


@pghistory.track(meta=in_force_when_written())
class ClearanceOpinion(GivenOpinion):
    """What ACT/EMP or ACTRAV says of a partner; empty: it was asked, or will be, and has said nothing."""

    NAMED_BY = ("clearance", "get_bureau_display")  # in histories

    clearance = models.ForeignKey(
        PartnershipClearance, models.PROTECT, related_name="opinions", verbose_name=_("clearance")
    )
    bureau = models.CharField(_("bureau"), max_length=20, choices=BUREAU_CHOICES)

    objects = ClearanceOpinionQuerySet.as_manager()

    class Meta(GivenOpinion.Meta):
        abstract = False
        verbose_name = _("opinion on a partnership")
        ordering = ["clearance", "bureau"]
        constraints = [
            models.UniqueConstraint(
                fields=["clearance", "bureau"],
                name="a_bureau_is_asked_once_a_clearance",
                violation_error_message=_("This bureau was asked already."),
            ),
            models.CheckConstraint(
                condition=Q(bureau__in=BUREAUX),
                name="clearance_bureau_is_known",
                violation_error_message=CHOOSE,
            ),
            models.CheckConstraint(
                condition=says_when_and_what(),
                name="an_opinion_on_a_partner_says_when_and_what",
                violation_error_message=_("Comments and objections need a text."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clearance_id} {self.bureau}"
