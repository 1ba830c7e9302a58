"""`/figure-problems/`: what was reported of figures, for who owns them and who reported it; the answer."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from ilo_dc.core.writing.api.paths import paths_of
from ilo_dc.core.writing.api.views import WritingView, version_read
from reporting.figure_problems.actions import answer_problem
from reporting.figure_problems.models import FigureProblem
from reporting.figure_problems.registers import FIGURE_PROBLEMS
from reporting.figure_problems.rules import TEXT_MOST
from reporting.figure_problems.vocab import ProblemStatus


class FigureProblemSerializer(serializers.ModelSerializer[FigureProblem]):
    """A problem with a figure as it was shown; who reported it, and their address, are not told."""

    url = serializers.SerializerMethodField()

    class Meta:
        model = FigureProblem
        fields = [
            "id",
            "measure",
            "value",
            "scope",
            "as_of",
            "page",
            "rows",
            "text",
            "reported_at",
            "status",
            "note",
            "demonstration",
            "version",
            "updated_at",
            "url",
        ]

    def get_url(self, problem: FigureProblem) -> str:
        """Return the address of the object."""
        return reverse("api:figure-problems-detail", args=[problem.pk])


class AnswerInput(serializers.Serializer[Any]):
    """What came out: answered, closed, or open again."""

    status = serializers.ChoiceField(choices=ProblemStatus.choices)
    note = serializers.CharField(max_length=TEXT_MOST, required=False, allow_blank=True, default="")


@extend_schema_view(post=extend_schema(request=AnswerInput, responses=FigureProblemSerializer))
class AnswerFigureProblem(WritingView):
    """Answer a problem, close it or open it again; `If-Match` names the version that was read."""

    serializer_class = FigureProblemSerializer
    input_class = AnswerInput
    permission_classes = (IsAuthenticated,)
    queryset = FigureProblem.objects.none()
    by_version = ("POST",)

    def create(self, request: Request, *_args: Any, pk: int, **_kwargs: Any) -> Response:
        """Answer it."""
        problem = get_object_or_404(FigureProblem.objects.visible_to(self.by), pk=pk)
        version = version_read(request, problem.version)
        answer_problem(by=self.by, problem=problem, lock_version=version, **self.field_values())
        problem.refresh_from_db()
        return self.answer(problem, version=problem.version)


urlpatterns = [
    *paths_of(FIGURE_PROBLEMS, FigureProblemSerializer, public=False, permission_classes=(IsAuthenticated,)),
    path("figure-problems/<int:pk>/answer/", AnswerFigureProblem.as_view(), name="figure-problems-answer"),
]
