"""What a search over everything finds of the reference data: countries and areas, organisations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from ilo_dc.core.people import policies
from ilo_dc.core.reference.models.country import Country
from ilo_dc.core.reference.models.organisation import Organisation
from ilo_dc.core.reference.names import organisations_named
from ilo_dc.core.search.hits import Hit, Hits, Kind, hits_of
from ilo_dc.core.text_search import NAMES, best_first

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer


def find_countries(user: Viewer, text: str, limit: int) -> Hits:
    """Find countries and areas by their name in any language or their ISO or M49 code."""
    rows = best_first(Country.objects.visible_to(user).named(text), text, NAMES, ("iso3", "iso2", "m49"))
    kind = Kind(_("Countries and areas"), "countries", "q", _country)
    ordered = rows.select_related("region").order_by("rank", "name_en", "pk")
    return hits_of(kind, ordered[: limit + 1], text, limit)


def find_organisations(user: Viewer, text: str, limit: int) -> Hits:
    """Find entries of the administration's list of organisations, for those who read it or import."""
    kind = Kind(_("Organisations in the administration"), "core:organisations", "q", _organisation)
    rows = Organisation.objects.visible_to(user).filter(pk__in=organisations_named(text))
    if not policies.may_read_organisations(user):
        rows = rows.none()
    ordered = best_first(rows, text, NAMES).order_by("rank", "name_en", "pk")
    return hits_of(kind, ordered[: limit + 1], text, limit)


def _country(row: Country) -> Hit:
    detail = f"{row.iso3} · {row.region.name}" if row.region else row.iso3
    return Hit(row.name, reverse("country", args=[row.iso3]), detail)


def _organisation(row: Organisation) -> Hit:
    url = reverse("core:organisation", args=[row.pk])
    return Hit(row.name, url, row.get_kind_display(), row.demonstration)
