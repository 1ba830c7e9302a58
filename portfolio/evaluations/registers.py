"""Registers of evaluations, recommendations and lessons."""

from django.utils.translation import gettext_lazy as _

from ilo_dc.core.registers.register import Register
from portfolio.evaluations.filters import EvaluationFilterSet, LessonFilterSet, RecommendationFilterSet
from portfolio.evaluations.models.evaluation import Evaluation
from portfolio.evaluations.models.recommendation import Lesson, Recommendation
from portfolio.evaluations.tables import EvaluationTable, LessonTable, RecommendationTable

EVALUATIONS = Register(
    code="evaluations",
    label=_("Evaluations"),
    lead=_("Evaluations of projects, country programmes and strategies, and assessments from outside."),
    rows=lambda user: Evaluation.objects.visible_to(user).for_list(),
    filterset=EvaluationFilterSet,
    table=EvaluationTable,
    orderings={
        "title": ("title__folded",),
        "kind": ("kind",),
        "evaluated_on": ("evaluated_on",),
        "state": ("state",),
        "updated_at": ("updated_at",),
    },
    ordering="-evaluated_on",
    page="portfolio:evaluations",
)

RECOMMENDATIONS = Register(
    code="recommendations",
    label=_("Recommendations"),
    lead=_("What evaluations recommend, what the management says to it, and what follows."),
    rows=lambda user: Recommendation.objects.visible_to(user).for_list(),
    filterset=RecommendationFilterSet,
    table=RecommendationTable,
    orderings={
        "evaluation": ("evaluation__title__folded", "evaluation_id", "position"),
        "position": ("position",),
        "text": ("text__folded",),
        "addressee": ("addressee__folded",),
        "unit": ("responsible_code__or_last",),
        "response": ("decision",),
        "due_on": ("management_response__due_on__or_last",),
        "follow_up": ("follow_up_state",),
        "updated_at": ("updated_at",),
    },
    ordering="evaluation",
    page="portfolio:recommendations",
)

LESSONS = Register(
    code="lessons",
    label=_("Lessons and good practices"),
    lead=_("What evaluations found worth knowing elsewhere, by theme."),
    rows=lambda user: Lesson.objects.visible_to(user).for_list(),
    filterset=LessonFilterSet,
    table=LessonTable,
    orderings={
        "kind": ("kind",),
        "theme": ("theme__folded",),
        "text": ("text__folded",),
        "evaluation": ("evaluation__title__folded",),
        "evaluated_on": ("evaluation__evaluated_on",),
        "updated_at": ("updated_at",),
    },
    ordering="-evaluated_on",
    page="portfolio:lessons",
)
