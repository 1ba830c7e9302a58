"""The page on which somebody decides: what is asked, the decision and what follows, then the next one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from ilo_dc.core.writing.pages.action_page import ActionPage

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Words = str | _StrPromise

DECIDED = "decided"  # of the address: how many were decided on before this one, without leaving
LONGEST_ROUND = 999


@dataclass(frozen=True)
class Decision:
    """One way to decide: what its button says and sends, and what follows from it.

    `button_of_many` says it where others wait, with `%(place)s` and `%(total)s`; empty: as `button`.
    """

    code: str
    button: Words
    consequence: Words
    button_of_many: Words = ""
    kind: str = ""


class DecisionPage(ActionPage):
    """A review: its template fills the block `asked`, its `decisions` are the buttons.

    After each decision the next one that waits is shown; `queue` says which do.
    """

    template_name = "core/writing/decision.html"

    def decisions(self) -> Sequence[Decision]:
        """Return the ways to decide, the usual one first."""
        raise NotImplementedError

    def key(self) -> int:
        """Return the key of what is decided on."""
        raise NotImplementedError

    def waiting(self) -> list[int]:
        """Return the keys of all that awaits this person's decision, what has waited longest first."""
        raise NotImplementedError

    def address_of(self, key: int) -> str:
        """Return the address of the decision on another one."""
        raise NotImplementedError

    @cached_property
    def queue(self) -> list[int]:
        """The keys of all that waits, as it stood when the page was asked for."""
        return self.waiting()

    @property
    def decided(self) -> int:
        """How many were decided on before this one."""
        typed = self.request.GET.get(DECIDED, "")
        return min(int(typed), LONGEST_ROUND) if typed.isascii() and typed.isdigit() else 0

    @property
    def place(self) -> int:
        """Which one of the round this is, from 1."""
        return self.decided + (self.queue.index(self.key()) if self.key() in self.queue else 0) + 1

    @property
    def total(self) -> int:
        """How many the round has."""
        return max(self.decided + len(self.queue), self.place)

    def next_url(self, *, decided: int) -> str:
        """Return the address of the next one that waits; empty: none does."""
        others = [key for key in self.queue if key != self.key()]
        if not others:
            return ""
        here = self.queue.index(self.key()) if self.key() in self.queue else 0
        following = others[here] if here < len(others) else others[0]
        query = f"?{DECIDED}={decided}" if decided else ""
        return f"{self.address_of(following)}{query}"

    def onward(self) -> str:
        """Go on to the next one; after the last one back."""
        return self.next_url(decided=self.decided + 1) or self.back()

    def with_end(self, message: str) -> str:
        """Return what was done, and after a round of several that it is through."""
        if len(self.queue) > 1 or self.total == 1:
            return message
        through = _("Nothing else awaits your decision: %(total)s are done.") % {"total": self.total}
        return f"{message} {through}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the decisions and the place in the round."""
        words = {"place": self.place, "total": self.total}
        buttons = [
            (one, one.button_of_many % words if one.button_of_many and len(self.queue) > 1 else one.button)
            for one in self.decisions()
        ]
        skip = self.next_url(decided=self.decided)
        return {**super().get_context_data(**kwargs), **words, "decisions": buttons, "skip": skip}
