"""Finding funding calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from funding.calls.models.funding_call import FundingCall
from ilo_dc.core.languages import together
from ilo_dc.core.reference.names import texts_of_names
from ilo_dc.core.search.hits import Finder, Hit, Hits, Kind, hits_of
from ilo_dc.core.text_search import best_first

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer


def find_calls(user: Viewer, text: str, limit: int) -> Hits:
    """Find funding calls by title, round, or a name of the fund or partner."""
    rows = FundingCall.objects.visible_to(user).named(text).select_related("partner")
    ordered = best_first(rows, text, ("title",)).order_by("rank", "-closes_on", "pk")
    return hits_of(
        Kind(_("Funding calls"), "funding:funding-calls", _call), ordered[: limit + 1], text, limit
    )


def _call(row: Any) -> Hit:
    named = ((_("the fund or partner"), row.partner.name), (_("the round"), row.round))
    texts = (*named, *texts_of_names(row.partner))
    address = reverse("funding:funding-call", args=[row.pk])
    detail = together(row.partner.name, " · ", row.round) if row.round else row.partner.name
    return Hit(row.title, address, detail, row.demonstration, texts)


FINDERS: tuple[Finder, ...] = (find_calls,)
