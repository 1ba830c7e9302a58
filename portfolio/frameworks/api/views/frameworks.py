"""Paths of the portfolio: cooperation frameworks and their sub-outputs."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from ilo_dc.core.life.api import StatusView
from ilo_dc.core.registers.api.views import RegisterListView, RegisterObjectView
from ilo_dc.core.versions.actions import present_values
from ilo_dc.core.writing.api.views import WritingView, version_read
from portfolio.frameworks.actions import frameworks as actions
from portfolio.frameworks.actions.framework_life import FRAMEWORK_LIFE
from portfolio.frameworks.api.serializers import frameworks as shapes
from portfolio.frameworks.api.serializers.frameworks import (
    CooperationFrameworkSerializer,
    FrameworkSubOutputSerializer,
)
from portfolio.frameworks.models.framework import CooperationFramework
from portfolio.frameworks.models.framework_state import FrameworkState
from portfolio.frameworks.registers.frameworks import COOPERATION_FRAMEWORKS, FRAMEWORK_SUBOUTPUTS


class CooperationFrameworkList(WritingView, RegisterListView):
    """UN cooperation frameworks."""

    register = COOPERATION_FRAMEWORKS
    public = False
    serializer_class = CooperationFrameworkSerializer
    input_class = shapes.NewFrameworkInput

    def create(self, request: Request, *_args: Any, **_kwargs: Any) -> Response:
        """Record a framework of one country or of a set; the region publishes it."""
        values = self.field_values()
        countries = values.pop("countries")
        made = actions.create_framework(by=self.by, countries=countries, text=actions.FrameworkText(**values))
        row = self.get_queryset().get(pk=made.pk)
        return self.answer(row, version=row.version, status=201)


class CooperationFrameworkObject(WritingView, RegisterObjectView):
    """One cooperation framework."""

    register = COOPERATION_FRAMEWORKS
    public = False
    serializer_class = CooperationFrameworkSerializer
    input_class = shapes.FrameworkInput

    def patch(self, request: Request, pk: int) -> Response:
        """Describe the framework; `If-Match` names the version that was read."""
        row = self.get_object()
        version = version_read(request, row.version)
        values = {**present_values(actions.FrameworkText, row), **self.field_values(partial=True)}
        text = actions.FrameworkText(**values)
        actions.describe_framework(by=self.by, framework=row, lock_version=version, text=text)
        return self.saved()

    def delete(self, request: Request, pk: int) -> Response:
        """Remove a framework that was entered by mistake; `If-Match` names the version that was read."""
        row = self.get_object()
        version = version_read(request, row.version)
        actions.remove_framework(by=self.by, framework=row, lock_version=version)
        return Response(status=204)

    def saved(self) -> Response:
        """Answer the framework as it is now."""
        row = self.get_object()
        return self.answer(row, version=row.version)


def framework_or_404(request: Request, pk: int) -> CooperationFramework:
    """Return a framework that the caller sees; hidden and missing are the same 404."""
    found: CooperationFramework = get_object_or_404(
        CooperationFramework.objects.visible_to(request.user).for_list(), pk=pk
    )
    return found


class FrameworkStatusView(StatusView):
    """What the paths of a framework's life share."""

    life = FRAMEWORK_LIFE
    serializer_class = shapes.FrameworkStateSerializer
    step_input = shapes.FrameworkStepInput
    correction_input = shapes.FrameworkCorrectionInput
    reason_input = shapes.FrameworkTakeBackInput
    queryset = FrameworkState.objects.none()

    def find_noun(self, key: int) -> CooperationFramework:
        """Return the framework."""
        return framework_or_404(self.request, key)


class CooperationFrameworkPublication(WritingView):
    """Whether what officers recorded of a framework is published."""

    by_version = ("PUT",)
    serializer_class = CooperationFrameworkSerializer
    input_class = shapes.PublicationInput
    queryset = CooperationFramework.objects.none()

    def put(self, request: Request, framework_id: int) -> Response:
        """Publish the framework, or take it back with a reason; `If-Match` names the version read."""
        found = framework_or_404(request, framework_id)
        version = version_read(request, found.version)
        values = self.field_values()
        if values["published"]:
            actions.publish_framework(by=self.by, framework=found, lock_version=version)
        else:
            actions.withdraw_framework(
                by=self.by, framework=found, lock_version=version, reason=values.get("reason", "")
            )
        row = framework_or_404(request, framework_id)
        return self.answer(row, version=row.version)


class FrameworkSubOutputList(RegisterListView):
    """Sub-outputs of cooperation frameworks with their money: the rows behind the figures."""

    register = FRAMEWORK_SUBOUTPUTS
    serializer_class = FrameworkSubOutputSerializer


class FrameworkSubOutputObject(RegisterObjectView):
    """What is known of one sub-output; of a withdrawn one, what was said last."""

    register = FRAMEWORK_SUBOUTPUTS
    serializer_class = FrameworkSubOutputSerializer
    lookup_field = "sub_output_id"

    def get_queryset(self) -> QuerySet[Any]:
        """Return the states, the latest first."""
        return super().get_queryset().order_by("-recorded_at", "-pk")
