"""What happens around every request: who and why for the history, and errors that can be acted on."""

from __future__ import annotations

import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import pghistory.middleware
import structlog
from django.conf import settings
from django.db import DataError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from ilo_dc.core.errors import UnableToAct, busy
from ilo_dc.core.facts.actions.changes import impatient
from ilo_dc.core.problems.pages import not_found, unreadable_address
from ilo_dc.core.problems.problem_json import PROBLEM_TYPE, RETRY_AFTER, problem

NUL = "%00"  # as an address writes it

Respond = Callable[[HttpRequest], HttpResponse]


class SecureApiMiddleware:
    """Refuses the API over plain HTTP where the portal is reached by HTTPS.

    A page is led there. A program that was led on would send its key in the clear ever after, and nobody
    would notice.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on, or refuse it."""
        is_plain = settings.SECURE_SSL_REDIRECT and not request.is_secure()
        if is_plain and re.match(settings.API_PATHS, request.path_info.lstrip("/")):
            text = _("The API is reached by HTTPS alone. Withdraw an API key that was sent without.")
            body = problem(HTTPStatus.FORBIDDEN, "HTTPS required", text)
            return JsonResponse(body, status=HTTPStatus.FORBIDDEN, content_type=PROBLEM_TYPE)
        return self.get_response(request)


class HistoryMiddleware(pghistory.middleware.HistoryMiddleware):
    """Adds the request's number to the audit context, beside who and where."""

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        """Return what each history row of this request carries."""
        request_id = structlog.contextvars.get_contextvars().get("request_id")
        return {**super().get_context(request), "request": request_id}


class PrivateMiddleware:
    """Lets nobody keep an answer that was made for somebody: not their browser, and no proxy.

    Who brings a session or a key, or is given a session, is answered privately, whatever the answer is. So
    are the pages for coming in, whose addresses and forms hold secrets.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on, and mark the answer."""
        response = self.get_response(request)
        brings = settings.SESSION_COOKIE_NAME in request.COOKIES or "HTTP_AUTHORIZATION" in request.META
        is_given = settings.SESSION_COOKIE_NAME in response.cookies
        if brings or is_given or request.path_info.startswith("/account/"):
            response["Cache-Control"] = "private, no-store"
        return response


class ErrorsMiddleware:
    """Shows an action's error as a page when the view did not: its message, never a 500.

    Nobody waits at a page for longer than a person does; who is to come again is told when.
    A path that holds what no text of the database can leads nowhere: no view looks it up.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on a request whose address can be read."""
        if "\0" in request.path_info:
            return not_found(request)
        with impatient():
            response = self.get_response(request)
        if response.status_code == HTTPStatus.SERVICE_UNAVAILABLE:
            response.setdefault("Retry-After", RETRY_AFTER)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer an `UnableToAct` by its status and message; also a NUL that no form refused at its field."""
        exception = busy(exception) or exception
        if isinstance(exception, UnableToAct):
            return render(request, "core/problems/unable.html", {"error": exception}, status=exception.status)
        if isinstance(exception, ValueError | DataError) and NUL in request.META.get("QUERY_STRING", ""):
            return unreadable_address(request)
        return None
