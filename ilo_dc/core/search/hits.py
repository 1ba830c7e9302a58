"""The shape in which every feature answers a search over everything.

A feature offers `search.FINDERS`: functions `(user, text, limit) -> Hits` that look only at rows which `user`
may see, in a constant number of queries; `ilo_dc.portal` composes them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer


@dataclass(frozen=True)
class Hit:
    """One row that fits."""

    title: str
    url: str
    detail: str = ""
    demonstration: bool = False


@dataclass(frozen=True)
class Hits:
    """The best rows of one kind, whether there are more, and the list with all of them."""

    label: str
    hits: tuple[Hit, ...] = ()
    has_more: bool = False
    url: str = ""


Finder = Callable[["Viewer", str, int], Hits]


@dataclass(frozen=True)
class Kind:
    """How rows of one kind are answered: `page` and `parameter` name the list with the same search."""

    label: str
    page: str
    parameter: str
    hit: Callable[[Any], Hit]
    more: dict[str, str] = field(default_factory=dict)


def hits_of(kind: Kind, rows: Iterable[Any], text: str, limit: int) -> Hits:
    """Return the first `limit` of `rows` (one more is read to know whether there are more)."""
    found = list(islice(rows, limit + 1))
    query = urlencode({kind.parameter: text, **kind.more})
    hits = tuple(kind.hit(row) for row in found[:limit])
    return Hits(kind.label, hits, len(found) > limit, f"{reverse(kind.page)}?{query}")
