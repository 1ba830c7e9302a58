"""Evaluations for tests, made through the actions as people would make them."""

from __future__ import annotations

from datetime import date
from typing import Any

from ilo_dc.core.models import User
from portfolio.evaluations.actions import evaluation_parts as parts
from portfolio.evaluations.actions import evaluations as actions
from portfolio.models import Evaluation, Lesson, ManagementResponse, Recommendation

REPORT = "https://www.ilo.org/evaluations/1"


def text(**values: Any) -> actions.EvaluationText:
    """Return what an evaluation says that may be published, with `values` in place."""
    whole = {
        "kind": "final",
        "title": "Evaluation of work in the garment sector",
        "evaluated_on": date(2025, 3, 4),
        "summary": "Factories are safer.",
        "link": REPORT,
    }
    return actions.EvaluationText(**{**whole, **values})


def draft(by: User, *, project: Any = None, programme: Any = None, **values: Any) -> Evaluation:
    """Return a draft of a project, a country programme, or (with `theme`) of a strategy."""
    subject = actions.Subject(project, programme)
    return actions.add_evaluation(by=by, subject=subject, text=text(**values))


def published(by: User, row: Evaluation) -> Evaluation:
    """Return an evaluation after its publication."""
    now = Evaluation.objects.get(pk=row.pk)
    return actions.publish_evaluation(by=by, evaluation=now, lock_version=now.version)


def recommendation(by: User, row: Evaluation, position: int = 1, **values: Any) -> Recommendation:
    """Return a recommendation."""
    said = {"text": "Train the inspectors.", "addressee": "The country office", **values}
    return parts.RECOMMENDATIONS.add(by=by, owner=row, data=parts.RecommendationData(position, **said))


def response(by: User, row: Recommendation, **values: Any) -> ManagementResponse:
    """Return an answer that accepts a recommendation."""
    said = {
        "decision": "accepted",
        "text": "The office trains them in the next year.",
        "responded_on": date(2025, 5, 6),
        "due_on": date(2026, 5, 6),
        "state": "planned",
    }
    now = Recommendation.objects.for_list().get(pk=row.pk)
    return parts.add_response(by=by, owner=now, data=parts.ResponseData(**{**said, **values}))


def lesson(by: User, row: Evaluation, **values: Any) -> Lesson:
    """Return a lesson."""
    said = {"theme": "Labour inspection", "text": "Inspectors need transport.", **values}
    return parts.LESSONS.add(by=by, owner=row, data=parts.LessonData(**said))
