"""Fields that ask for a country or area, an organisation or an office: typed, and found as in the search."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from ilo_dc.core.reference.models.country import Country
from ilo_dc.core.reference.models.office import Office
from ilo_dc.core.reference.models.organisation import Organisation
from ilo_dc.core.reference.names import aliases_of_country, aliases_of_organisation, organisations_named
from ilo_dc.core.text_search import NAMES, FoldedName, best_first
from ilo_dc.core.ui.row_fields import RowField, RowsField


def countries_called(rows: QuerySet[Country], text: str) -> Any:
    """Return the countries among `rows` with each word in a name of any kind, or as a code; ranked."""
    found = rows.filter(pk__in=Country.objects.named(text).values("pk"))
    ranked = best_first(found, text, NAMES, ("iso3", "iso2", "m49"), aliases=[aliases_of_country()])
    return ranked.order_by("rank", FoldedName(), "pk")


def organisations_called(rows: QuerySet[Organisation], text: str) -> Any:
    """Return the organisations among `rows` with each word in a name of any kind, or as a code; ranked."""
    found = rows.filter(pk__in=organisations_named(text))
    ranked = best_first(found, text, NAMES, aliases=aliases_of_organisation())
    return ranked.order_by("rank", FoldedName(), "pk")


class CountryField(RowField):
    """A country or area: CIV, Côte d’Ivoire, Ivory Coast."""

    def __init__(self, queryset: QuerySet[Country] | None = None, **options: Any) -> None:
        super().__init__(Country.objects.all() if queryset is None else queryset, **_by_name(options))


class CountriesField(RowsField):
    """Countries or areas."""

    def __init__(self, queryset: QuerySet[Country] | None = None, **options: Any) -> None:
        super().__init__(Country.objects.all() if queryset is None else queryset, **_by_name(options))


class OrganisationField(RowField):
    """An organisation, by any name or code that a source gives it."""

    def __init__(self, queryset: QuerySet[Organisation] | None = None, **options: Any) -> None:
        rows = Organisation.objects.all() if queryset is None else queryset
        super().__init__(rows, **{"find": organisations_called, **options})


class OfficeField(RowField):
    """An office, by its code or name."""

    def __init__(self, queryset: QuerySet[Office] | None = None, **options: Any) -> None:
        super().__init__(
            Office.objects.all() if queryset is None else queryset, **{"codes": ("code",), **options}
        )


def _by_name(options: dict[str, Any]) -> dict[str, Any]:
    return {"find": countries_called, **options}
