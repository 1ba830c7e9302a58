"""`Idempotency-Key` on POST: sent again under the same key, it saves once and answers the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import orjson
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from ilo_dc.core.registers.api.renderers import JSONRenderer
from ilo_dc.core.writing.actions import Answer, save_once
from ilo_dc.core.writing.digests import digest_of

if TYPE_CHECKING:
    from rest_framework.request import Request

    from ilo_dc.core.people.models.user import User

KEPT_HEADERS = ("Location", "ETag")
PARAMETER = OpenApiParameter(
    "Idempotency-Key",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="1 to 200 visible ASCII characters, new for each thing to save. A POST sent again under"
    " the same key within seven days saves nothing and answers the same; with another body it answers 422.",
)


class IdempotentPost:
    """Answers POST by `create(request)`, which returns a response or raises; what it raises is not kept.

    Stands before the view's class. The body is read before the key is looked up, so it must be whole.
    """

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Do the one domain call and return its answer."""
        raise NotImplementedError

    @extend_schema(parameters=[PARAMETER])
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Save once."""
        answer, _is_repeated = save_once(
            by=cast("User", request.user),
            key=request.headers.get("Idempotency-Key", ""),
            asked=digest_of(request._request),  # noqa: SLF001  (the body as it came)
            do=lambda: _answer(self.create(request, *args, **kwargs)),
        )
        return Response(answer.body, status=answer.status, headers=answer.headers)


def _answer(response: Response) -> Answer:
    """Return what is kept of a response; its body in the very form that the client reads."""
    headers = {name: response[name] for name in KEPT_HEADERS if name in response}
    body = None if response.data is None else orjson.loads(JSONRenderer().render(response.data))
    return Answer(body, response.status_code, headers)
