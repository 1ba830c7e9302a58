"""Columns of funding partners: page, CSV and XLSX."""

from __future__ import annotations

import django_tables2
from django.urls import reverse
from django.utils.translation import gettext_lazy

from ilo_dc.core.registers.columns import CodeColumn, LinkColumn, RegisterTable, exported


class FundingPartnerTable(RegisterTable):
    """Columns of the profiles of funding partners."""

    id = exported(gettext_lazy("Number here"), accessor="organisation_id")
    name = LinkColumn(
        gettext_lazy("Partner"),
        lambda record: reverse("partner", args=[record.organisation.slug]),
        text=lambda record: record.organisation.name,
        accessor="organisation__name_en",
    )
    name_fr = exported(gettext_lazy("Name in French"), accessor="organisation__name_fr")
    name_es = exported(gettext_lazy("Name in Spanish"), accessor="organisation__name_es")
    name_ar = exported(gettext_lazy("Name in Arabic"), accessor="organisation__name_ar")
    name_zh = exported(gettext_lazy("Name in Chinese"), accessor="organisation__name_zh")
    name_ru = exported(gettext_lazy("Name in Russian"), accessor="organisation__name_ru")
    code = exported(gettext_lazy("Address"), accessor="organisation__slug")
    country = django_tables2.Column(
        gettext_lazy("Country or area"), accessor="organisation__country_id", default=""
    )
    source = CodeColumn(gettext_lazy("Source category"), accessor="source_category")
    display_group = CodeColumn(gettext_lazy("Display group"))
    is_group_row = django_tables2.Column(gettext_lazy("Stands for many partners"))
    rbsa_member = django_tables2.Column(gettext_lazy("Contributes to RBSA"))
    rbsa_member_since = django_tables2.Column(gettext_lazy("Contributes to RBSA since"), default="")
    note = exported(gettext_lazy("Note"))
    source_document = exported(gettext_lazy("Source"), accessor="source")
    demonstration = exported(gettext_lazy("Demonstration data"))

    row_heading = "name"
