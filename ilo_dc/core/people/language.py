"""The language that a browser is answered in, and the one that a person chose before signing in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

CHOSEN = "language_chosen"  # a cookie until the browser closes: what was chosen by who had not signed in


def answer_in(response: HttpResponse, language: str) -> None:
    """Answer this browser in `language` from here on; what was chosen before is settled by it."""
    _keep(response, settings.LANGUAGE_COOKIE_NAME, language, settings.LANGUAGE_COOKIE_AGE)
    response.delete_cookie(CHOSEN)


def note_choice(response: HttpResponse, language: str) -> None:
    """Keep the choice of somebody who has not signed in until they do."""
    _keep(response, CHOSEN, language, None)


def chosen_before(request: HttpRequest) -> str:
    """Return the language that was chosen in this browser before signing in; empty: none."""
    language = request.COOKIES.get(CHOSEN, "")
    return language if language in dict(settings.LANGUAGES) else ""


def _keep(response: HttpResponse, name: str, value: str, seconds: int | None) -> None:
    response.set_cookie(
        name, value, max_age=seconds, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
    )
