"""What is found in core, and the shape in which every app answers a search over everything.

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
from django.utils.translation import gettext as _

from ilo_dc.core import policies
from ilo_dc.core.finding import NAMES, best_first
from ilo_dc.core.models import Country, Organisation
from ilo_dc.core.names import organisations_named

if TYPE_CHECKING:
    from ilo_dc.core.standing import Viewer


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


def find_countries(user: Viewer, text: str, limit: int) -> Hits:
    """Find countries and areas by their name in any language or their ISO or M49 code."""
    rows = best_first(Country.objects.visible_to(user).named(text), text, NAMES, ("iso3", "iso2", "m49"))
    kind = Kind(_("Countries and areas"), "portal:countries", "q", _country)
    ordered = rows.select_related("region").order_by("rank", "name_en", "pk")
    return hits_of(kind, ordered[: limit + 1], text, limit)


def find_organisations(user: Viewer, text: str, limit: int) -> Hits:
    """Find entries of the administration's list of organisations, for those who read it."""
    kind = Kind(_("Organisations in the administration"), "core:organisations", "q", _organisation)
    rows = Organisation.objects.visible_to(user).filter(pk__in=organisations_named(text))
    if not policies.may_read_administration(user):
        rows = rows.none()
    ordered = best_first(rows, text, NAMES).order_by("rank", "name_en", "pk")
    return hits_of(kind, ordered[: limit + 1], text, limit)


def _country(row: Country) -> Hit:
    detail = f"{row.iso3} · {row.region.name}" if row.region else row.iso3
    return Hit(row.name, reverse("portal:country", args=[row.iso3]), detail)


def _organisation(row: Organisation) -> Hit:
    url = reverse("core:organisation", args=[row.pk])
    return Hit(row.name, url, row.get_kind_display(), row.demonstration)
