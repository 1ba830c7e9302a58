"""Finding evaluations, their recommendations and lessons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from ilo_dc.core.languages import shortened
from ilo_dc.core.search.hits import Finder, Hit, Hits, Kind, hits_of
from ilo_dc.core.text_search import best_first
from portfolio.evaluations.models.evaluation import Evaluation
from portfolio.evaluations.models.recommendation import Lesson, Recommendation

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer

SHOWN = 110  # characters of a text as the name of a hit


def find_evaluations(user: Viewer, text: str, limit: int) -> Hits:
    """Find evaluations by title, summary, evaluators, or what they are of."""
    rows = Evaluation.objects.visible_to(user).named(text).select_related("project", "programme")
    ordered = best_first(rows, text, ("title",)).order_by("rank", "-evaluated_on", "pk")
    return hits_of(Kind(_("Evaluations"), "portfolio:evaluations", _evaluation), ordered, text, limit)


def find_lessons(user: Viewer, text: str, limit: int) -> Hits:
    """Find lessons and good practices by text or theme, or by their evaluation."""
    rows = Lesson.objects.visible_to(user).named(text).select_related(*OF_EVALUATION)
    ordered = best_first(rows, text, ("text", "theme")).order_by("rank", "-pk")
    kind = Kind(_("Lessons and good practices"), "portfolio:lessons", _lesson)
    return hits_of(kind, ordered, text, limit)


def find_recommendations(user: Viewer, text: str, limit: int) -> Hits:
    """Find recommendations by text, response or addressee, or by their evaluation."""
    rows = Recommendation.objects.visible_to(user).named(text)
    ordered = best_first(rows.select_related(*OF_EVALUATION, "management_response"), text, ("text",))
    kind = Kind(_("Recommendations"), "portfolio:recommendations", _recommendation)
    return hits_of(kind, ordered.order_by("rank", "-pk"), text, limit)


OF_EVALUATION = ("evaluation__project", "evaluation__programme")


def _of(evaluation: Evaluation) -> tuple[tuple[str, str], ...]:
    return ((_("what is evaluated"), str(evaluation.subject)), (_("the evaluation"), evaluation.title))


def _evaluation(row: Evaluation) -> Hit:
    texts = (
        (_("what is evaluated"), str(row.subject)),
        (_("the summary"), row.summary),
        (_("who evaluated"), row.evaluators),
    )
    url = reverse("portfolio:evaluation", args=[row.pk])
    return Hit(row.title, url, row.get_kind_display(), row.demonstration, texts)


def _lesson(row: Lesson) -> Hit:
    url = f"{reverse('portfolio:evaluation', args=[row.evaluation_id])}#lessons"
    texts = ((_("the text"), row.text), (_("the theme"), row.theme), *_of(row.evaluation))
    return Hit(shortened(row.text, SHOWN), url, row.get_kind_display(), row.demonstration, texts)


def _recommendation(row: Recommendation) -> Hit:
    url = f"{reverse('portfolio:evaluation', args=[row.evaluation_id])}#recommendations"
    answer = row.response.text if row.response else ""
    texts = (
        (_("the text"), row.text),
        (_("to whom"), row.addressee),
        (_("the management response"), answer),
        *_of(row.evaluation),
    )
    return Hit(shortened(row.text, SHOWN), url, row.evaluation.title, row.demonstration, texts)


FINDERS: tuple[Finder, ...] = (find_evaluations, find_lessons, find_recommendations)
