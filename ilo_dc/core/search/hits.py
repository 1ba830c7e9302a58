"""The shape in which every feature answers a search over everything.

A feature offers `search.FINDERS`: functions `(user, text, limit) -> Hits` that look only at rows which `user`
may see, in a constant number of queries; `ilo_dc.portal` composes them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from ilo_dc.core.reference.names import Text, names_of_countries
from ilo_dc.core.text_search import missing_words, plain, words_of

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer


LONGEST = 120  # characters of a text that a reason cites
BRACKETS = re.compile(r"[()]")
SAME, IN_TITLE, ELSEWHERE, PART = range(4)  # how far a hit is from what was sought


@dataclass(frozen=True)
class Hit:
    """One row that fits."""

    title: str
    url: str
    detail: str = ""
    demonstration: bool = False
    texts: tuple[Text, ...] = ()  # what of the row may have matched beside what is shown
    countries: tuple[str, ...] = ()  # whose names may have matched
    reason: str = ""  # why it was found, where what is shown does not tell


@dataclass(frozen=True)
class Hits:
    """The best rows of one kind, whether there are more, and the list with all of them, if there is one."""

    label: str
    hits: tuple[Hit, ...] = ()
    has_more: bool = False
    url: str = ""


Finder = Callable[["Viewer", str, int], Hits]


@dataclass(frozen=True)
class Kind:
    """How rows of one kind are answered; `page` names the list that the same search narrows."""

    label: str
    page: str
    hit: Callable[[Any], Hit]
    more: dict[str, str] = field(default_factory=dict)


def hits_of(kind: Kind, rows: Iterable[Any], text: str, limit: int) -> Hits:
    """Return the first `limit` of `rows` (one more is read to know whether there are more)."""
    found = list(islice(rows, limit + 1))
    query = urlencode({"search": text, **kind.more})
    hits = tuple(kind.hit(row) for row in found[:limit])
    return Hits(kind.label, hits, len(found) > limit, f"{reverse(kind.page)}?{query}")


def explained(groups: Iterable[Hits], text: str) -> list[Hits]:
    """Return the groups with the reason of each hit that does not show all words; two queries for all.

    Groups with a hit of that very name or code come first, then those with one that holds the whole words;
    else they keep their order.
    """
    found = list(groups)
    names = names_of_countries({iso3 for group in found for hit in group.hits for iso3 in hit.countries})
    sought = _spaced(" ".join(words_of(text)))
    found.sort(key=lambda group: min((_distance(hit, sought, names) for hit in group.hits), default=PART))
    return [
        replace(group, hits=tuple(replace(hit, reason=_reason(hit, text, names)) for hit in group.hits))
        for group in found
    ]


def _spaced(text: str) -> str:
    """Return a text as it is compared, its words one blank apart."""
    return " ".join(plain(text).split())


def _distance(hit: Hit, sought: str, names: Mapping[str, list[Text]]) -> int:
    """Return how far a hit is from what was sought: by its name, words of its title, other texts."""
    beside = [name for iso3 in hit.countries for _what, name in names.get(iso3, ())]
    beside += [hit.detail, *(whole for _what, whole in hit.texts)]
    # What stands in brackets behind a name is another one: “Regular Budget Supplementary Account (RBSA)”.
    parts = [part for whole in (hit.title, *beside) for part in (whole, *BRACKETS.split(whole))]
    if any(_spaced(part) == sought for part in parts if len(part) <= LONGEST):
        return SAME
    if f" {sought} " in f" {_spaced(hit.title)} ":
        return IN_TITLE
    return ELSEWHERE if any(f" {sought} " in f" {_spaced(whole)} " for whole in beside) else PART


def _reason(hit: Hit, text: str, names: Mapping[str, list[Text]]) -> str:
    """Return in which name or text of the row the words stand that its line does not show."""
    missing = missing_words(text, hit.title, hit.detail)
    if not missing:
        return ""
    known = [*(pair for iso3 in hit.countries for pair in names.get(iso3, ())), *hit.texts]
    sought = plain(" ".join(words_of(text)))

    def nearness(pair: Text) -> tuple[int, bool, int]:
        return (len(missing_words(" ".join(missing), pair[1])), plain(pair[1]) != sought, len(pair[1]))

    best = min(known, key=nearness, default=("", ""))
    if nearness(best)[0] == len(missing):
        return ""
    what, whole = best
    return _("Matched %(what)s: “%(text)s”") % {"what": what, "text": _around(whole, missing)}


def _around(whole: str, words: Sequence[str]) -> str:
    """Return a text, or of a long one the part around the first of the words."""
    if len(whole) <= LONGEST:
        return whole
    places = (plain(whole).find(plain(word)) for word in words)
    start = max(min((place for place in places if place >= 0), default=0) - LONGEST // 2, 0)
    end = start + LONGEST
    return f"{'…' if start else ''}{whole[start:end].strip()}{'…' if end < len(whole) else ''}"
