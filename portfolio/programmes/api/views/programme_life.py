"""Paths of a programme's life: its stages, the next one, corrections, the end of a draft."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from ilo_dc.core.writing.api.views import WritingView, version_read
from portfolio.programmes.actions import programme_corrections as corrections
from portfolio.programmes.actions import programmes as actions
from portfolio.programmes.api.serializers import programmes as shapes
from portfolio.programmes.api.views.programmes import programme_or_404
from portfolio.programmes.models.country_programme import CountryProgramme
from portfolio.programmes.models.programme_document import ProgrammeDocument
from portfolio.programmes.models.programme_state import ProgrammeState


class LifeView(WritingView):
    """What the paths of a life share: the stages that the caller sees, and the documents of a step."""

    by_version = ("POST",)
    serializer_class = shapes.StateSerializer
    queryset = ProgrammeState.objects.none()
    pagination_class = None

    def get_serializer_context(self) -> dict[str, Any]:
        """Add the documents that the caller may read."""
        readable = ProgrammeDocument.objects.visible_to(self.request.user).current()
        programme = self.kwargs.get("programme_id")
        known = set(readable.filter(programme=programme).values_list("pk", flat=True)) if programme else set()
        return {**super().get_serializer_context(), "readable": known}

    def states_of(self, programme: CountryProgramme) -> Any:
        """Return the stages that the caller sees, the latest first."""
        states = ProgrammeState.objects.visible_to(self.request.user).history_of(programme)
        return states.select_related("document")

    def step_of(self, programme: CountryProgramme) -> actions.Step:
        """Return the step that the body names.

        Raises:
            ValidationError: it names a document that the programme does not have.
        """
        values = self.field_values()
        if (number := values.pop("document", None)) is not None:
            documents = ProgrammeDocument.objects.visible_to(self.request.user).current()
            values["document"] = documents.filter(programme=programme, document=number).first()
            if values["document"] is None:
                raise ValidationError({"document": [_("This programme has no such document.")]})
        return actions.Step(**values)

    def answer_present(self, programme: CountryProgramme, *, status: int = 200) -> Response:
        """Answer the present stage with the version of the programme."""
        state = ProgrammeState.objects.current().select_related("document").get(programme=programme)
        return self.answer(state, version=programme.version, status=status)


class CountryProgrammeStates(LifeView):
    """The life of a programme as the caller may see it, the latest stage first; a POST is the next step."""

    input_class = shapes.StepInput

    @extend_schema(responses=shapes.StateSerializer(many=True))
    def get(self, request: Request, programme_id: int) -> Response:
        """Answer the stages of the programme, those recorded by mistake among them."""
        programme = programme_or_404(request, programme_id)
        return Response(self.get_serializer(self.states_of(programme), many=True).data)

    def create(self, request: Request, *_args: Any, programme_id: int, **_kwargs: Any) -> Response:
        """Record the next step; `If-Match` names the version of the programme that was read."""
        programme = programme_or_404(request, programme_id)
        version = version_read(request)
        moved = actions.move_programme(
            by=self.by, programme=programme, lock_version=version, step=self.step_of(programme)
        )
        return self.answer_present(moved, status=201)


class StageView(LifeView):
    """A change of one recorded stage; `If-Match` names the version of the programme that was read."""

    def stage(self, programme: CountryProgramme, pk: int) -> ProgrammeState:
        """Return the stage of the address, if the caller sees it; else 404."""
        found: ProgrammeState = get_object_or_404(self.states_of(programme), pk=pk)
        return found


class CorrectStage(StageView):
    """Say what a stage, present or past, really was; the answer is the present stage."""

    input_class = shapes.CorrectionInput

    def create(self, request: Request, *_args: Any, programme_id: int, pk: int, **_kwargs: Any) -> Response:
        """Record the correction."""
        programme = programme_or_404(request, programme_id)
        state, version = self.stage(programme, pk), version_read(request)
        saved = corrections.correct_programme_status(
            by=self.by, programme=programme, state=state, lock_version=version, step=self.step_of(programme)
        )
        return self.answer_present(saved, status=201)


class TakeBackStage(StageView):
    """Say that the present stage never was; the answer is the one that holds again."""

    input_class = shapes.ReasonInput

    def create(self, request: Request, *_args: Any, programme_id: int, pk: int, **_kwargs: Any) -> Response:
        """Take it back."""
        programme = programme_or_404(request, programme_id)
        state, version = self.stage(programme, pk), version_read(request)
        saved = corrections.take_back_programme_status(
            by=self.by, programme=programme, state=state, lock_version=version, **self.field_values()
        )
        return self.answer_present(saved, status=201)


@extend_schema_view(post=extend_schema(request=shapes.ReasonInput, responses={204: None}))
class DiscardProgramme(WritingView):
    """Give up a draft with a reason; nobody sees it any more. `If-Match` names the version that was read."""

    by_version = ("POST",)
    serializer_class = shapes.StateSerializer
    input_class = shapes.ReasonInput
    queryset = CountryProgramme.objects.none()

    def create(self, request: Request, *_args: Any, programme_id: int, **_kwargs: Any) -> Response:
        """Discard it."""
        programme, version = programme_or_404(request, programme_id), version_read(request)
        actions.discard_programme(
            by=self.by, programme=programme, lock_version=version, **self.field_values()
        )
        return Response(status=204)
