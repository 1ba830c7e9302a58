import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.days import WithinCalendar
from ilo_dc.core.long_texts import LongTextField
from ilo_dc.core.own_pages import MUST_BE_OWN, OWN_PAGE
from ilo_dc.core.versions.models import Revised
from reporting.figure_problems.querysets import FigureProblemQuerySet
from reporting.figure_problems.rules import TEXT_MOST
from reporting.figure_problems.vocab import ProblemStatus


@pghistory.track(exclude=["address"])
class FigureProblem(Revised):
    """A figure that looks wrong to a reader: what they saw, and what the office that owns it answers.

    `page` is where the figure stood, `rows` the rows behind it; both and `value` as the reader was shown
    them. `address` is where a reader without an account wants the answer: no history keeps it, and closing
    the problem erases it.
    """

    measure = models.CharField(_("figure"), max_length=60)
    value = models.CharField(_("value shown"), max_length=60)
    scope = models.CharField(_("scope"), max_length=600, blank=True)
    as_of = models.DateTimeField(_("as of"))
    page = models.CharField(_("page where it stood"), max_length=300)
    rows = models.CharField(_("rows"), max_length=1000, blank=True)
    text = LongTextField(_("what looks wrong"), max_length=TEXT_MOST)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="figure_problems",
        verbose_name=_("reported by"),
    )
    address = models.EmailField(
        _("your e-mail address"),
        blank=True,
        help_text=_("For the answer; erased when the problem is closed."),
    )
    reported_at = models.DateTimeField(_("reported"), auto_now_add=True)
    status = models.CharField(_("status"), max_length=10, choices=ProblemStatus, default=ProblemStatus.OPEN)
    note = LongTextField(_("answer"), max_length=TEXT_MOST, blank=True)

    objects = FigureProblemQuerySet.as_manager()

    class Meta(Revised.Meta):
        abstract = False
        ordering = ["-pk"]
        verbose_name = _("problem with a figure")
        indexes = [models.Index(fields=["status", "reported_at"], name="figure_problems_by_status")]
        constraints = [
            *Revised.Meta.constraints,
            models.CheckConstraint(
                condition=Q(status__in=ProblemStatus.values),
                name="figure_problem_status_is_known",
                violation_error_message=_("Choose one of the listed values."),
            ),
            models.CheckConstraint(
                condition=Q(status=ProblemStatus.OPEN) | ~Q(note=""),
                name="an_answered_problem_has_a_note",
                violation_error_message=_("Write what came out."),
            ),
            models.CheckConstraint(
                condition=Q(page__regex=OWN_PAGE) & (Q(rows="") | Q(rows__regex=OWN_PAGE)),
                name="a_figure_problem_leads_into_the_portal",
                violation_error_message=MUST_BE_OWN,
            ),
            WithinCalendar(name="figure_problem_dates_are_in_the_calendar", moments=["as_of"]),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.value}"

    def get_absolute_url(self) -> str:
        """Return the address of the problem's page."""
        return reverse("reporting:figure-problem", args=[self.pk])
