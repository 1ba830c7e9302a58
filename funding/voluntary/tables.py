"""Columns of the published lines: page, CSV and XLSX. What a line is for stands in none of them."""

from __future__ import annotations

from typing import Any

import django_tables2
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ilo_dc.core.registers.columns import (
    CodeColumn,
    LinkColumn,
    PageColumn,
    RegisterTable,
    demonstration,
    exported,
)
from ilo_dc.formats import text


def _partner_page(record: Any) -> str:
    return reverse("partner", args=[record.reporting_partner.slug]) if record.reporting_partner else ""


def _partner(record: Any) -> str:
    return record.reporting_partner.name if record.reporting_partner else _("Not a partner")


class PublishedEntryTable(RegisterTable):
    """Columns of published lines."""

    id = exported(gettext_lazy("Number here"))
    reporting_partner = LinkColumn(
        gettext_lazy("Reporting partner"),
        _partner_page,
        text=_partner,
        accessor="reporting_partner__slug",
        empty_values=(),
        marks=demonstration,
    )
    counted_in = CodeColumn(gettext_lazy("Counted in"))
    year = django_tables2.Column(gettext_lazy("Year"))
    resource_type = CodeColumn(gettext_lazy("Resource type"))
    source = exported(gettext_lazy("Source category"))
    amount_usd = PageColumn(
        gettext_lazy("US dollars"),
        lambda record: text.fixed(record.amount_usd, 2),
        attrs={"cell": {"class": "n", "data-decimals": "2"}},
    )
    recorded_at = exported(gettext_lazy("Recorded"))
    late = exported(gettext_lazy("Late in a closed year"))
    demonstration = exported(gettext_lazy("Demonstration data"))

    row_heading = "reporting_partner"

    def render_year(self, value: int) -> str:
        """Write the year without separators."""
        return str(value)
