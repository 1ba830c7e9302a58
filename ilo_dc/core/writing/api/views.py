"""Views that write: shape of the input, the version that was read, one call of an action (DESIGN 5)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.http import parse_etags
from django.utils.translation import gettext as _
from rest_framework import generics
from rest_framework.response import Response

from ilo_dc.core.errors import UnableToRead, VersionNeeded
from ilo_dc.core.registers.api.etags import tag_of

if TYPE_CHECKING:
    from rest_framework import serializers
    from rest_framework.request import Request

    from ilo_dc.core.people.models.user import User


def version_read(request: Request) -> int:
    """Return the version that the caller read, out of `If-Match`; 0, which no row has, for a foreign tag.

    Raises:
        VersionNeeded: the request names none.
    """
    tags = parse_etags(request.headers.get("If-Match", ""))
    if not tags:
        raise VersionNeeded(
            _("Say which version you read: send its ETag as If-Match."),
            {"If-Match": [_("The ETag of the object as you read it.")]},
        )
    numbers = [tag.removeprefix("W/").strip('"') for tag in tags]
    return next((int(one) for one in numbers if one.isascii() and one.isdigit() and len(one) < 10), 0)


class WritingView(generics.GenericAPIView[Any]):
    """What views that write share; a child names `input_class` and calls one action in each method."""

    input_class: ClassVar[type[serializers.Serializer[Any]]]

    @property
    def by(self) -> User:
        """Return who acts: the permission class has let no stranger write."""
        return self.request.user  # type: ignore[return-value]

    def field_values(self, *, partial: bool = False) -> dict[str, Any]:
        """Return the input after checking its shape; a field it does not know is refused, not ignored.

        Raises:
            UnableToRead: the body is no object, or it names an unknown field.
            ValidationError: a field has the wrong shape.
        """
        serializer = self.input_class(
            data=self.request.data, partial=partial, context=self.get_serializer_context()
        )
        if not isinstance(self.request.data, dict):
            raise UnableToRead(_("Send one JSON object."))
        unknown = [str(name)[:40] for name in self.request.data if name not in serializer.fields]
        if unknown:
            raise UnableToRead(
                _("Unknown fields: %(names)s.") % {"names": ", ".join(unknown)},
                {name: [_("Unknown field.")] for name in unknown},
            )
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)

    def answer(self, row: Any, *, version: int, status: int = 200) -> Response:
        """Answer a record as it is saved now, with its tag."""
        body = self.get_serializer(row).data
        headers = {"ETag": tag_of(version)}
        if status == 201 and body.get("url"):
            headers["Location"] = body["url"]
        return Response(body, status=status, headers=headers)


class RecordView(WritingView):
    """One record that is edited in place: read, changed and removed by the version that was read.

    A child gives `get_queryset` (visible rows of the address), `noun` (the actions' keyword), `text` (the
    dataclass of what is said) and the two actions.
    """

    noun: ClassVar[str]
    text: ClassVar[type[Any]]
    edit: ClassVar[Callable[..., Any]]
    remove: ClassVar[Callable[..., None]]

    def get(self, request: Request, **_kwargs: Any) -> Response:
        """Answer the record; its tag is its version."""
        row = self.get_object()
        return self.answer(row, version=row.version)

    def patch(self, request: Request, **_kwargs: Any) -> Response:
        """Change the record: `If-Match` names the version that was read (428 without, 412 when stale)."""
        row, version = self.get_object(), version_read(request)
        text = self.text(**{**present_values(self.text, row), **self.field_values(partial=True)})
        saved = type(self).edit(by=self.by, lock_version=version, text=text, **{self.noun: row})
        return self.answer(saved, version=saved.version)

    def delete(self, request: Request, **_kwargs: Any) -> Response:
        """Remove the record: `If-Match` names the version that was read (428 without, 412 when stale)."""
        row, version = self.get_object(), version_read(request)
        type(self).remove(by=self.by, lock_version=version, **{self.noun: row})
        return Response(status=204)


def present_values(text: type[Any], row: Any) -> dict[str, Any]:
    """Return what a row says now, by the fields of an action's `text`: what a PATCH starts from."""
    return {field.name: getattr(row, field.name) for field in fields(text)}
