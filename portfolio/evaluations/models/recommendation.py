from __future__ import annotations

from typing import TYPE_CHECKING

import pghistory
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.days import WithinCalendar
from ilo_dc.core.languages import texts_written_in
from ilo_dc.core.text_search import FoldedTexts
from ilo_dc.core.versions.models import Revised, in_force_when_written
from portfolio.evaluations.models.evaluation import Evaluation
from portfolio.evaluations.querysets import LessonQuerySet, RecommendationQuerySet, ResponseQuerySet
from portfolio.evaluations.vocab import FollowUpState, LessonKind, ResponseDecision
from portfolio.programmes.vocab import TextLanguage

if TYPE_CHECKING:
    from ilo_dc.core.models import Office

TEXT_MOST = 3000


@texts_written_in("evaluation.language", "text", "addressee")
@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), meta=in_force_when_written()
)
class Recommendation(Revised):
    """What an evaluation recommends to whom; the responsible unit or the management answers it."""

    NAMED_BY = ("evaluation", "position")  # in histories

    evaluation = models.ForeignKey(
        Evaluation, models.PROTECT, related_name="recommendations", verbose_name=_("evaluation")
    )
    position = models.PositiveSmallIntegerField(_("number of the recommendation"))
    text = models.TextField(_("recommendation"), validators=[MaxLengthValidator(TEXT_MOST)])
    addressee = models.CharField(_("to whom"), max_length=300)
    unit = models.ForeignKey(
        "core.Office",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("unit that answers"),
        help_text=_("Empty: the unit that is responsible for the project or the country programme."),
    )

    objects = RecommendationQuerySet.as_manager()

    class Meta(Revised.Meta):
        verbose_name = _("recommendation")
        abstract = False
        ordering = ["evaluation", "position"]
        indexes = [FoldedTexts(fields=["text", "addressee"], name="recommendation_folded")]
        constraints = [
            *Revised.Meta.constraints,
            models.UniqueConstraint(
                fields=["evaluation", "position"],
                name="a_recommendation_has_a_number_of_its_own",
                violation_error_message=_("This evaluation has a recommendation of this number already."),
            ),
            models.CheckConstraint(
                condition=Q(position__gte=1),
                name="recommendations_count_from_one",
                violation_error_message=_("Recommendations count from 1."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.text}"

    @property
    def responsible_unit(self) -> Office | None:
        """The office that answers: the one named, else that of the project or country programme."""
        if self.unit is not None:
            return self.unit
        if self.evaluation.project is not None:
            return self.evaluation.project.unit
        return self.evaluation.programme.office if self.evaluation.programme is not None else None

    @property
    def response(self) -> ManagementResponse | None:
        """The response, if there is one; fetch it first."""
        return getattr(self, "management_response", None)


@texts_written_in("language", "text")
@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), meta=in_force_when_written()
)
class ManagementResponse(Revised):
    """What the management says to a recommendation, and what follows until when."""

    HAPPENED = ("responded_on",)  # days that cannot lie ahead

    recommendation = models.OneToOneField(
        Recommendation,
        models.PROTECT,
        related_name="management_response",
        verbose_name=_("recommendation"),
    )
    decision = models.CharField(_("management response"), max_length=10, choices=ResponseDecision)
    text = models.TextField(_("response and follow-up"), validators=[MaxLengthValidator(TEXT_MOST)])
    language = models.CharField(
        _("language of its text"), max_length=2, choices=TextLanguage, default=TextLanguage.ENGLISH
    )
    responded_on = models.DateField(_("date of the response"))
    due_on = models.DateField(_("follow-up due"), null=True, blank=True)
    state = models.CharField(_("follow-up"), max_length=10, choices=FollowUpState, blank=True)

    objects = ResponseQuerySet.as_manager()

    class Meta(Revised.Meta):
        verbose_name = _("management response")
        abstract = False
        ordering = ["recommendation"]
        indexes = [
            models.Index(fields=["state", "due_on"], name="follow_ups_by_due_date"),
            FoldedTexts(fields=["text"], name="management_response_folded"),
        ]
        constraints = [
            *Revised.Meta.constraints,
            models.CheckConstraint(
                condition=Q(decision__in=ResponseDecision.values, language__in=TextLanguage.values)
                & (Q(state="") | Q(state__in=FollowUpState.values)),
                name="management_response_is_known",
                violation_error_message=_("Choose one of the listed values."),
            ),
            models.CheckConstraint(
                condition=Q(decision=ResponseDecision.REJECTED, due_on__isnull=True, state="")
                | ~Q(decision=ResponseDecision.REJECTED) & Q(due_on__isnull=False) & ~Q(state=""),
                name="what_is_accepted_has_a_follow_up",
                violation_error_message=_(
                    "What is accepted, also in part, needs a follow-up with its date; what is not accepted "
                    "has none."
                ),
            ),
            WithinCalendar(
                name="management_response_dates_are_in_the_calendar", days=["responded_on", "due_on"]
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_decision_display())


@texts_written_in("evaluation.language", "text", "theme")
@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), meta=in_force_when_written()
)
class Lesson(Revised):
    """A lesson learned or a good practice that an evaluation found, by its theme."""

    evaluation = models.ForeignKey(
        Evaluation, models.PROTECT, related_name="lessons", verbose_name=_("evaluation")
    )
    kind = models.CharField(_("kind"), max_length=15, choices=LessonKind, default=LessonKind.LESSON)
    theme = models.CharField(_("theme"), max_length=120)
    text = models.TextField(_("what was learned"), validators=[MaxLengthValidator(TEXT_MOST)])

    objects = LessonQuerySet.as_manager()

    class Meta(Revised.Meta):
        verbose_name = _("lesson learned or good practice")
        abstract = False
        ordering = ["evaluation", "pk"]
        indexes = [FoldedTexts(fields=["text", "theme"], name="lesson_folded")]
        constraints = [
            *Revised.Meta.constraints,
            models.CheckConstraint(
                condition=Q(kind__in=LessonKind.values),
                name="lesson_kind_is_known",
                violation_error_message=_("Choose one of the listed values."),
            ),
        ]

    def __str__(self) -> str:
        return self.text
