import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.days import WithinCalendar
from ilo_dc.core.languages import texts_written_in
from ilo_dc.core.long_texts import LongTextField
from ilo_dc.core.versions.models import Revised, in_force_when_written
from portfolio.programmes.vocab import TextLanguage
from portfolio.proposals.querysets.desk_questions import DeskQuestionQuerySet
from portfolio.proposals.vocab import Desk, Section


@texts_written_in("language", "question", "answer")
@pghistory.track(meta=in_force_when_written())
class DeskQuestion(Revised):
    """What its authors ask the design help desk about a part of a proposal, and the answer beside it.

    It goes to a named specialist or to a desk, by a day.
    """

    NAMED_BY = ("proposal", "get_section_display")  # in histories

    proposal = models.ForeignKey(
        "portfolio.Proposal", models.PROTECT, related_name="questions", verbose_name=_("proposal")
    )
    section = models.CharField(_("about"), max_length=20, choices=Section)
    question = LongTextField(_("question"), max_length=1000)
    language = models.CharField(
        _("language of its text"), max_length=2, choices=TextLanguage, default=TextLanguage.ENGLISH
    )
    specialist = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("specialist"),
    )
    desk = models.CharField(_("desk"), max_length=20, choices=Desk, blank=True)
    due_on = models.DateField(_("due on"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("asked by"),
    )
    asked_at = models.DateTimeField(_("asked"), editable=False)
    answer = LongTextField(_("answer"), max_length=2000, blank=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("answered by"),
    )
    answered_at = models.DateTimeField(_("answered"), null=True, editable=False)

    objects = DeskQuestionQuerySet.as_manager()

    class Meta(Revised.Meta):
        verbose_name = _("question to the help desk")
        abstract = False
        ordering = ["proposal", "pk"]
        indexes = [models.Index(fields=["answered_at", "due_on"], name="desk_questions_open")]
        constraints = [
            *Revised.Meta.constraints,
            models.CheckConstraint(
                condition=Q(specialist__isnull=False, desk="")
                | Q(specialist__isnull=True, desk__in=Desk.values),
                name="a_question_goes_to_one",
                violation_error_message=_("Name a specialist or a desk, not both."),
            ),
            models.CheckConstraint(
                condition=Q(section__in=Section.values),
                name="desk_section_is_known",
                violation_error_message=_("Choose one of the listed values."),
            ),
            models.CheckConstraint(
                condition=Q(language__in=TextLanguage.values),
                name="desk_language_is_known",
                violation_error_message=_("Choose one of the listed values."),
            ),
            models.CheckConstraint(
                condition=~Q(question=""),
                name="a_question_has_a_text",
                violation_error_message=_("Write the question."),
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True)
                | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="an_answer_says_when",
                violation_error_message=_("An answer must say when it was given."),
            ),
            WithinCalendar(name="desk_question_dates_are_in_the_calendar", days=["due_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.section}"

    @property
    def asked_of(self) -> str:
        """Whom it asks: the specialist by name, or the desk; reads `specialist`."""
        return str(self.specialist) if self.specialist else str(self.get_desk_display())
