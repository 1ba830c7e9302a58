"""Finding outcome updates: accepted texts, for staff drafts too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from ilo_dc.core.languages import together
from ilo_dc.core.search.hits import Finder, Hit, Hits, Kind, hits_of
from ilo_dc.core.text_search import best_first
from portfolio.updates.models import OutcomeUpdate

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer


def find_updates(user: Viewer, text: str, limit: int) -> Hits:
    """Find updates by what they say, or by their outcome's code, title or country, the latest first."""
    rows = (
        OutcomeUpdate.objects.visible_to(user)
        .named(text)
        .select_related("outcome__programme", "outcome__cpo", "outcome__product")
    )
    ordered = best_first(rows, text, ("narrative",), ("outcome__code",)).order_by("rank", "-starts_on", "-pk")
    kind = Kind(_("Outcome updates"), "portfolio:updates", _update)
    return hits_of(kind, ordered[: limit + 1], text, limit)


def _update(row: OutcomeUpdate) -> Hit:
    url = reverse("portfolio:update", args=[row.pk])
    title = together(row.outcome, f" · {row.period_name}")
    country = row.outcome.home.country_id
    texts = ((_("what was achieved"), row.narrative),)
    countries = (country,) if country else ()
    return Hit(title, url, row.get_state_display(), row.demonstration, texts, countries)


FINDERS: tuple[Finder, ...] = (find_updates,)
