"""The page on which somebody decides: what is asked, the decision and what follows, then the next one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from ilo_dc.core.errors import Conflict, Refused
from ilo_dc.core.numbers import read_digits
from ilo_dc.core.registers.paging import capped_count
from ilo_dc.core.writing.pages.action_page import ActionPage
from ilo_dc.formats.text import whole

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse
    from django.utils.functional import _StrPromise

    Words = str | _StrPromise

DECIDED = "decided"  # of the address: how many were decided on before this one, without leaving
LONGEST_ROUND = 999_999
LONGEST_QUEUE = 100  # keys that a page reads ahead; how many wait is counted


@dataclass(frozen=True)
class Queue:
    """The keys of the first that wait, and how many do."""

    keys: list[int]
    count: int


@dataclass(frozen=True)
class Decided:
    """What became of it meanwhile: its status, and by whom and when, where somebody decided.

    `heading` says what happened where it was no decision.
    """

    status: Words
    by: object = None
    at: datetime | None = None
    heading: Words = ""


@dataclass(frozen=True)
class Decision:
    """One way to decide: what its button says and sends, and what follows from it."""

    code: str
    button: Words
    consequence: Words
    kind: str = ""


class DecisionPage(ActionPage):
    """A review: its template fills the block `asked`, its `decisions` are the buttons.

    After each decision the next one that waits is shown; `queue` says which do.
    """

    template_name = "core/writing/decision.html"
    parameters = (DECIDED,)

    def decisions(self) -> Sequence[Decision]:
        """Return the ways to decide, the usual one first."""
        raise NotImplementedError

    def key(self) -> int:
        """Return the key of what is decided on."""
        raise NotImplementedError

    def waiting(self) -> QuerySet[Any]:
        """Return all that awaits this person's decision, what has waited longest first."""
        raise NotImplementedError

    def address_of(self, key: int) -> str:
        """Return the address of the decision on another one."""
        raise NotImplementedError

    def decided_meanwhile(self) -> Decided | None:
        """Return what became of it, as it is saved now; None: it waits for a decision."""
        return None

    @cached_property
    def queue(self) -> Queue:
        """What waits, as it stood when the page was asked for."""
        return self.read_queue()

    def read_queue(self) -> Queue:
        """Return what waits now."""
        rows = self.waiting()
        return Queue(list(rows.values_list("pk", flat=True)[:LONGEST_QUEUE]), capped_count(rows))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Open the decision; of what was decided already, say by whom, or go on in the round."""
        decided = self.decided_meanwhile()
        if decided is None:
            return super().get(request, *args, **kwargs)
        following = self.next_url(decided=self.decided) if self.decided else ""
        return HttpResponseRedirect(following) if following else self.already(decided, typed=[])

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Decide; who may no longer, because it was decided meanwhile, reads by whom, with what was typed."""
        try:
            return super().post(request, *args, **kwargs)
        except Refused:
            if self.decided_meanwhile() is None:
                raise
            return self.form_invalid(self.get_form())

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """Decide; where that leads follows from the queue before, of which the decision takes one out."""
        self.queue = self.read_queue()
        return super().form_valid(form)

    def form_invalid(self, form: forms.Form, *, status: int = 422) -> HttpResponse:
        """Show the form again; of what was decided meanwhile, say by whom, with what was typed."""
        decided = self.decided_meanwhile()
        if decided is None:
            return super().form_invalid(form, status=status)
        texts = [one for one in form.visible_fields() if isinstance(one.field.widget, forms.Textarea)]
        return self.already(decided, typed=[(one.label, one.value()) for one in texts if one.value()])

    def already(self, decided: Decided, *, typed: Sequence[tuple[Words, Any]]) -> HttpResponse:
        """Say what became of it, by whom and when, with what was `typed` to copy, and lead on."""
        context = self.get_context_data(form=None, decided=decided, typed=typed)
        return self.render_to_response(context, status=HTTPStatus.CONFLICT)

    def conflicting(self, form: forms.Form, error: Conflict) -> HttpResponse:
        """Ask for what waits as it is now; of what waits no more, say what became of it."""
        if self.decided_meanwhile() is not None:
            return self.form_invalid(form)
        message = _("It was changed since you opened the page: read it as it is now and decide.")
        return super().conflicting(form, Conflict(message, theirs={}, yours={}, version=error.version))

    @property
    def decided(self) -> int:
        """How many were decided on before this one."""
        return read_digits(self.request.GET.get(DECIDED, ""), most=LONGEST_ROUND) or 0

    @property
    def place(self) -> int:
        """Which one of the round this is, from 1: wherever it begins, it counts what was decided on."""
        return self.decided + 1

    @property
    def total(self) -> int:
        """How many the round has."""
        return max(self.decided + self.queue.count, self.place)

    def _place_in_queue(self) -> int:
        keys = self.queue.keys
        return keys.index(self.key()) if self.key() in keys else 0

    def next_url(self, *, decided: int) -> str:
        """Return the address of the next one that waits; empty: none does."""
        others = [key for key in self.queue.keys if key != self.key()]
        if not others:
            return ""
        here = self._place_in_queue()
        following = others[here] if here < len(others) else others[0]
        query = f"?{DECIDED}={decided}" if decided else ""
        return f"{self.address_of(following)}{query}"

    def onward(self) -> str:
        """Go on to the next one; after the last of several to one's work, which says what else waits."""
        following = self.next_url(decided=self.decided + 1)
        return following or (reverse("work") if self.total > 1 else self.back())

    def with_end(self, message: str) -> str:
        """Return what was done, and after a round of several that no other of its kind waits."""
        if self.queue.count > 1 or self.total == 1:
            return message
        through = _("No other decision of this kind is waiting for you: you took %(total)s.") % {
            "total": whole(self.total)
        }
        return f"{message} {through}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the decisions and the place in the round."""
        return super().get_context_data(
            place=self.place,
            total=self.total,
            decisions=self.decisions(),
            skip=self.next_url(decided=self.decided),
            **kwargs,
        )
