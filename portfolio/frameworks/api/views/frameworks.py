"""Paths of the portfolio: cooperation frameworks and their sub-outputs."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from ilo_dc.core.registers.api.views import RegisterListView, RegisterObjectView
from ilo_dc.core.writing.api.views import WritingView, present_values, version_read
from portfolio.frameworks.actions import framework_corrections as corrections
from portfolio.frameworks.actions import frameworks as actions
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
        row, version = self.get_object(), version_read(request)
        values = {**present_values(actions.FrameworkText, row), **self.field_values(partial=True)}
        text = actions.FrameworkText(**values)
        actions.describe_framework(by=self.by, framework=row, lock_version=version, text=text)
        return self.saved()

    def delete(self, request: Request, pk: int) -> Response:
        """Remove a framework that was entered by mistake; `If-Match` names the version that was read."""
        row, version = self.get_object(), version_read(request)
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


class CooperationFrameworkStatuses(WritingView):
    """The life of a framework: the statuses that were recorded, the latest first; a POST is the next one."""

    by_version = ("POST",)
    serializer_class = shapes.FrameworkStateSerializer
    input_class = shapes.FrameworkStepInput
    queryset = FrameworkState.objects.none()
    pagination_class = None

    @extend_schema(responses=shapes.FrameworkStateSerializer(many=True))
    def get(self, request: Request, framework_id: int) -> Response:
        """Answer the statuses of the framework."""
        found = framework_or_404(request, framework_id)
        states = FrameworkState.objects.visible_to(request.user).filter(framework=found)
        return Response(self.get_serializer(states.order_by("-recorded_at", "-pk"), many=True).data)

    def create(self, request: Request, *_args: Any, framework_id: int, **_kwargs: Any) -> Response:
        """Record the next status; `If-Match` names the version of the framework that was read."""
        found, version = framework_or_404(request, framework_id), version_read(request)
        step = actions.Step(**self.field_values())
        saved = actions.record_framework_status(by=self.by, framework=found, lock_version=version, step=step)
        state = FrameworkState.objects.current().get(framework=saved)
        return self.answer(state, version=saved.version, status=201)


class StatusView(WritingView):
    """A change of one recorded status; `If-Match` names the version of the framework that was read."""

    by_version = ("POST",)
    serializer_class = shapes.FrameworkStateSerializer
    queryset = FrameworkState.objects.none()

    def status_of(self, found: CooperationFramework, pk: int) -> FrameworkState:
        """Return the status of the address, if the caller sees it; else 404."""
        states = FrameworkState.objects.visible_to(self.request.user).of(found)
        state: FrameworkState = get_object_or_404(states, pk=pk)
        return state

    def answer_present(self, saved: CooperationFramework) -> Response:
        """Answer the present status with the version of the framework."""
        state = FrameworkState.objects.current().get(framework=saved)
        return self.answer(state, version=saved.version, status=201)


class CorrectStatus(StatusView):
    """Say what a status, present or past, really was; the answer is the present one."""

    input_class = shapes.FrameworkCorrectionInput

    def create(self, request: Request, *_args: Any, framework_id: int, pk: int, **_kwargs: Any) -> Response:
        """Record the correction."""
        found = framework_or_404(request, framework_id)
        state, version, values = self.status_of(found, pk), version_read(request), self.field_values()
        reason = values.pop("reason")
        saved = corrections.correct_framework_status(
            by=self.by,
            framework=found,
            state=state,
            lock_version=version,
            step=actions.Step(**values),
            reason=reason,
        )
        return self.answer_present(saved)


class TakeBackStatus(StatusView):
    """Say that the present status never was; the answer is the one that holds again."""

    input_class = shapes.FrameworkTakeBackInput

    def create(self, request: Request, *_args: Any, framework_id: int, pk: int, **_kwargs: Any) -> Response:
        """Take it back."""
        found = framework_or_404(request, framework_id)
        state, version = self.status_of(found, pk), version_read(request)
        saved = corrections.take_back_framework_status(
            by=self.by, framework=found, state=state, lock_version=version, **self.field_values()
        )
        return self.answer_present(saved)


class CooperationFrameworkPublication(WritingView):
    """Whether what officers recorded of a framework is published."""

    by_version = ("PUT",)
    serializer_class = CooperationFrameworkSerializer
    input_class = shapes.PublicationInput
    queryset = CooperationFramework.objects.none()

    def put(self, request: Request, framework_id: int) -> Response:
        """Publish the framework, or take it back with a reason; `If-Match` names the version read."""
        found, version = framework_or_404(request, framework_id), version_read(request)
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
