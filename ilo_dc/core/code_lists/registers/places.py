"""Countries or areas and regions: filters, columns and registers."""

from __future__ import annotations

from typing import Any

import django_filters
import django_tables2
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.measures.dimensions import offered_countries
from ilo_dc.core.reference.models.country import Country, CountryStatus, Region
from ilo_dc.core.registers.columns import RegisterTable
from ilo_dc.core.registers.filtersets import CodeFilter, RegionFilter, RegisterFilterSet
from ilo_dc.core.registers.register import Register


class PlaceFilterSet(RegisterFilterSet):
    """What both lists have in common: nothing in them is demonstration data."""

    search = django_filters.CharFilter(label=_("Search"), method="filter_search")

    def filter_demonstration(self, rows: QuerySet[Country], _name: str, _value: str) -> QuerySet[Country]:
        """Leave the rows: all of them are real."""
        return rows

    def filter_search(self, rows: Any, _name: str, value: str) -> QuerySet[Any]:
        """Return the places with each word in a name, in any language, or as a code."""
        found: QuerySet[Any] = rows.named(value)
        return found


class CountryFilterSet(PlaceFilterSet):
    """Filters of countries or areas."""

    iso3 = CodeFilter("iso3", label=_("ISO 3166-1 alpha-3"), offered=offered_countries)
    iso2 = CodeFilter("iso2", label=_("ISO 3166-1 alpha-2"))
    m49 = CodeFilter("m49", label=_("M49 code"))
    region = RegionFilter("region_id")
    status = django_filters.ChoiceFilter(
        label=_("Group"), choices=CountryStatus.Kind.choices, empty_label=_("Any"), method="filter_status"
    )

    def filter_status(self, rows: QuerySet[Country], _name: str, value: str) -> QuerySet[Country]:
        """Return the countries that are in a group and have not left it."""
        return rows.filter(pk__in=CountryStatus.objects.filter(kind=value, ends_on=None).values("country"))


class RegionFilterSet(PlaceFilterSet):
    """Filters of regions."""


class RegionTable(RegisterTable):
    """Columns of regions."""

    code = django_tables2.Column(_("Code"))
    name = django_tables2.Column(_("Name"), accessor="name_en")


class CountryTable(RegisterTable):
    """Columns of countries or areas; codes are text, so that Namibia stays `NA`."""

    iso3 = django_tables2.Column(_("ISO 3166-1 alpha-3"))
    iso2 = django_tables2.Column(_("ISO 3166-1 alpha-2"))
    m49 = django_tables2.Column(_("M49 code"))
    dac_code = django_tables2.Column(_("DAC code"))
    name = django_tables2.Column(_("Country or area"), accessor="name_en")
    name_en = django_tables2.Column(_("Name in English"))
    name_fr = django_tables2.Column(_("Name in French"))
    name_es = django_tables2.Column(_("Name in Spanish"))
    name_ar = django_tables2.Column(_("Name in Arabic"))
    name_zh = django_tables2.Column(_("Name in Chinese"))
    name_ru = django_tables2.Column(_("Name in Russian"))
    region = django_tables2.Column(_("Region"), accessor="region_id", default="")
    region_derived = django_tables2.Column(_("Region derived by rule"))
    note = django_tables2.Column(_("Note on designation"))


COUNTRIES = Register(
    code="countries",
    label=_("Countries or areas"),
    rows=lambda user: Country.objects.visible_to(user).select_related("region").prefetch_related("statuses"),
    filterset=CountryFilterSet,
    table=CountryTable,
    orderings={"iso3": ("iso3",), "name": ("name__folded",), "m49": ("m49",)},
    ordering="iso3",
    page="countries",
    hxl={"iso3": "#country+code+iso3", "iso2": "#country+code+iso2", "name": "#country+name"},
)

REGIONS = Register(
    code="regions",
    label=_("Regions"),
    rows=Region.objects.visible_to,
    filterset=RegionFilterSet,
    table=RegionTable,
    orderings={"code": ("code",)},
    ordering="code",
    hxl={"code": "#region+code", "name": "#region+name"},
)
