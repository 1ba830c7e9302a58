from __future__ import annotations

from typing import Any

import pghistory
import pgtrigger
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.days import WithinCalendar
from ilo_dc.core.languages import texts_written_in
from ilo_dc.core.text_search import FoldedTexts
from ilo_dc.core.versions.models import Revised, in_force_when_written
from portfolio.evaluations.querysets import EvaluationQuerySet
from portfolio.evaluations.vocab import EvaluationKind, EvaluationState
from portfolio.programmes.vocab import TextLanguage

SUMMARY_MOST = 5000
# Who sees an evaluation follows from what it is of.
SUBJECT_IS_FIXED = """
IF (NEW.project_id, NEW.programme_id) IS DISTINCT FROM (OLD.project_id, OLD.programme_id) THEN
    RAISE EXCEPTION 'What an evaluation is of never changes.' USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
"""


def _one_subject() -> Q:
    return (
        Q(project__isnull=False, programme__isnull=True, theme="")
        | Q(project__isnull=True, programme__isnull=False, theme="")
        | Q(project__isnull=True, programme__isnull=True) & ~Q(theme="")
    )


@texts_written_in("language", "title", "summary", "theme")
@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), meta=in_force_when_written()
)
class Evaluation(Revised):
    """An evaluation of a project, of a country programme, or of a strategy or theme that is named.

    Its report is a document of it (`core.Document`), or stands at an address elsewhere.
    """

    HAPPENED = ("evaluated_on",)  # days that cannot lie ahead

    kind = models.CharField(_("kind"), max_length=12, choices=EvaluationKind)
    title = models.CharField(_("title"), max_length=300)
    language = models.CharField(
        _("language of its texts"), max_length=2, choices=TextLanguage, default=TextLanguage.ENGLISH
    )
    evaluated_on = models.DateField(_("date of the report"))
    project = models.ForeignKey(
        "portfolio.Project",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="evaluations",
        verbose_name=_("project"),
    )
    programme = models.ForeignKey(
        "portfolio.CountryProgramme",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="evaluations",
        verbose_name=_("country programme"),
    )
    theme = models.CharField(
        _("strategy or theme"),
        max_length=300,
        blank=True,
        help_text=_("What is evaluated, where it is neither a project nor a country programme."),
    )
    evaluators = models.CharField(
        _("who evaluated"), max_length=300, blank=True, help_text=_("An office, a team, or MOPAN.")
    )
    summary = models.TextField(_("summary"), blank=True, validators=[MaxLengthValidator(SUMMARY_MOST)])
    link = models.URLField(_("address of the report"), max_length=500, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=EvaluationState, default=EvaluationState.DRAFT, editable=False
    )
    published_at = models.DateTimeField(_("published"), null=True, editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("entered by"),
    )

    objects = EvaluationQuerySet.as_manager()

    class Meta(Revised.Meta):
        verbose_name = _("evaluation")
        abstract = False
        ordering = ["-evaluated_on", "-pk"]
        triggers = [
            *Revised.Meta.triggers,
            pgtrigger.Trigger(
                name="subject_is_fixed",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=SUBJECT_IS_FIXED,
            ),
        ]
        indexes = [
            models.Index(fields=["-evaluated_on", "id"], name="evaluations_by_date"),
            FoldedTexts(fields=["title", "summary", "evaluators", "theme"], name="evaluation_folded"),
        ]
        constraints = [
            *Revised.Meta.constraints,
            models.CheckConstraint(
                condition=_one_subject(),
                name="an_evaluation_has_one_subject",
                violation_error_message=_(
                    "Name one thing that was evaluated: a project, a country programme, or a strategy or "
                    "theme."
                ),
            ),
            *[
                models.CheckConstraint(
                    condition=Q(**{f"{name}__in": choices.values}),
                    name=f"evaluation_{name}_is_known",
                    violation_error_message=_("Choose one of the listed values."),
                )
                for name, choices in (
                    ("kind", EvaluationKind),
                    ("language", TextLanguage),
                    ("state", EvaluationState),
                )
            ],
            models.CheckConstraint(
                condition=Q(state=EvaluationState.DRAFT, published_at__isnull=True)
                | Q(state=EvaluationState.PUBLISHED, published_at__isnull=False) & ~Q(summary=""),
                name="a_published_evaluation_has_a_summary",
                violation_error_message=_("A published evaluation needs a summary, and says since when."),
            ),
            models.CheckConstraint(
                condition=Q(author__isnull=False) | Q(demonstration=True),
                name="an_evaluation_has_an_author",
                violation_error_message=_("Only demonstration data may have no author."),
            ),
            WithinCalendar(name="evaluation_dates_are_in_the_calendar", days=["evaluated_on"]),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Refuse none and several subjects, at the fields where they are chosen."""
        named = [name for name in ("project_id", "programme_id", "theme") if getattr(self, name)]
        if len(named) != 1:
            name = named[-1].removesuffix("_id") if named else "theme"
            raise ValidationError(
                {
                    name: _(
                        "Name one thing that was evaluated: a project, a country programme, or a strategy or "
                        "theme."
                    )
                }
            )

    @property
    def subject(self) -> Any:
        """What was evaluated: the project, the country programme, or the words for it."""
        if self.project is not None:
            return self.project
        return self.theme if self.programme is None else self.programme

    @property
    def is_published(self) -> bool:
        """Whether everyone who sees its subject reads it."""
        return self.state == EvaluationState.PUBLISHED
