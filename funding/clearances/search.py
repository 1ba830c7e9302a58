"""Finding clearances: for those who see them, and for nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from funding.clearances.models.clearance import PartnershipClearance
from ilo_dc.core.search.hits import Finder, Hit, Hits, Kind, hits_of
from ilo_dc.core.text_search import best_first

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer


def find_clearances(user: Viewer, text: str, limit: int) -> Hits:
    """Find clearances by a name of the partner, purpose or sector, the latest first."""
    rows = PartnershipClearance.objects.visible_to(user).named(text).select_related("organisation")
    ordered = best_first(rows, text, ("purpose",)).order_by("rank", "-requested_on", "-pk")
    kind = Kind(_("Clearances of partnerships"), "funding:clearances", _clearance)
    return hits_of(kind, ordered[: limit + 1], text, limit)


def _clearance(row: PartnershipClearance) -> Hit:
    url = reverse("funding:clearance", args=[row.pk])
    texts = ((_("purpose"), row.purpose), (_("sector"), row.sector))
    return Hit(row.organisation.name, url, row.get_status_display(), row.demonstration, texts)


FINDERS: tuple[Finder, ...] = (find_clearances,)
