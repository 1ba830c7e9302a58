"""What a search over everything finds in funding: the partners that have a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from funding.partners.querysets import partners_visible_to
from ilo_dc.core.reference.names import (
    aliases_of_organisation,
    organisations_named,
    texts_of_organisation,
    with_other_names,
)
from ilo_dc.core.search.hits import Finder, Hit, Hits, Kind, hits_of
from ilo_dc.core.text_search import NAMES, FoldedName, best_first

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer


def find_partners(user: Viewer, text: str, limit: int) -> Hits:
    """Find funding partners by a name in any language, an alias, or a code in some register."""
    rows = partners_visible_to(user).filter(pk__in=organisations_named(text))
    ordered = best_first(with_other_names(rows), text, NAMES, aliases=aliases_of_organisation())
    ordered = ordered.order_by("rank", FoldedName(), "pk")
    kind = Kind(_("Partners"), "partners", _partner)
    return hits_of(kind, ordered[: limit + 1], text, limit)


def _partner(row: Any) -> Hit:
    profile = getattr(row, "funding_profile", None)
    detail = profile.get_source_category_display() if profile else row.get_kind_display()
    texts, countries = texts_of_organisation(row)
    return Hit(row.name, reverse("partner", args=[row.slug]), detail, row.demonstration, texts, countries)


FINDERS: tuple[Finder, ...] = (find_partners,)
