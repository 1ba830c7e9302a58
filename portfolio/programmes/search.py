"""Finding country programmes and their outcomes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from ilo_dc.core.search.hits import Finder, Hit, Hits, Kind, hits_of
from ilo_dc.core.text_search import best_first
from portfolio.programmes.models.country_programme import CountryProgramme
from portfolio.programmes.models.programme_outcome import ProgrammeOutcome
from portfolio.programmes.tables import page_of_place

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer


def find_programmes(user: Viewer, text: str, limit: int) -> Hits:
    """Find programmes by title, or by their country's code or name in any language."""
    rows = CountryProgramme.objects.visible_to(user).named(text).for_detail()
    ordered = best_first(rows, text, ("title",), ("country__iso3",)).order_by("rank", "-starts_on", "pk")
    kind = Kind(_("Country programmes"), "portfolio:programmes", _programme)
    return hits_of(kind, ordered[: limit + 1], text, limit)


def find_outcomes(user: Viewer, text: str, limit: int) -> Hits:
    """Find outcomes by CPO code or title, or by their country's name in any language."""
    rows = ProgrammeOutcome.objects.visible_to(user).named(text).for_list()
    ordered = best_first(rows, text, ("title",), ("code",)).order_by("rank", "code", "pk")
    kind = Kind(_("Country programme outcomes"), "portfolio:programme-outcomes", _outcome)
    return hits_of(kind, ordered[: limit + 1], text, limit)


def _programme(row: CountryProgramme) -> Hit:
    url = reverse("programme", args=[row.slug])
    countries = (row.country_id,) if row.country_id else ()
    return Hit(row.title, url, row.get_status_display(), row.demonstration, countries=countries)


def _outcome(row: ProgrammeOutcome) -> Hit:
    country = row.home.country_id
    countries = (country,) if country else ()
    where = row.programme.title if row.programme else _("Without a programme")
    return Hit(str(row), page_of_place(row), where, row.demonstration, countries=countries)


FINDERS: tuple[Finder, ...] = (find_programmes, find_outcomes)
