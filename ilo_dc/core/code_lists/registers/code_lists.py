"""Registers of the code lists, as administrators see them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import django_filters
import django_tables2
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.facts.models.change import Change
from ilo_dc.core.people import policies
from ilo_dc.core.reference.models.country import Country, Region
from ilo_dc.core.reference.models.currency import Currency
from ilo_dc.core.reference.models.office import Office
from ilo_dc.core.reference.models.organisation import Organisation
from ilo_dc.core.reference.models.period import Biennium
from ilo_dc.core.reference.names import organisations_named
from ilo_dc.core.reference.vocab import OfficeKind, OrganisationKind
from ilo_dc.core.registers.columns import RegisterTable
from ilo_dc.core.registers.filtersets import RegisterFilterSet
from ilo_dc.core.registers.register import Register

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db import models

    from ilo_dc.core.people.grants import Viewer


def _of(model: type[models.Model], *related: str) -> Callable[[Viewer], QuerySet[Any]]:
    """Return the rows of a code list for those who read the administration."""

    def rows(user: Viewer) -> QuerySet[Any]:
        found = model._default_manager.select_related(*related) if related else model._default_manager.all()
        return found if policies.may_read_administration(user) else found.none()

    return rows


class PlainFilterSet(RegisterFilterSet):
    """A short list: nothing to filter."""

    demonstration = None


class CountryFilterSet(RegisterFilterSet):
    """Filters of countries."""

    demonstration = None
    search = django_filters.CharFilter(label=_("Name or code"), method="filter_search")
    region = django_filters.ModelChoiceFilter(
        empty_label=_("Any"), label=_("Region"), queryset=Region.objects.all()
    )

    def filter_search(self, rows: Any, _name: str, value: str) -> QuerySet[Country]:
        """Return the countries whose name in any of the languages, or code, fits."""
        found: QuerySet[Country] = rows.named(value)
        return found


class CountryTable(RegisterTable):
    """Columns of countries."""

    name = django_tables2.Column(
        _("Country or area"), linkify=("core:country", {"iso3": django_tables2.A("pk")})
    )
    iso3 = django_tables2.Column(_("ISO3"))
    iso2 = django_tables2.Column(_("ISO2"))
    m49 = django_tables2.Column(_("M49"))
    dac_code = django_tables2.Column(_("DAC"))
    region = django_tables2.Column(_("Region"))
    region_derived = django_tables2.BooleanColumn(verbose_name=_("Region derived"))


COUNTRIES = Register(
    code="countries",
    label=_("Countries and areas"),
    rows=_of(Country, "region"),
    filterset=CountryFilterSet,
    table=CountryTable,
    orderings={
        "name": ("name__folded",),
        "iso3": ("iso3",),
        "iso2": ("iso2",),
        "m49": ("m49",),
        "dac_code": ("dac_code",),
        "region": ("region__name__folded__or_last", "iso3"),
    },
    ordering="name",
    page="core:countries",
)


class RegionTable(RegisterTable):
    """Columns of regions."""

    name = django_tables2.Column(_("Region"))
    code = django_tables2.Column(_("Code"))


REGIONS = Register(
    code="regions",
    label=_("Regions"),
    rows=_of(Region),
    filterset=PlainFilterSet,
    table=RegionTable,
    orderings={"code": ("code",), "name": ("name__folded",)},
    ordering="code",
    page="core:regions",
)


class CurrencyTable(RegisterTable):
    """Columns of currencies."""

    code = django_tables2.Column(_("ISO 4217"))
    name = django_tables2.Column(_("Currency"))
    minor_units = django_tables2.Column(_("Decimal places"))


CURRENCIES = Register(
    code="currencies",
    label=_("Currencies"),
    rows=_of(Currency),
    filterset=PlainFilterSet,
    table=CurrencyTable,
    orderings={"code": ("code",), "name": ("name__folded",), "minor_units": ("minor_units",)},
    ordering="code",
    page="core:currencies",
)


class BienniumTable(RegisterTable):
    """Columns of biennia."""

    code = django_tables2.Column(_("Biennium"), order_by="starts_on")
    starts_on = django_tables2.Column(_("First day"))
    last_day = django_tables2.Column(_("Last day"), order_by="starts_on")


BIENNIA = Register(
    code="biennia",
    label=_("Biennia"),
    rows=_of(Biennium),
    filterset=PlainFilterSet,
    table=BienniumTable,
    orderings={"starts_on": ("starts_on",)},
    ordering="-starts_on",
    page="core:biennia",
)


class OrganisationFilterSet(RegisterFilterSet):
    """Filters of organisations."""

    search = django_filters.CharFilter(label=_("Name, alias or code"), method="filter_search")
    kind = django_filters.ChoiceFilter(empty_label=_("Any"), label=_("Kind"), choices=OrganisationKind)

    def filter_search(self, rows: QuerySet[Organisation], _name: str, value: str) -> QuerySet[Organisation]:
        """Return the organisations that somebody writes or codes like this."""
        return rows.filter(pk__in=organisations_named(value))


class OrganisationTable(RegisterTable):
    """Columns of organisations."""

    name = django_tables2.Column(
        _("Organisation"), linkify=("core:organisation", {"pk": django_tables2.A("pk")})
    )
    kind = django_tables2.Column(_("Kind"), accessor="get_kind_display")
    country = django_tables2.Column(_("Country or area"))
    merged_into = django_tables2.Column(_("Now part of"))
    demonstration = django_tables2.BooleanColumn(verbose_name=_("Demonstration data"))


ORGANISATIONS = Register(
    code="organisations",
    label=_("Organisations"),
    rows=_of(Organisation, "country", "merged_into"),
    filterset=OrganisationFilterSet,
    table=OrganisationTable,
    orderings={
        "name": ("name__folded",),
        "kind": ("kind",),
        "country": ("country__name__folded__or_last",),
        "merged_into": ("merged_into__name__folded__or_last",),
        "demonstration": ("demonstration",),
    },
    ordering="name",
    page="core:organisations",
)


class OfficeFilterSet(RegisterFilterSet):
    """Filters of offices."""

    kind = django_filters.ChoiceFilter(empty_label=_("Any"), label=_("Kind"), choices=OfficeKind)


class OfficeTable(RegisterTable):
    """Columns of offices."""

    code = django_tables2.Column(_("Code"))
    name = django_tables2.Column(_("Office"))
    kind = django_tables2.Column(_("Kind"), accessor="get_kind_display")
    region = django_tables2.Column(_("Region"))
    countries = django_tables2.ManyToManyColumn(verbose_name=_("Covers"))
    demonstration = django_tables2.BooleanColumn(verbose_name=_("Demonstration data"))


def _offices(user: Viewer) -> QuerySet[Any]:
    return _of(Office, "region")(user).prefetch_related("countries")


OFFICES = Register(
    code="offices",
    label=_("Offices"),
    rows=_offices,
    filterset=OfficeFilterSet,
    table=OfficeTable,
    orderings={
        "code": ("code",),
        "name": ("name__folded",),
        "kind": ("kind",),
        "region": ("region__name__folded__or_last",),
        "demonstration": ("demonstration",),
    },
    ordering="code",
    page="core:offices",
)


class ChangeFilterSet(RegisterFilterSet):
    """Filters of recorded changes."""

    demonstration = None
    reason = django_filters.CharFilter(label=_("Reason contains"), lookup_expr="icontains")


class ChangeTable(RegisterTable):
    """Columns of recorded changes."""

    id = django_tables2.Column(_("Data version"), order_by="number")
    recorded_at = django_tables2.Column(_("Recorded"))
    by = django_tables2.Column(_("By"))
    reason = django_tables2.Column(_("Reason"))
    edition = django_tables2.Column(_("Source"))
    run = django_tables2.Column(_("Run"), linkify=("core:run", {"pk": django_tables2.A("run_id")}))

    def render_reason(self, value: str) -> str:
        """Say the portal's own reasons in the reader's language; a person's words stay as they are."""
        return gettext(value)

    def value_reason(self, value: str) -> str:
        """Export it as it is kept."""
        return value


CHANGES = Register(
    code="changes",
    label=_("Recorded changes"),
    rows=_of(Change, "by", "edition", "run"),
    filterset=ChangeFilterSet,
    table=ChangeTable,
    orderings={
        "number": ("pk",),
        "recorded_at": ("recorded_at",),
        "by": ("by__username__or_last",),
        "run": ("run_id__or_last",),
    },
    ordering="-number",
    page="core:changes",
)
