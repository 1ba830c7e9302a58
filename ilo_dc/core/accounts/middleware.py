"""What every request of who has signed in must show: that they are still there, and a second step."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from ilo_dc.core.accounts.second_step import lacks_second_step
from ilo_dc.core.accounts.sessions import BEGAN, CLIENT, SEEN
from ilo_dc.core.people.vocab import Role
from ilo_dc.core.problems.problem_json import PROBLEM_TYPE, problem

Respond = Callable[[HttpRequest], HttpResponse]

NOTED_EVERY = 60  # seconds: at most one write of the session a minute
LONGEST_CLIENT = 300  # characters of what a browser says of itself
# One's own account, its language, and what pages are made of: open to who has yet to set up the second step.
OPEN = ("/account/", "/i18n/", "/health/", "/static/")


class IdleMiddleware:
    """Ends a session after SESSION_COOKIE_AGE, and one that was silent for SESSION_IDLE_SECONDS (0: never).

    The framework counts the age from the last time that a session was written.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on, with its session or as a stranger's."""
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            _end_or_note(request, int(time.time()))
        return self.get_response(request)


def _end_or_note(request: HttpRequest, now: int) -> None:
    session, idle = request.session, settings.SESSION_IDLE_SECONDS
    if SESSION_KEY not in session:
        return
    age, silent = now - session.setdefault(BEGAN, now), now - session.setdefault(SEEN, now)
    if age > settings.SESSION_COOKIE_AGE or (idle and silent > idle):
        session.flush()
        return
    if silent >= NOTED_EVERY:
        session[SEEN] = now
    if CLIENT not in session:
        client = request.headers.get("User-Agent", "")
        session[CLIENT] = "".join(filter(str.isprintable, client))[:LONGEST_CLIENT]  # no NUL among them


class SecondStepMiddleware:
    """Leads whoever must have a second step and lacks it to set it up, before anything else.

    Pages lead there; the API answers 403. An API key is no sign-in: it goes on.
    """

    def __init__(self, get_response: Respond) -> None:
        unknown = set(settings.TWO_STEP_ROLES) - set(Role.values)
        if unknown:
            raise ImproperlyConfigured(f"PORTAL_TWO_STEP_ROLES names no role: {', '.join(sorted(unknown))}.")
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on, or lead away."""
        if request.path_info.startswith(OPEN) or not lacks_second_step(request.user):
            return self.get_response(request)
        text = _("Your role asks for two-step sign-in. Set it up to go on.")
        if request.path_info.startswith("/api/"):
            body = problem(403, "Not allowed", text)
            return JsonResponse(body, status=403, content_type=PROBLEM_TYPE)
        messages.warning(request, text)
        there = reverse("mfa_activate_totp")
        if request.headers.get("HX-Request") == "true":
            return HttpResponseClientRedirect(there)
        return HttpResponseRedirect(there)
