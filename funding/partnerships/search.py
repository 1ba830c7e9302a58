"""Finding partnerships."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from funding.partnerships.models import Partnership
from ilo_dc.core.search.hits import Finder, Hit, Hits, Kind, hits_of
from ilo_dc.core.text_search import NAMES, best_first

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer


def find_partnerships(user: Viewer, text: str, limit: int) -> Hits:
    """Find partnerships by a name in any language, their texts, or a name of who takes part."""
    rows = Partnership.objects.visible_to(user).in_force().named(text).with_member_names()
    ordered = best_first(rows, text, NAMES).order_by("rank", "code", "pk")
    kind = Kind(_("Partnerships"), "funding:partnerships", _partnership)
    return hits_of(kind, ordered[: limit + 1], text, limit)


def _partnership(row: Any) -> Hit:
    names = dict.fromkeys(getattr(row, name) for name in NAMES)
    texts = (
        *((_("the name in another language"), name) for name in names if name),
        (_("the area of work"), row.work),
        (_("the text"), row.text),
        (_("who takes part"), row.member_names or ""),
    )
    url = reverse("funding:partnership", args=[row.code])
    return Hit(row.name, url, row.get_kind_display(), row.demonstration, texts)


FINDERS: tuple[Finder, ...] = (find_partnerships,)
