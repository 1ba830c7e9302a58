"""What an address or a request that cannot be answered shows: a page, or a problem under the API."""

from __future__ import annotations

import errno
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from ilo_dc.core.problems.problem_json import PROBLEM_TYPE, RETRY_AFTER, problem

# Full, out of its share, read-only, not ours, not there, broken.
DISK_REFUSES = {
    errno.ENOSPC,
    errno.EDQUOT,
    errno.EROFS,
    errno.EACCES,
    errno.EPERM,
    errno.ENOTDIR,
    errno.EIO,
}


def _answer(request: HttpRequest, status: int, title: str, detail: str, *, page: str = "") -> HttpResponse:
    if request.path.startswith("/api/"):
        return JsonResponse(problem(status, title, detail), status=status, content_type=PROBLEM_TYPE)
    return render(request, page or f"{status}.html", {"detail": detail}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that could not be read."""
    return _answer(request, 400, "Bad request", _("The request could not be read."))


def unreadable_address(request: HttpRequest) -> HttpResponse:
    """Answer an address whose parameters hold a NUL, which no text can."""
    return _answer(request, 400, "Bad request", _("This address holds a character that no text can hold."))


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer somebody who may not do this."""
    return _answer(request, 403, "Not allowed", _("You may not do this."))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer an address that leads nowhere, or to what the caller may not see."""
    return _answer(request, 404, "Not found", _("There is nothing at this address."))


def too_large(request: HttpRequest, most: int) -> HttpResponse:
    """Answer a body of more bytes than the portal takes; nobody has read it."""
    detail = _("What you sent is larger than the portal takes: at most %(most)d MB.") % {"most": most >> 20}
    return _answer(request, 413, "Too large", detail)


def too_often(request: HttpRequest, seconds: int) -> HttpResponse:
    """Answer somebody who asks for more pages than the portal gives."""
    detail = _("More requests came from your address than one reader makes. Wait a minute.")
    response = _answer(request, 429, "Too often", detail)
    response["Retry-After"] = str(seconds)
    return response


def _not_available(request: HttpRequest, detail: str, page: str = "503.html") -> HttpResponse:
    response = _answer(request, 503, "Not available", detail, page=page)
    response["Retry-After"] = RETRY_AFTER
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer after a programming error, or 503 while database or disk cannot be used; the log has it."""
    error = sys.exc_info()[1]
    if isinstance(error, OperationalError | InterfaceError):
        return _not_available(
            request, _("The portal cannot reach its database at the moment. Try again in a minute.")
        )
    if isinstance(error, OSError) and error.errno in DISK_REFUSES:
        return _not_available(
            request,
            _("The portal cannot keep files at the moment; nothing was saved. Try again later."),
            "503-files.html",
        )
    return _answer(request, 500, "Server error", _("The portal failed. The failure has been logged."))
