"""What a search over everything finds of agreements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from funding.agreements.models.agreement import Agreement
from ilo_dc.core.languages import together
from ilo_dc.core.reference.names import texts_of_names
from ilo_dc.core.search.hits import Finder, Hit, Hits, Kind, hits_of
from ilo_dc.core.text_search import best_first

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer


def find_agreements(user: Viewer, text: str, limit: int) -> Hits:
    """Find agreements by title, reference, or a name of the partner."""
    rows = Agreement.objects.visible_to(user).named(text).for_list()
    ordered = best_first(rows, text, ("title",), ("reference",)).order_by("rank", "-signed_on", "pk")
    return hits_of(Kind(_("Agreements"), "funding:agreements", _agreement), ordered[: limit + 1], text, limit)


def _agreement(row: Any) -> Hit:
    texts = ((_("the partner"), row.partner.name), *texts_of_names(row.partner))
    address = reverse("agreement", args=[row.pk])
    detail = together(row.partner.name, " · ", row.get_status_display())
    return Hit(together(row), address, detail, row.demonstration, texts)


FINDERS: tuple[Finder, ...] = (find_agreements,)
