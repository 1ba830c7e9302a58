"""What a page answers once something was saved: a message and the way on, the same for a repetition."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _

from ilo_dc.core.people.waiting import forget_waiting
from ilo_dc.core.writing.actions import Answer, save_once
from ilo_dc.core.writing.digests import ONCE, digest_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from ilo_dc.core.people.models.user import User


@dataclass(frozen=True)
class Saved:
    """The message, and the page to go on to."""

    message: str
    url: str


def answer_once(request: HttpRequest, do: Callable[[], Saved], *, draft: str = "") -> HttpResponseRedirect:
    """Do the one domain call of a form that carries `{% once %}`, and lead on with a message.

    The same form sent again (a reload, a line that broke before the answer) changes nothing and leads to
    the same page. `draft` is the form's `data-draft`: the browser then erases what it kept of it.

    Raises:
        UnableToAct: what `do` raised, or the form was saved before with other content.
    """

    def act() -> Answer:
        saved = do()
        # The key of the message is stored with each answer, and one kept before a release is read after it.
        return Answer({"told": saved.message, "url": saved.url})

    answer, is_repeated = save_once(
        by=cast("User", request.user), key=request.POST.get(ONCE, ""), asked=digest_of(request), do=act
    )
    forget_waiting(request.user)
    if is_repeated:
        messages.info(request, _("This was saved already; sending it again changed nothing."), draft)
    else:
        messages.success(request, answer.body["told"], draft)
    return HttpResponseRedirect(answer.body["url"])
