"""What the schema says of every write: the key that saves it once, the version that it changes."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import get_doc
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.settings import api_settings

from ilo_dc.core.writing.api.answers import ANY, PLACE, TAG, WRITES, problem_answers, unchanged

IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="1 to 200 visible ASCII characters, new for each thing to save. A POST sent again under"
    " the same key within seven days saves nothing and answers the same; with another body it answers 422.",
)
IF_MATCH = OpenApiParameter(
    "If-Match",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    required=True,
    description="The ETag of the object as you read it, or `*` for any version: 428 without one,"
    " 412 when somebody changed it since.",
)
Direction: TypeAlias = Literal["request", "response"]


class WritingSchema(AutoSchema):
    """The schema of all paths: `WritingView` says which methods are saved once, and which by version."""

    def get_override_parameters(self) -> list[Any]:
        """Add the headers of a write."""
        found = list(super().get_override_parameters())
        if self._is_create():
            found.append(IDEMPOTENCY_KEY)
        if self._is_by_version():
            found.append(IF_MATCH)
        return found

    def get_request_serializer(self) -> Any:
        """Return the shape of what is sent: a view that writes names it."""
        return getattr(self.view, "input_class", None) or super().get_request_serializer()

    def get_response_serializers(self) -> Any:
        """Return the shape of the answer: of a POST what was made, of a DELETE nothing."""
        if self._is_create():
            return {201: super().get_response_serializers()}
        return {204: None} if self.method == "DELETE" else super().get_response_serializers()

    # The stubs take the signature from another base of the library.
    def get_description(self) -> Any:  # type: ignore[override]
        """Return what a POST does: `create` says it, or the class of the view where that is not its own."""
        if not self._is_create():
            return super().get_description()
        kind: Any = type(self.view)
        return get_doc(kind.create if "create" in vars(kind) else kind)

    def _get_response_bodies(self, direction: Direction = "response") -> dict[str, Any]:
        found: dict[str, Any] = super()._get_response_bodies(direction)
        if self.method == "GET":
            found["200"]["headers"] = TAG
            found |= unchanged(self.registry)
        elif "201" in found:
            found["201"]["headers"] = TAG | PLACE
        problems = problem_answers(self.registry, sorted(self._problems() - set(found)))
        return dict(sorted({**found, **problems}.items()))

    def _problems(self) -> set[str]:
        """Return by which statuses the operation may refuse."""
        found = set(ANY)
        if self.method != "GET":
            found |= set(WRITES)
        elif list(self.view.permission_classes) != list(api_settings.DEFAULT_PERMISSION_CLASSES):
            found.add("403")
        if self._is_by_version():
            found.add("428")
        return found

    def _is_create(self) -> bool:
        return self.method == "POST" and hasattr(self.view, "create")

    def _is_by_version(self) -> bool:
        return self.method in getattr(self.view, "by_version", ())
