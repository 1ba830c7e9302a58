"""Paths of a programme's life: its statuses, the next one, corrections, the end of a draft."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from ilo_dc.core.life.actions import Step
from ilo_dc.core.life.api import StatusView
from ilo_dc.core.writing.api.views import WritingView, version_read
from portfolio.programmes.actions import programmes as actions
from portfolio.programmes.actions.programme_life import PROGRAMME_LIFE
from portfolio.programmes.api.serializers import programmes as shapes
from portfolio.programmes.api.views.programmes import programme_or_404
from portfolio.programmes.models.country_programme import CountryProgramme
from portfolio.programmes.models.programme_document import ProgrammeDocument
from portfolio.programmes.models.programme_state import ProgrammeState


class ProgrammeStatusView(StatusView):
    """What the paths of a programme's life share: its shapes, and the documents of a step."""

    life = PROGRAMME_LIFE
    serializer_class = shapes.StateSerializer
    step_input = shapes.StepInput
    correction_input = shapes.CorrectionInput
    reason_input = shapes.ReasonInput
    queryset = ProgrammeState.objects.none()

    def get_serializer_context(self) -> dict[str, Any]:
        """Add the documents that the caller may read."""
        readable = ProgrammeDocument.objects.visible_to(self.request.user).current()
        programme = self.kwargs.get("programme_id")
        known = set(readable.filter(programme=programme).values_list("pk", flat=True)) if programme else set()
        return {**super().get_serializer_context(), "readable": known}

    def find_noun(self, key: int) -> CountryProgramme:
        """Return the programme."""
        return programme_or_404(self.request, key)

    def visible(self, noun: CountryProgramme) -> Any:
        """Return the statuses that the caller sees with the documents that say so."""
        return super().visible(noun).select_related("document")

    def step(self, noun: CountryProgramme) -> Step:
        """Return the step that the body names.

        Raises:
            ValidationError: it names a document that the programme does not have.
        """
        values = self.field_values()
        if (number := values.pop("document", None)) is not None:
            documents = ProgrammeDocument.objects.visible_to(self.request.user).current()
            values["document"] = documents.filter(programme=noun, document=number).first()
            if values["document"] is None:
                raise ValidationError({"document": [_("This programme has no such document.")]})
        return Step(**values)


@extend_schema_view(post=extend_schema(request=shapes.ReasonInput, responses={204: None}))
class DiscardProgramme(WritingView):
    """Give up a draft with a reason; nobody sees it any more. `If-Match` names the version that was read."""

    by_version = ("POST",)
    serializer_class = shapes.StateSerializer
    input_class = shapes.ReasonInput
    queryset = CountryProgramme.objects.none()

    def create(self, request: Request, *_args: Any, programme_id: int, **_kwargs: Any) -> Response:
        """Discard it."""
        programme = programme_or_404(request, programme_id)
        version = version_read(request, programme.version)
        actions.discard_programme(
            by=self.by, programme=programme, lock_version=version, **self.field_values()
        )
        return Response(status=204)
