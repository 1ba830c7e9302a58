"""Finding proposals: for the staff of the Office who sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from ilo_dc.core.languages import together
from ilo_dc.core.search.hits import Finder, Hit, Hits, Kind, hits_of
from ilo_dc.core.text_search import best_first
from portfolio.proposals.models.proposal import Proposal

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer


def find_proposals(user: Viewer, text: str, limit: int) -> Hits:
    """Find proposals by title, code, problem or their country's name, the latest first."""
    rows = Proposal.objects.visible_to(user).named(text).select_related("country")
    ordered = best_first(rows, text, ("title",), ("code",)).order_by("rank", "-code", "-pk")
    kind = Kind(_("Proposals"), "portfolio:proposals", _proposal)
    return hits_of(kind, ordered[: limit + 1], text, limit)


def _proposal(row: Proposal) -> Hit:
    url = reverse("proposal", args=[row.pk])
    countries = (row.country_id,) if row.country_id else ()
    texts = ((_("problem to be solved"), row.problem),)
    return Hit(together(row), url, row.get_status_display(), row.demonstration, texts, countries)


FINDERS: tuple[Finder, ...] = (find_proposals,)
