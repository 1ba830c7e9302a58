"""What the schema says of every write: the key that saves it once, the version that it changes."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

from django_filters import ChoiceFilter, ModelChoiceFilter
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import force_instance, get_doc
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser

from ilo_dc.core.registers.api.fields import DAYS_AFTER, REFERRING
from ilo_dc.core.registers.filtersets import CodeFilter
from ilo_dc.core.registers.shapes import DAY_AFTER_PATTERN, DAY_PATTERN, KEY, REFERS
from ilo_dc.core.writing.api.answers import ANY, PLACE, TAG, WRITES, problem_answers, unchanged

IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "pattern": "^[!-~]{1,200}$"},
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
# Python takes more for blanks than JavaScript does, by whose rules patterns are read.
NOT_BLANK = r"[^\s\u001c-\u001f\u0085]"
SLUG = "^[-a-zA-Z0-9_]+$"
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

    def _get_parameters(self) -> list[dict[str, Any]]:
        """Say that a parameter of a question without a value is as none."""
        found: list[dict[str, Any]] = super()._get_parameters()
        for one in found:
            if one["in"] == "query" and not one.get("required"):
                one["allowEmptyValue"] = True
        return found

    def _resolve_path_parameters(self, variables: Any) -> list[Any]:
        """Bound the keys in an address."""
        found: list[Any] = super()._resolve_path_parameters(variables)
        for one in found:
            if one["schema"].get("type") == "integer":
                one["schema"] |= KEY
        return found

    def _get_filter_parameters(self) -> list[Any]:
        """Mark filters that name rows."""
        found: list[Any] = super()._get_filter_parameters()
        filters = getattr(getattr(self.view, "filterset_class", None), "base_filters", {})
        for one in found:
            asked = filters.get(one["name"])
            names_rows = isinstance(asked, CodeFilter) and asked.offered is not None
            if names_rows or isinstance(asked, ModelChoiceFilter):
                one["schema"] |= REFERS
            elif isinstance(asked, ChoiceFilter):
                one["schema"]["enum"] = sorted(str(code) for code, _label in asked.field.choices if code)
        return found

    def _map_serializer_field(self, field: Any, direction: Direction, bypass_extensions: Any = False) -> Any:  # noqa: FBT002
        """Say which days are taken, and what names rows."""
        found = super()._map_serializer_field(field, direction, bypass_extensions)
        if direction == "request" and isinstance(found, dict):
            if isinstance(field, serializers.DateField):
                is_day_after = field.field_name in DAYS_AFTER
                found["pattern"] = DAY_AFTER_PATTERN if is_day_after else DAY_PATTERN
            elif isinstance(field, serializers.DecimalField):
                found |= _without_empty_number(field, found)
            elif isinstance(field, serializers.SlugField):
                found["pattern"] = SLUG
            elif isinstance(field, serializers.CharField) and not field.allow_blank:
                found |= _without_blank_text(field, found)
            if isinstance(field, REFERRING) and not field.read_only:
                found |= REFERS
            if self.map_parsers() == [MultiPartParser.media_type]:  # a form has no null
                found |= _without_null(found)
        return found

    def _map_basic_serializer(self, serializer: Any, direction: Direction) -> Any:
        """Say that a body holds nothing but its fields: an unknown one is refused."""
        found = super()._map_basic_serializer(serializer, direction)
        if direction == "request":
            asked = self.get_request_serializer()
            shapes = list(asked.values()) if isinstance(asked, dict) else [asked]
            if type(force_instance(serializer)) in [type(force_instance(shape)) for shape in shapes]:
                found["additionalProperties"] = False
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
        if self._is_by_version():
            found.add("428")
        return found

    def _is_create(self) -> bool:
        return self.method == "POST" and hasattr(self.view, "create")

    def _is_by_version(self) -> bool:
        return self.method in getattr(self.view, "by_version", ())


def _without_blank_text(field: serializers.CharField, shape: dict[str, Any]) -> dict[str, Any]:
    """Return the pattern of a text that is more than blanks, which are taken away around it."""
    is_plain = shape.get("type") in ("string", ["string", "null"]) and not {"pattern", "format"} & set(shape)
    return {"pattern": NOT_BLANK} if field.trim_whitespace and is_plain else {}


def _without_null(shape: dict[str, Any]) -> dict[str, Any]:
    """Return the types of a shape but for null."""
    types = shape.get("type")
    kept = [one for one in types if one != "null"] if isinstance(types, list) else []
    return {"type": kept[0] if len(kept) == 1 else kept} if kept else {}


def _without_empty_number(field: serializers.DecimalField, shape: dict[str, Any]) -> dict[str, Any]:
    """Return the pattern of a number's text: with a digit, and without a sign where nothing is below zero."""
    if "pattern" not in shape or field.max_digits is None or field.decimal_places is None:
        return {}
    sign = "" if field.min_value is not None and field.min_value >= 0 else "-?"
    whole, places = max(1, field.max_digits - field.decimal_places), field.decimal_places
    after, nothing = (rf"(\.{one}{{1,{places}}})?" if places else "" for one in (r"\d", "0"))
    zeros = _zeros_of(field.max_value)
    if zeros is None or zeros >= whole:
        return {"pattern": rf"^{sign}\d{{1,{whole}}}{after}$"}
    return {"pattern": rf"^{sign}(\d{{1,{zeros}}}{after}|10{{{zeros}}}{nothing})$"}


def _zeros_of(most: Any) -> int | None:
    """Return how many zeros follow the 1 of a largest value; None: there is none, or no power of ten."""
    digits = "" if most is None else str(int(most))
    return len(digits) - 1 if digits and digits == f"1{'0' * (len(digits) - 1)}" else None
