"""Limits that stand before every view: how large a body may be, how often strangers may ask for pages."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from django.conf import settings

from ilo_dc.core.accounts.throttles import count, rate
from ilo_dc.core.client_address import counted_as
from ilo_dc.core.problems.pages import too_large, too_often

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

# Bytes around the largest file: other fields, and room for the form to say in words which file is too large.
AROUND_A_FILE = 2 * 1024 * 1024
COUNTED_APART = ("/api/", "/static/", "/health/")


class LimitsMiddleware:
    """Refuses what is too large before a byte of it is read, and strangers who ask for too many pages.

    It stands behind the middleware that says who asks. A body without a length is read by nobody.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on what is within the limits."""
        most = largest_body(request)
        if _length(request) > most:
            return too_large(request, most)
        if not request.path_info.startswith(COUNTED_APART) and not request.user.is_authenticated:
            most, seconds = rate("pages")
            window = int(time.time() // seconds)
            if count(f"pages:{counted_as(request)}:{window}", seconds) > most:
                return too_often(request, seconds)
        return self.get_response(request)


def largest_body(request: HttpRequest) -> int:
    """Return how many bytes a request may send: a form as many as its largest file and its fields."""
    if request.content_type == "multipart/form-data":
        return settings.UPLOAD_MB * 1024 * 1024 + AROUND_A_FILE
    return int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)


def _length(request: HttpRequest) -> int:
    text = str(request.META.get("CONTENT_LENGTH") or "0")
    return int(text[:18]) if text.isascii() and text.isdigit() else 0
