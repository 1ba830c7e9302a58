"""`/i18n/setlang/`: the language switch, which the account remembers."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from ilo_dc.core.people.actions.users import choose_language
from ilo_dc.core.people.language import answer_in, note_choice

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from ilo_dc.core.people.models.user import User


@require_POST
def switch_language(request: HttpRequest) -> HttpResponse:
    """Speak another language from here on, in this browser and, of who has signed in, in their account.

    Who has not signed in takes the choice along when they do. What has no translation changes nothing.
    """
    response = cast("HttpResponse", set_language(request))
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES):
        response.cookies.pop(settings.LANGUAGE_COOKIE_NAME, None)  # Django takes any catalogue of its own
        return response
    answer_in(response, language)
    if request.user.is_authenticated:
        choose_language(by=cast("User", request.user), language=language)
    else:
        note_choice(response, language)
    return response
