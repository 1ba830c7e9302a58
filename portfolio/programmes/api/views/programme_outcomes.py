"""Paths of country programme outcomes, their indicators and milestones."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from ilo_dc.core.registers.api.views import RegisterListView, RegisterObjectView
from ilo_dc.core.writing.api.views import RecordView, WritingView, present_values, version_read
from portfolio.programmes.actions import outcome_indicators as indicator_actions
from portfolio.programmes.actions import programme_outcomes as actions
from portfolio.programmes.api.serializers import programmes as shapes
from portfolio.programmes.models.country_programme import CountryProgramme
from portfolio.programmes.models.programme_outcome import Milestone, OutcomeIndicator, ProgrammeOutcome
from portfolio.programmes.registers import COUNTRY_PROGRAMME_OUTCOMES


def with_priority(values: dict[str, Any], programme: CountryProgramme) -> dict[str, Any]:
    """Return what is said with the priority itself in place of its number.

    Raises:
        ValidationError: the programme has no such priority.
    """
    if "priority" not in values:
        return values
    priority = programme.priorities.filter(position=values["priority"]).first()
    if priority is None:
        raise ValidationError({"priority": [_("The programme has no priority of this number.")]})
    return {**values, "priority": priority}


class OutcomeList(WritingView, RegisterListView):
    """Country programme outcomes (CPO)."""

    register = COUNTRY_PROGRAMME_OUTCOMES
    public = False
    serializer_class = shapes.OutcomeSerializer
    input_class = shapes.NewOutcomeInput

    @extend_schema(request=shapes.NewOutcomeInput, responses={201: shapes.OutcomeSerializer})
    def post(self, request: Request) -> Response:
        """Add an outcome to a programme."""
        values = self.field_values()
        visible = CountryProgramme.objects.visible_to(request.user).for_detail()
        programme = visible.filter(slug=values.pop("programme")).first()
        if programme is None:
            raise ValidationError({"programme": [_("There is no such country programme.")]})
        text = actions.OutcomeText(**with_priority(values, programme))
        outcome = actions.add_outcome(by=self.by, programme=programme, text=text)
        row = self.get_queryset().get(pk=outcome.pk)
        return self.answer(row, version=row.version, status=201)


class OutcomeObject(WritingView, RegisterObjectView):
    """One country programme outcome."""

    register = COUNTRY_PROGRAMME_OUTCOMES
    public = False
    serializer_class = shapes.OutcomeSerializer
    input_class = shapes.OutcomeInput

    @extend_schema(request=shapes.OutcomeInput, responses=shapes.OutcomeSerializer)
    def patch(self, request: Request, pk: int) -> Response:
        """Change the outcome; `If-Match` names the version that was read."""
        row, version = self.get_object(), version_read(request)
        values = with_priority(self.field_values(partial=True), row.programme)
        text = actions.OutcomeText(**{**present_values(actions.OutcomeText, row), **values})
        actions.edit_outcome(by=self.by, outcome=row, lock_version=version, text=text)
        saved = self.get_object()
        return self.answer(saved, version=saved.version)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: int) -> Response:
        """Remove the outcome of a programme that is not yet signed; `If-Match` names its version."""
        row, version = self.get_object(), version_read(request)
        actions.remove_outcome(by=self.by, outcome=row, lock_version=version)
        return Response(status=204)


class IndicatorList(WritingView):
    """The indicators of an outcome; a POST adds one."""

    serializer_class = shapes.IndicatorSerializer
    input_class = shapes.IndicatorInput
    queryset = OutcomeIndicator.objects.none()
    pagination_class = None

    def outcome(self) -> ProgrammeOutcome:
        """Return the outcome of the address; hidden and missing are the same 404."""
        rows = ProgrammeOutcome.objects.visible_to(self.request.user).for_list().with_indicators()
        return get_object_or_404(rows, pk=self.kwargs["outcome_id"])

    @extend_schema(responses=shapes.IndicatorSerializer(many=True))
    def get(self, request: Request, outcome_id: int) -> Response:
        """Answer the indicators with their milestones."""
        return Response(self.get_serializer(self.outcome().indicators.all(), many=True).data)

    @extend_schema(request=shapes.IndicatorInput, responses={201: shapes.IndicatorSerializer})
    def post(self, request: Request, outcome_id: int) -> Response:
        """Add an indicator."""
        outcome = self.outcome()
        text = indicator_actions.IndicatorText(**self.field_values())
        row = indicator_actions.add_indicator(by=self.by, outcome=outcome, text=text)
        return self.answer(row, version=row.version, status=201)


@extend_schema_view(
    patch=extend_schema(request=shapes.IndicatorInput, responses=shapes.IndicatorSerializer),
    delete=extend_schema(responses={204: None}),
)
class IndicatorObject(RecordView):
    """One indicator of an outcome; it can be removed until the programme is signed."""

    serializer_class = shapes.IndicatorSerializer
    input_class = shapes.IndicatorInput
    noun = "indicator"
    text = indicator_actions.IndicatorText
    edit = staticmethod(indicator_actions.edit_indicator)
    remove = staticmethod(indicator_actions.remove_indicator)

    def get_queryset(self) -> QuerySet[Any]:
        """Return the indicators of the outcome, if the caller sees it."""
        rows = OutcomeIndicator.objects.visible_to(self.request.user)
        placed = rows.select_related("outcome__programme__country", "outcome__programme__region")
        return placed.filter(outcome=self.kwargs["outcome_id"])


class MilestoneList(WritingView):
    """The milestones of an indicator; a POST adds one."""

    serializer_class = shapes.MilestoneSerializer
    input_class = shapes.MilestoneInput
    queryset = Milestone.objects.none()
    pagination_class = None

    def indicator(self) -> OutcomeIndicator:
        """Return the indicator of the address; hidden and missing are the same 404."""
        rows = OutcomeIndicator.objects.visible_to(self.request.user)
        placed = rows.select_related("outcome__programme__country", "outcome__programme__region")
        return get_object_or_404(placed, pk=self.kwargs["indicator_id"])

    @extend_schema(responses=shapes.MilestoneSerializer(many=True))
    def get(self, request: Request, indicator_id: int) -> Response:
        """Answer the milestones by date."""
        return Response(self.get_serializer(self.indicator().milestones.all(), many=True).data)

    @extend_schema(request=shapes.MilestoneInput, responses={201: shapes.MilestoneSerializer})
    def post(self, request: Request, indicator_id: int) -> Response:
        """Add a milestone."""
        indicator = self.indicator()
        text = indicator_actions.MilestoneText(**self.field_values())
        row = indicator_actions.add_milestone(by=self.by, indicator=indicator, text=text)
        return self.answer(row, version=row.version, status=201)


@extend_schema_view(
    patch=extend_schema(request=shapes.MilestoneInput, responses=shapes.MilestoneSerializer),
    delete=extend_schema(responses={204: None}),
)
class MilestoneObject(RecordView):
    """One milestone of an indicator; it can be removed until the programme is signed."""

    serializer_class = shapes.MilestoneSerializer
    input_class = shapes.MilestoneInput
    noun = "milestone"
    text = indicator_actions.MilestoneText
    edit = staticmethod(indicator_actions.edit_milestone)
    remove = staticmethod(indicator_actions.remove_milestone)

    def get_queryset(self) -> QuerySet[Any]:
        """Return the milestones of the indicator, if the caller sees it."""
        rows = Milestone.objects.visible_to(self.request.user)
        placed = "indicator__outcome__programme"
        located = rows.select_related(f"{placed}__country", f"{placed}__region")
        return located.filter(indicator=self.kwargs["indicator_id"])
