"""The invented evaluations: of every kind, marked, and loaded once."""

from __future__ import annotations

import pytest
from django.test import Client

from portfolio.demonstration.evaluations import load_demonstration_evaluations
from portfolio.evaluations.vocab import EvaluationKind, EvaluationState, ResponseDecision
from portfolio.models import Evaluation, Lesson, ManagementResponse, Recommendation

pytestmark = pytest.mark.usefixtures("published")


def test_about_forty_evaluations_come_once_with_all_that_belongs_to_them(client: Client) -> None:
    rows = Evaluation.objects.filter(demonstration=True, author=None)
    assert 35 <= rows.count() <= 45
    assert set(rows.values_list("kind", flat=True)) == set(EvaluationKind.values)
    assert set(rows.values_list("state", flat=True)) == set(EvaluationState.values)
    assert rows.exclude(project=None).exists()
    assert rows.exclude(programme=None).exists()
    said = ManagementResponse.objects.values_list("decision", flat=True)
    assert set(said) == set(ResponseDecision.values)
    assert Recommendation.objects.awaiting_response().exists()
    assert not Lesson.objects.filter(demonstration=False).exists()
    assert load_demonstration_evaluations() == {"evaluations": 0}
    public = client.get("/api/v1/evaluations/", {"limit": "100", "count": "true"}).json()
    assert public["count"] == rows.filter(state="published").count()
