"""Path of what a country programme outcome contributes to."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from ilo_dc.core.writing.api.views import WritingView, version_read
from portfolio.programmes.actions.outcome_links import Links, link_outcome
from portfolio.programmes.api.serializers.outcome_links import LinksInput, LinksSerializer
from portfolio.programmes.models.programme_outcome import ProgrammeOutcome


class OutcomeLinks(WritingView):
    """All that one outcome contributes to; its tag is the outcome's version."""

    by_version = ("PUT",)
    serializer_class = LinksSerializer
    input_class = LinksInput
    pagination_class = None

    def get_queryset(self) -> QuerySet[Any]:
        """Return the outcomes that the caller sees, in programmes and without one."""
        rows = ProgrammeOutcome.objects.visible_to(self.request.user)
        return rows.for_list().with_links(self.request.user)

    @extend_schema(responses=LinksSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """Answer results of Programmes and Budgets, SDG targets, results of UN frameworks."""
        row = self.get_object()
        return self.answer(row, version=row.version)

    def put(self, request: Request, pk: int) -> Response:
        """Replace all of it; `If-Match` names the outcome's version that was read."""
        outcome = self.get_object()
        version = version_read(request, outcome.version)
        values = self.field_values()
        links = Links(
            budget=tuple((one["id"], one["weight"]) for one in values["budget_results"]),
            targets=tuple(values["sdg_targets"]),
            framework=tuple((one["id"], one["weight"]) for one in values["framework_results"]),
        )
        link_outcome(by=self.by, outcome=outcome, lock_version=version, links=links)
        saved = self.get_object()
        return self.answer(saved, version=saved.version)
