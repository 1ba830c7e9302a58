"""Errors of the API: one handler makes every exception an RFC 9457 answer."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

from ilo_dc.core.errors import Conflict, UnableToAct, busy
from ilo_dc.core.versions.actions import removed_meanwhile

PROBLEM_TYPE = "application/problem+json"
RETRY_AFTER = "30"  # seconds

WHOLE = "non_field_errors"  # what REST framework says of no single field


def problem(status: int, title: str, detail: str, errors: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the body of an error answer; `errors` maps a field to its messages.

    A value within a field is named by the way to it: `values/0/value`. What concerns no single field, as a
    rule over two of them, is said in `detail`.
    """
    found = _by_path(errors or {})
    detail = " ".join([detail, *found.pop("", [])])
    body: dict[str, Any] = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return {**body, "errors": found} if found else body


def _by_path(errors: Any, path: str = "") -> dict[str, list[str]]:
    """Return the messages of errors however deep, each under the way to it."""
    found: dict[str, list[str]] = {}
    named = errors.items() if isinstance(errors, Mapping) else enumerate(errors)
    for name, one in named:
        if isinstance(one, Mapping | list | tuple):
            below = path if name == WHOLE else f"{path}/{name}".lstrip("/")
            deeper = _by_path(one, below)
        else:
            deeper = {path: [str(one)]}
        for place, texts in deeper.items():
            found.setdefault(place, []).extend(texts)
    return found


def problem_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Answer an exception of a view; None leaves it to Django (a programming error)."""
    if isinstance(error, IntegrityError):
        error = removed_meanwhile(error) or error
    error = busy(error) or error
    if isinstance(error, UnableToAct):
        response = _refusal(error)
    else:
        if isinstance(error, Http404):
            error = exceptions.NotFound()
        elif isinstance(error, PermissionDenied):
            error = exceptions.PermissionDenied()
        answered = exception_handler(error, context)
        if answered is None or not isinstance(error, exceptions.APIException):
            return None
        answered.data = _body(error)
        response = answered
    response.content_type = PROBLEM_TYPE
    request = context.get("request")
    if request is not None:
        from ilo_dc.core.registers.api.renderers import (
            ProblemRenderer,  # the renderers' module reads settings
        )

        request.accepted_renderer = ProblemRenderer()
        request.accepted_media_type = PROBLEM_TYPE
    return response


def _refusal(error: UnableToAct) -> Response:
    body = problem(error.status, error.title, error.message, error.problems)
    response = Response(body, status=error.status)
    if error.status == HTTPStatus.SERVICE_UNAVAILABLE:
        response["Retry-After"] = RETRY_AFTER
    if isinstance(error, Conflict):
        body |= {"theirs": error.theirs, "yours": error.yours, "version": error.version}
    return response


def _body(error: exceptions.APIException) -> dict[str, Any]:
    status, detail = error.status_code, error.detail
    title = str(error.default_detail)
    if "{" in title:  # the framework fills it for the detail alone
        title = HTTPStatus(status).phrase
    if isinstance(detail, dict):
        return problem(status, title, str(_("Some fields need your attention.")), detail)
    text = " ".join(str(part) for part in detail) if isinstance(detail, list) else str(detail)
    return problem(status, title, text)


def not_found(request: HttpRequest, path: str = "") -> JsonResponse:
    """Answer an address under the API that leads nowhere."""
    body = problem(404, "Not found", str(_("There is nothing at this address of the API.")))
    return JsonResponse(body, status=404, content_type=PROBLEM_TYPE)
