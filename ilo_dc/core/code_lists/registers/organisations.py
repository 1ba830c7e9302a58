"""Organisations: filters, columns and register."""

from __future__ import annotations

import django_filters
import django_tables2
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.reference.models.organisation import Organisation, OrganisationCode
from ilo_dc.core.reference.names import organisation_names, organisations_named
from ilo_dc.core.reference.vocab import CodeScheme, OrganisationKind
from ilo_dc.core.registers.columns import CodeColumn, RegisterTable
from ilo_dc.core.registers.filtersets import CodeFilter, CountryFilter, RecordFilterSet
from ilo_dc.core.registers.register import Register
from ilo_dc.core.registers.shared_rows import PlacedFilterSet


class OrganisationFilterSet(PlacedFilterSet, RecordFilterSet):
    """Filters of organisations; `search` reads aliases too, `code` any register's code."""

    search = django_filters.CharFilter(label=_("Search"), method="filter_search")
    slug = CodeFilter("slug", label=_("Address"), offered=organisation_names)
    kind = django_filters.ChoiceFilter(
        label=_("Kind"), choices=OrganisationKind.choices, empty_label=_("Any")
    )
    country = CountryFilter("country")
    scheme = django_filters.ChoiceFilter(
        label=_("Has a code in"), choices=CodeScheme.choices, empty_label=_("Any"), method="filter_scheme"
    )
    code = CodeFilter(label=_("Code in a register"), method="filter_code")

    def filter_search(self, rows: QuerySet[Organisation], _name: str, value: str) -> QuerySet[Organisation]:
        """Return the organisations with the text in a name or an alias."""
        return rows.filter(pk__in=organisations_named(value))

    def filter_scheme(self, rows: QuerySet[Organisation], _name: str, value: str) -> QuerySet[Organisation]:
        """Return the organisations that a register knows."""
        return rows.filter(pk__in=OrganisationCode.objects.filter(scheme=value).values("organisation"))

    def filter_code(self, rows: QuerySet[Organisation], _name: str, value: str) -> QuerySet[Organisation]:
        """Return the organisations with that very code in some register."""
        return rows.filter(pk__in=OrganisationCode.objects.filter(code__iexact=value).values("organisation"))


class OrganisationTable(RegisterTable):
    """Columns of organisations."""

    id = django_tables2.Column(_("Number here"))
    slug = django_tables2.Column(_("Address"))
    kind = CodeColumn(_("Kind"))
    name = django_tables2.Column(_("Name"), accessor="name_en")
    name_fr = django_tables2.Column(_("Name in French"))
    name_es = django_tables2.Column(_("Name in Spanish"))
    name_ar = django_tables2.Column(_("Name in Arabic"))
    name_zh = django_tables2.Column(_("Name in Chinese"))
    name_ru = django_tables2.Column(_("Name in Russian"))
    country = django_tables2.Column(_("Country or area"), accessor="country_id", default="")
    parent = django_tables2.Column(_("Part of"), accessor="parent__slug", default="")
    merged_into = django_tables2.Column(_("Merged into"), accessor="merged_into__slug", default="")
    merged_on = django_tables2.Column(_("Merged on"), default="")
    demonstration = django_tables2.Column(_("Demonstration data"))


ORGANISATIONS = Register(
    code="organisations",
    label=_("Organisations"),
    rows=lambda user: (
        Organisation.objects.visible_to(user)
        .select_related("parent", "merged_into")
        .prefetch_related("aliases", "codes")
    ),
    filterset=OrganisationFilterSet,
    table=OrganisationTable,
    orderings={"name": ("name__folded",), "slug": ("slug",), "updated_at": ("updated_at",)},
    ordering="name",
    hxl={"slug": "#org+code", "name": "#org+name", "kind": "#org+type", "country": "#country+code"},
)
