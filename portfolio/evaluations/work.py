"""What awaits a person of evaluations: recommendations to answer, follow-ups that are due."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ilo_dc.core.languages import together
from ilo_dc.core.people.vocab import Role
from ilo_dc.core.work.items import MOST_OVERSEEN, Doers, WorkItem, most_urgent, where
from ilo_dc.core.work.policies import may_oversee, overseen_places
from ilo_dc.core.work.reading import read_once, read_together
from portfolio.evaluations import rules
from portfolio.evaluations.models.evaluation import Evaluation
from portfolio.evaluations.models.recommendation import Recommendation
from portfolio.evaluations.policies import ANSWERERS, recommendations_answered_by
from portfolio.evaluations.vocab import EvaluationState
from portfolio.projects.querysets.projects import codes_in, countries_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilo_dc.core.people.grants import Viewer
    from portfolio.evaluations.querysets import RecommendationQuerySet

SOON = 30  # days before its date that a follow-up is announced
UNIT = (
    "unit",
    "evaluation__project__unit",
    "evaluation__programme__office",
)  # `responsible_unit` reads these
SHOWN = ("evaluation", "management_response", *UNIT)


def awaiting(user: Viewer) -> list[WorkItem]:
    """Return the recommendations that `user` has to answer, and the follow-ups that are due."""
    if not user.is_authenticated:
        return []
    found = _answered_by(user)
    return most_urgent((*map(_follow_up, found["due"]), *map(_answer, found["unanswered"])))


def coming(user: Viewer) -> Iterator[WorkItem]:
    """Yield the follow-ups that will be due within thirty days."""
    if not user.is_authenticated:
        return
    for row in _answered_by(user)["coming"]:
        yield _follow_up(row)


@read_once
def _answered_by(user: Viewer) -> dict[str, list[Recommendation]]:
    """Return the recommendations that `user` has to follow up now, within thirty days, and to answer."""
    today, rows = timezone.now().date(), recommendations_answered_by(user)
    soon = rows.following_up(due_by=rules.coming_until(today, days=SOON))
    return read_together(
        due=_first_due(rows.following_up(due_by=today)),
        coming=_first_due(soon.filter(management_response__due_on__gt=today)),
        unanswered=_first_published(rows.awaiting_response()),
    )


def _first_due(rows: RecommendationQuerySet) -> RecommendationQuerySet:
    return _shown(rows).order_by("management_response__due_on", "pk")


def _first_published(rows: RecommendationQuerySet) -> RecommendationQuerySet:
    return _shown(rows).order_by("evaluation__published_at", "evaluation_id", "position")


def _shown(rows: RecommendationQuerySet) -> RecommendationQuerySet:
    """Return them with their units and the countries of their projects."""
    countries = countries_key("evaluation__project", None)
    return rows.select_related(*SHOWN).annotate(countries_key=countries)


def _answer(row: Recommendation) -> WorkItem:
    return WorkItem(
        title=_("Answer the recommendation"),
        url=reverse("portfolio:response-new", args=[row.pk]),
        kind=_("Evaluation"),
        since=row.evaluation.published_at or row.updated_at,
        subject=_subject(row),
        **_doers(row),
    )


def _doers(row: Recommendation) -> dict[str, Any]:
    """Return who answers a recommendation: its unit, and managers; reads `UNIT`."""
    unit = row.responsible_unit
    at_unit = Q(office=unit, role__in=ANSWERERS) if unit else Q(role=Role.MANAGER)
    return {
        "waits_on": str(unit or Role.MANAGER.label),
        "key": f"recommendation:{row.pk}",
        "doers": Doers(at_unit),
        **(where(row.evaluation.programme) or {"countries": codes_in(row.countries_key)}),  # type: ignore[attr-defined]
    }


def overseen(user: Viewer) -> Iterator[WorkItem]:
    """Yield the recommendations that units have not answered or followed up, for who manages everything."""
    if not may_oversee(user) or not overseen_places(user).everywhere:
        return
    rows = Recommendation.objects.filter(evaluation__in=Evaluation.objects.visible_to(user))
    rows = rows.filter(evaluation__state=EvaluationState.PUBLISHED)
    found = read_together(
        most=MOST_OVERSEEN,
        unanswered=_first_published(rows.awaiting_response()),
        due=_first_due(rows.following_up(due_by=timezone.now().date())),
    )
    yield from map(_answer, found["unanswered"])
    yield from map(_follow_up, found["due"])


def _follow_up(row: Recommendation) -> WorkItem:
    response = row.response
    assert response is not None and response.due_on is not None  # noqa: PT018, S101  (of `following_up`)
    return WorkItem(
        title=_("Follow the recommendation up, and say how far it is"),
        url=reverse("portfolio:response-edit", args=[response.pk]),
        kind=_("Evaluation"),
        since=datetime.combine(response.responded_on, time.min, UTC),
        subject=_subject(row),
        due_on=response.due_on,
        **_doers(row),
    )


def _subject(row: Recommendation) -> str:
    return together(row.evaluation.title, f" · {row.position}")
