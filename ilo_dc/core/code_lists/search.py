"""What a search over everything finds of the reference data: countries and areas, organisations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from ilo_dc.core.people import policies
from ilo_dc.core.reference.models.country import Country
from ilo_dc.core.reference.models.organisation import Organisation
from ilo_dc.core.reference.names import (
    aliases_of_country,
    aliases_of_organisation,
    organisations_named,
    texts_of_organisation,
    with_other_names,
)
from ilo_dc.core.search.hits import Hit, Hits, Kind, hits_of
from ilo_dc.core.text_search import NAMES, FoldedName, best_first

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer


def find_countries(user: Viewer, text: str, limit: int) -> Hits:
    """Find countries and areas by a name in any language, a former or short one, or their ISO or M49 code."""
    found, codes = Country.objects.visible_to(user).named(text), ("iso3", "iso2", "m49")
    rows = best_first(found, text, NAMES, codes, aliases=[aliases_of_country()])
    kind = Kind(_("Countries and areas"), "countries", _country)
    ordered = rows.select_related("region").order_by("rank", FoldedName(), "pk")
    return hits_of(kind, ordered[: limit + 1], text, limit)


def find_organisations(user: Viewer, text: str, limit: int) -> Hits:
    """Find entries of the administration's list of organisations, for those who read it or import."""
    kind = Kind(_("Organisations in the administration"), "core:organisations", _organisation)
    rows = Organisation.objects.visible_to(user).filter(pk__in=organisations_named(text))
    if not policies.may_read_organisations(user):
        rows = rows.none()
    ordered = best_first(with_other_names(rows), text, NAMES, aliases=aliases_of_organisation())
    ordered = ordered.order_by("rank", FoldedName(), "pk")
    return hits_of(kind, ordered[: limit + 1], text, limit)


def _country(row: Country) -> Hit:
    detail = f"{row.iso3} · {row.region.name}" if row.region else row.iso3
    return Hit(row.name, reverse("country", args=[row.iso3]), detail, countries=(row.iso3,))


def _organisation(row: Organisation) -> Hit:
    url = reverse("core:organisation", args=[row.pk])
    texts, countries = texts_of_organisation(row)
    return Hit(row.name, url, row.get_kind_display(), row.demonstration, texts, countries)
