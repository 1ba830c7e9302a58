"""Columns of partnerships: exported, they are the sheet that `/imports/` takes."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

import django_tables2
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from funding.partnerships.models import Partnership
from funding.partnerships.rules import written_members
from ilo_dc.core.languages import joined
from ilo_dc.core.registers.columns import CodeColumn, LinkColumn, PageColumn, RegisterTable, exported
from ilo_dc.core.ui.reading_tags import demo_row
from ilo_dc.core.ui.tags import badge, day


def _marks(row: Any) -> str:
    withdrawn = badge(gettext("Withdrawn by its source"), "warn") if row.withdrawn else ""
    return format_html("{} {}", withdrawn, demo_row(row.demonstration))


def members_by_name(row: Partnership) -> str:
    """Return the names of who takes part; fetched with `for_list`."""
    return joined("; ", [one.organisation.name for one in row.present])


class PartnershipTable(RegisterTable):
    """Columns of partnerships."""

    id = exported(_("Number here"))
    code = exported(_("Address"))
    name = LinkColumn(
        _("Partnership"),
        lambda record: reverse("funding:partnership", args=[record.code]),
        text=attrgetter("name"),
        marks=_marks,
        accessor="name_en",
        attrs={"td": {"class": "title-cell"}},
    )
    name_en = exported(_("Name in English"))
    name_fr = exported(_("Name in French"))
    name_es = exported(_("Name in Spanish"))
    name_ar = exported(_("Name in Arabic"))
    name_zh = exported(_("Name in Chinese"))
    name_ru = exported(_("Name in Russian"))
    kind = CodeColumn(_("Kind"))
    instrument = CodeColumn(_("Instrument"), default="")
    members = PageColumn(_("Who takes part"), members_by_name, accessor="pk", orderable=False)
    work = django_tables2.Column(_("Area of work"), default="", orderable=False)
    text = exported(_("Text"))
    language = exported(_("Language of its texts"))
    year = django_tables2.Column(_("Year"), default="")
    agreed_on = exported(_("Agreed on"))
    last_day = PageColumn(_("Last day"), lambda record: day(record.last_day), default="")
    source = exported(_("Source"))
    withdrawn = exported(_("Withdrawn"))
    updated_at = exported(_("Updated"))
    demonstration = exported(_("Demonstration data"))

    row_heading = "name"

    def value_members(self, record: Partnership) -> str:
        """Export addresses and roles, as the importer reads them."""
        return written_members((one.organisation.slug, one.role) for one in record.present)

    def render_year(self, value: int) -> str:
        """Write the year without separators."""
        return str(value)
