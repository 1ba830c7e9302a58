"""Querysets of evaluations: who sees them, which countries they are of, what waits for an answer."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Case, CharField, Q, Value, When
from django.db.models.functions import Coalesce

from ilo_dc.core.people.grants import grants_of
from ilo_dc.core.text_search import has_words
from portfolio.evaluations.vocab import NOT_ANSWERED, OPEN_FOLLOW_UPS, EvaluationState
from portfolio.programmes.querysets.programmes import programmes_seen_by
from portfolio.projects.querysets.projects import TITLES, countries_key, projects_seen_by
from portfolio.projects.vocab import NO_COUNTRY

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer


def evaluations_seen_by(user: Viewer, *, evaluation: str = "") -> Q:
    """Return the condition that `user` sees an evaluation, at the ORM path `evaluation` (with underscores).

    Staff see all; everybody else what is published, if they see the project or country programme that it
    is of. One of a strategy or theme is seen by everybody.
    """
    if grants_of(user).is_staff:
        return Q()
    project, programme = f"{evaluation}project", f"{evaluation}programme"
    of_project = projects_seen_by(user, status=f"{project}__status", project=project)
    of_programme = programmes_seen_by(user, status=f"{programme}__status", programme=f"{programme}__")
    subject = (
        Q(**{f"{project}__isnull": True, f"{programme}__isnull": True})
        | Q(**{f"{project}__isnull": False}) & of_project
        | Q(**{f"{programme}__isnull": False}) & of_programme
    )
    return Q(**{f"{evaluation}state": EvaluationState.PUBLISHED}) & subject


def country_key(evaluation: str = "") -> Case:
    """Return the codes of the countries of an evaluation's subject joined by hyphens; `none`: it has none."""
    return Case(
        When(**{f"{evaluation}project__isnull": False}, then=countries_key(f"{evaluation}project", None)),
        default=Coalesce(f"{evaluation}programme__country_id", Value(NO_COUNTRY)),
        output_field=CharField(),
    )


def subject_texts(evaluation: str = "") -> list[str]:
    """Return the fields in which a search looks for what an evaluation is of."""
    of_project = [f"{evaluation}project__{name}" for name in (*TITLES, "code")]
    return [*of_project, f"{evaluation}programme__title", f"{evaluation}theme"]


class EvaluationQuerySet(models.QuerySet[Any]):
    """Evaluations."""

    def visible_to(self, user: Viewer) -> Self:
        """Return the evaluations that `user` sees; see `evaluations_seen_by`."""
        return self.filter(evaluations_seen_by(user))

    def named(self, text: str) -> Self:
        """Return the evaluations with each word in their texts or in the name of what they are of."""
        return self.filter(has_words(text, ("title", "summary", "evaluators", *subject_texts())))

    def for_list(self) -> Self:
        """Return the evaluations with all that a line shows."""
        counted = {
            "recommendation_count": _counted("recommendations"),
            "answered_count": _counted("recommendations__management_response"),
            "lesson_count": _counted("lessons"),
        }
        rows = self.select_related("project__unit", "programme__office", "programme__country")
        return rows.annotate(country_key=country_key(), **counted)


def _counted(path: str) -> Any:
    return models.Count(path, distinct=True)


class OfEvaluationQuerySet(models.QuerySet[Any]):
    """Rows that belong to an evaluation, and are seen by those who see it."""

    def visible_to(self, user: Viewer) -> Self:
        """Return the rows of the evaluations that `user` sees."""
        return self.filter(evaluations_seen_by(user, evaluation="evaluation__"))

    def for_list(self) -> Self:
        """Return the rows with all that a line shows."""
        rows = self.select_related(
            "evaluation__project__unit", "evaluation__programme__office", "evaluation__programme__country"
        )
        return rows.annotate(country_key=country_key("evaluation__"))


class RecommendationQuerySet(OfEvaluationQuerySet):
    """Recommendations."""

    def named(self, text: str) -> Self:
        """Return the recommendations with each word in their texts, or of an evaluation called so."""
        own = ("text", "addressee", "management_response__text", "evaluation__title")
        return self.filter(has_words(text, (*own, *subject_texts("evaluation__"))))

    def for_list(self) -> Self:
        """Return the rows with the response and the unit, too; its code as `responsible_code`."""
        code = Coalesce(
            "unit__code", "evaluation__project__unit__code", "evaluation__programme__office__code"
        )
        rows = super().for_list().select_related("unit", "management_response")
        return rows.annotate(
            responsible_code=code,
            decision=_of_response("decision"),
            follow_up_state=_of_response("state"),
        )

    def with_responsible(self) -> Self:
        """Annotate `responsible`: the office that answers; see `Recommendation.responsible_unit`."""
        unit = Coalesce("unit_id", "evaluation__project__unit_id", "evaluation__programme__office_id")
        return self.annotate(responsible=unit)

    def answered(self, decision: str) -> Self:
        """Return the recommendations with this response, or with none yet."""
        if decision == NOT_ANSWERED:
            return self.filter(management_response=None)
        return self.filter(management_response__decision=decision)

    def awaiting_response(self) -> Self:
        """Return the published recommendations that nobody answered."""
        return self.filter(management_response=None, evaluation__state=EvaluationState.PUBLISHED)

    def following_up(self, *, due_by: date) -> Self:
        """Return the recommendations whose follow-up is not done and due on or before a day."""
        return self.filter(
            management_response__state__in=OPEN_FOLLOW_UPS, management_response__due_on__lte=due_by
        )


def _of_response(name: str) -> Coalesce:
    """Return a word of the response; empty: there is none."""
    return Coalesce(f"management_response__{name}", Value(""), output_field=CharField())


class ResponseQuerySet(models.QuerySet[Any]):
    """Management responses."""

    def visible_to(self, user: Viewer) -> Self:
        """Return the responses to recommendations that `user` sees."""
        return self.filter(evaluations_seen_by(user, evaluation="recommendation__evaluation__"))

    def for_detail(self) -> Self:
        """Return the responses with all that says who may change them."""
        way = "recommendation__evaluation__"
        return self.select_related(
            "recommendation__unit", f"{way}project__unit", f"{way}programme__office"
        ).order_by("pk")


class LessonQuerySet(OfEvaluationQuerySet):
    """Lessons learned and good practices."""

    def named(self, text: str) -> Self:
        """Return the lessons with each word in their text or theme, or of an evaluation called so."""
        return self.filter(
            has_words(text, ("text", "theme", "evaluation__title", *subject_texts("evaluation__")))
        )
