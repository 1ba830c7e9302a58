"""A result as its page shows it; what higher features know of it, `portfolio.pages` adds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ilo_dc.core.history.events import Event, events_of
from portfolio.results.models.cross_walk import CrossWalk
from portfolio.results.models.results_framework import ResultsFramework
from portfolio.results.models.results_node import ResultsNode
from portfolio.results.vocab import TEXT_LANGUAGES

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer

EVENTS = 50
# What a history need not tell apart: the portal's own bookkeeping.
BOOKKEEPING = frozenset({"edition_id", "order"})
LANGUAGE_NAMES = {
    "en": "English",
    "fr": "Français",
    "es": "Español",
    "ar": "العربية",
    "zh": "中文",
    "ru": "Русский",
}


def result_of(user: Viewer, code: str, result: str) -> dict[str, Any] | None:
    """Return what the page of a result shows; None: `user` sees none of that code.

    Its words, what stands above and below, cross-walks, provenance, history.
    """
    mine = ResultsNode.objects.visible_to(user).for_list().with_below()
    found = mine.filter(framework__code=code, code=result).first()
    if found is None:
        return None
    return {
        "result": found,
        "words": words_of(found, "text"),
        "walks": CrossWalk.objects.visible_to(user).in_force().of_result(found).for_list(),
        "events": [_without_bookkeeping(event) for event in events_of(found, limit=EVENTS)],
    }


def words_of(row: ResultsFramework | ResultsNode, stem: str) -> list[tuple[str, str, str]]:
    """Return (language code, its own name, text) for each language that the text is known in."""
    return [
        (language, LANGUAGE_NAMES[language], text)
        for language in TEXT_LANGUAGES
        if (text := getattr(row, f"{stem}_{language}"))
    ]


def _without_bookkeeping(event: Event) -> Event:
    """Return an event without the portal's bookkeeping; the first recording lists no fields."""
    if event.verb == "insert":
        return replace(event, differences=())
    kept = tuple(one for one in event.differences if one.column not in BOOKKEEPING)
    return replace(event, differences=kept)
