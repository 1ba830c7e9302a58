"""Paths of country programmes: the programme, the statuses of its life, its priorities, its whole plan."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from ilo_dc.core.registers.api.views import RegisterListView, RegisterObjectView
from ilo_dc.core.versions.actions import present_values
from ilo_dc.core.writing.api.views import WritingView, version_read
from portfolio.programmes.actions import programmes as actions
from portfolio.programmes.api.serializers import programmes as shapes
from portfolio.programmes.models.country_programme import CountryProgramme, Priority
from portfolio.programmes.models.programme_outcome import ProgrammeOutcome
from portfolio.programmes.models.programme_state import ProgrammeState
from portfolio.programmes.registers import COUNTRY_PROGRAMMES


def programme_or_404(request: Request, pk: int) -> CountryProgramme:
    """Return a programme that the caller sees; hidden and missing are the same 404."""
    return get_object_or_404(CountryProgramme.objects.visible_to(request.user).for_detail(), pk=pk)


class CountryProgrammeList(WritingView, RegisterListView):
    """Country programmes (DWCP) with their status, as known at a moment."""

    register = COUNTRY_PROGRAMMES
    public = False
    serializer_class = shapes.CountryProgrammeSerializer
    input_class = shapes.NewProgrammeInput

    def create(self, request: Request, *_args: Any, **_kwargs: Any) -> Response:
        """Start a programme as a draft."""
        values = self.field_values()
        place = {"country": values.pop("country", None), "region": values.pop("region", None)}
        programme = actions.create_programme(by=self.by, text=actions.ProgrammeText(**values), **place)
        row = self.get_queryset().get(programme=programme, superseded_at=None)
        return self.answer(row, version=row.programme.version, status=201)


class CountryProgrammeObject(WritingView, RegisterObjectView):
    """One country programme with its present status."""

    register = COUNTRY_PROGRAMMES
    public = False
    serializer_class = shapes.CountryProgrammeSerializer
    input_class = shapes.ProgrammeInput
    lookup_field = "programme_id"

    def get_queryset(self) -> QuerySet[Any]:
        """Return the present statuses."""
        return super().get_queryset().filter(superseded_at=None)

    def version_of(self, row: ProgrammeState) -> int:
        """Return the programme's version."""
        return int(row.programme.version)

    def patch(self, request: Request, programme_id: int) -> Response:
        """Change what is said of the programme; `If-Match` names the version that was read."""
        programme = self.get_object().programme
        version = version_read(request, programme.version)
        text = actions.ProgrammeText(
            **{**present_values(actions.ProgrammeText, programme), **self.field_values(partial=True)}
        )
        actions.edit_programme(by=self.by, programme=programme, lock_version=version, text=text)
        row = self.get_object()
        return self.answer(row, version=row.programme.version)


class CountryProgrammePlan(GenericAPIView[Any]):
    """The whole plan of a programme."""

    serializer_class = shapes.PlanSerializer
    queryset = Priority.objects.none()

    @extend_schema(responses=shapes.PlanSerializer)
    def get(self, request: Request, programme_id: int) -> Response:
        """Answer priorities, outcomes, indicators and milestones."""
        programme = programme_or_404(request, programme_id)
        outcomes = ProgrammeOutcome.objects.for_list().with_links(request.user).with_indicators()
        outcomes = outcomes.order_by("code", "pk")
        priorities = programme.priorities.order_by("position").prefetch_related(
            Prefetch("outcomes", outcomes)
        )
        plan = {"programme": programme.slug, "status": programme.status, "priorities": priorities}
        return Response(self.get_serializer(plan).data)
