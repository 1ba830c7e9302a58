"""Columns of published revenue: page, CSV and XLSX. Those without room on a page are exported only."""

from __future__ import annotations

import django_tables2
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funding.revenue.models import RevenueStatistic
from ilo_dc.core.registers.columns import CodeColumn, LinkColumn, PageColumn, RegisterTable, exported
from ilo_dc.formats import text


def _partner_page(record: RevenueStatistic) -> str:
    """Return the page of the partner; nothing for a line of nobody."""
    return reverse("partner", args=[record.partner.slug]) if record.partner else ""


def _contributor(record: RevenueStatistic) -> str:
    """Write the partner's name in the reader's language; a line of nobody stays as printed."""
    return record.partner.name if record.partner else record.contributor or _("All contributors")


def _exact_amount(record: RevenueStatistic) -> str:
    """Write the amount to the cent, with its currency."""
    return text.amount(record.amount, str(record.currency_id), 2)


class RevenueStatisticTable(RegisterTable):
    """Columns of published revenue: the very rows behind the figures."""

    id = exported(gettext_lazy("Number here"))
    contributor = LinkColumn(gettext_lazy("Contributor"), _partner_page, text=_contributor, empty_values=())
    partner = exported(gettext_lazy("Partner"), accessor="partner__slug")
    publication = CodeColumn(gettext_lazy("Publication"))
    year = django_tables2.Column(gettext_lazy("Year"))
    revenue_type = CodeColumn(gettext_lazy("Type of revenue"))
    revenue_subtype = CodeColumn(gettext_lazy("Sub-type of revenue"), default="")
    amount = PageColumn(
        gettext_lazy("Amount"), _exact_amount, attrs={"cell": {"class": "n", "data-decimals": "2"}}
    )
    currency = exported(gettext_lazy("Currency"), accessor="currency_id")
    source_rows = exported(gettext_lazy("Rows of the source"))
    recorded_at = exported(gettext_lazy("Recorded"))
    superseded_at = exported(gettext_lazy("Superseded"))
    demonstration = exported(gettext_lazy("Demonstration data"))

    row_heading = "contributor"

    def render_year(self, value: int) -> str:
        """Write the year without separators."""
        return str(value)
