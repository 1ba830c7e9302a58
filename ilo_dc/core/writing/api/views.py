"""Views that write: shape of the input, the version that was read, one call of an action (DESIGN 5)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

import orjson
from django.utils.http import parse_etags
from django.utils.translation import gettext as _
from rest_framework import generics
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.fields import empty
from rest_framework.permissions import SAFE_METHODS
from rest_framework.response import Response

from ilo_dc.core.errors import Refused, UnableToAct, UnableToRead, VersionNeeded
from ilo_dc.core.people.waiting import forget_waiting
from ilo_dc.core.registers.api.etags import tag_of
from ilo_dc.core.registers.api.fields import not_texts, outside_calendar
from ilo_dc.core.registers.api.renderers import JSONRenderer
from ilo_dc.core.writing.actions import Answer, save_once
from ilo_dc.core.writing.digests import digest_of

if TYPE_CHECKING:
    from rest_framework import serializers
    from rest_framework.request import Request

    from ilo_dc.core.people.models.user import User


KEPT_HEADERS = ("Location", "ETag")
UNREAD = "names_no_version"  # of a request whose version was asked for


def version_read(request: Request, present: int) -> int:
    """Return the version that the caller read, out of `If-Match`; 0, which no row has, for a foreign tag.

    `*` means whichever is `present` (RFC 9110): the caller overwrites it unread. Where none is named it is 0,
    too, so that nothing is saved: the view answers 428, but to who may not write what the policy says.
    """
    tags = parse_etags(request.headers.get("If-Match", ""))
    if not tags:
        setattr(request, UNREAD, True)
    if "*" in tags:
        return present
    numbers = [tag.removeprefix("W/").strip('"') for tag in tags]
    return next((int(one) for one in numbers if one.isascii() and one.isdigit() and len(one) < 10), 0)


def _version_needed() -> VersionNeeded:
    return VersionNeeded(
        _("Say which version you read: send its ETag as If-Match."),
        {"If-Match": [_("The ETag of the object as you read it.")]},
    )


class WritingView(generics.GenericAPIView[Any]):
    """The base of all views that write: a child names `input_class` and calls one action in each method.

    A child answers POST by `create`, which returns a response or raises: sent again under the same
    `Idempotency-Key` it saves once and answers the same; what it raises is not kept. The methods that are
    `by_version` read `version_read` (428 without `If-Match`, 412 when stale), and the schema says so.
    """

    input_class: ClassVar[type[serializers.Serializer[Any]]]
    by_version: ClassVar[tuple[str, ...]] = ("PATCH", "DELETE")
    by_session: ClassVar[tuple[str, ...]] = ()  # methods that no API key may use
    shown_once: ClassVar[tuple[str, ...]] = ()  # fields that are kept nowhere: null in a repeated answer

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Offer POST where `create` is written.

        Raises:
            TypeError: the view answers POST past the key.
        """
        super().__init_subclass__(**kwargs)
        if "post" in cls.__dict__:
            raise TypeError(f"{cls.__name__}: write `create` instead of `post`, which saves it once")
        is_made = cls.create is not WritingView.create
        names = generics.GenericAPIView.http_method_names
        cls.http_method_names = [name for name in names if name != "post" or is_made]

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Do the one domain call of a POST and return its answer."""
        raise NotImplementedError

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Save once. The body is read before the key is looked up, so it must be whole."""
        shown: dict[str, Any] = {}

        def do() -> Answer:
            answer = _kept(self.create(request, *args, **kwargs))
            shown.update({name: answer.body[name] for name in self.shown_once})
            return replace(answer, body={**answer.body, **dict.fromkeys(shown)}) if shown else answer

        answer, _is_repeated = save_once(
            by=self.by,
            key=request.headers.get("Idempotency-Key", ""),
            asked=digest_of(request._request),  # noqa: SLF001  (the body as it came)
            do=do,
        )
        body = {**answer.body, **shown} if shown else answer.body
        return Response(body, status=answer.status, headers=answer.headers)

    @property
    def by(self) -> User:
        """Return who acts: the permission class has let no stranger write."""
        return self.request.user  # type: ignore[return-value]

    def handle_exception(self, exc: Exception) -> Response:
        """Answer 428 to who names no version, whatever else is wrong, but first that they may not write."""
        refused = isinstance(exc, UnableToAct | APIException) and not isinstance(exc, Refused)
        if refused and getattr(self.request, UNREAD, False):
            exc = _version_needed()
        return super().handle_exception(exc)

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        """Forget how much awaits who saved something; answer 428 also where nothing had to be saved.

        So the same request is answered the same.
        """
        if response.status_code < 300 and getattr(request, UNREAD, False):
            response = self.handle_exception(_version_needed())
        answer = super().finalize_response(request, response, *args, **kwargs)
        if request.method not in SAFE_METHODS and answer.status_code < 400:
            forget_waiting(self.by)
        return answer

    def field_values(self, *, partial: bool = False) -> dict[str, Any]:
        """Return the input after checking its shape; a field it does not know is refused, not ignored.

        Raises:
            UnableToRead: the body is no object, or it names an unknown field.
            ValidationError: a field has the wrong shape.
        """
        if not isinstance(self.request.data, dict):
            raise UnableToRead(_("Send one JSON object."))
        sent = self.sent(self.request.data)
        serializer = self.input_class(data=sent, context=self.get_serializer_context())
        if partial:  # of the object alone: what lies in it is sent whole
            for shape in serializer.fields.values():
                shape.required, shape.default = False, empty
        unknown = [str(name)[:40] for name in sent if name not in serializer.fields]
        if unknown:
            raise UnableToRead(
                _("Unknown fields: %(names)s.") % {"names": ", ".join(unknown)},
                {name: [_("Unknown field.")] for name in unknown},
            )
        if faults := not_texts(serializer, sent):
            raise ValidationError(faults)
        serializer.is_valid(raise_exception=True)
        values = dict(serializer.validated_data)
        if faults := outside_calendar(values):
            raise ValidationError(faults)
        return values

    def sent(self, body: Any) -> Any:
        """Return what of the body is to be read: all of it."""
        return body

    def answer(self, row: Any, *, version: int, status: int = 200) -> Response:
        """Answer a record as it is saved now, with its tag."""
        body = self.get_serializer(row).data
        headers = {"ETag": tag_of(version)}
        if status == 201 and body.get("url"):
            headers["Location"] = body["url"]
        return Response(body, status=status, headers=headers)


def _kept(response: Response) -> Answer:
    """Return what is kept of a response; its body in the very form that the client reads."""
    headers = {name: response[name] for name in KEPT_HEADERS if name in response}
    body = None if response.data is None else orjson.loads(JSONRenderer().render(response.data))
    return Answer(body, response.status_code, headers)
