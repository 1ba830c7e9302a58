"""What awaits a person of evaluations: recommendations to answer, follow-ups that are due."""

from __future__ import annotations

from datetime import UTC, datetime, time
from itertools import islice
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ilo_dc.core.languages import together
from ilo_dc.core.work.items import MOST, WorkItem
from portfolio.evaluations import rules
from portfolio.evaluations.policies import recommendations_answered_by

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilo_dc.core.people.grants import Viewer
    from portfolio.evaluations.models.recommendation import Recommendation

SOON = 30  # days before its date that a follow-up is announced


def awaiting(user: Viewer) -> list[WorkItem]:
    """Return the recommendations that `user` has to answer, and the follow-ups that are due."""
    if not user.is_authenticated:
        return []
    return list(islice((*_due(user), *_unanswered(user)), MOST))


def coming(user: Viewer) -> Iterator[WorkItem]:
    """Yield the follow-ups that will be due within thirty days."""
    if not user.is_authenticated:
        return
    today = timezone.now().date()
    rows = recommendations_answered_by(user).following_up(due_by=rules.coming_until(today, days=SOON))
    for row in _ordered(rows.filter(management_response__due_on__gt=today)):
        yield _follow_up(row)


def _unanswered(user: Viewer) -> Iterator[WorkItem]:
    rows = recommendations_answered_by(user).awaiting_response().select_related("evaluation")
    for row in rows.order_by("evaluation__published_at", "evaluation", "position")[:MOST]:
        yield WorkItem(
            title=_("Answer the recommendation"),
            url=reverse("portfolio:response-new", args=[row.pk]),
            kind=_("Evaluation"),
            since=row.evaluation.published_at or row.updated_at,
            subject=_subject(row),
        )


def _due(user: Viewer) -> Iterator[WorkItem]:
    rows = recommendations_answered_by(user).following_up(due_by=timezone.now().date())
    for row in _ordered(rows):
        yield _follow_up(row)


def _ordered(rows: object) -> list[Recommendation]:
    found = rows.select_related("evaluation", "management_response")  # type: ignore[attr-defined]
    return list(found.order_by("management_response__due_on", "pk")[:MOST])


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
    )


def _subject(row: Recommendation) -> str:
    return together(row.evaluation.title, f" · {row.position}")
