"""Columns of published revenue: page, CSV and XLSX. Those without room on a page are exported only."""

from __future__ import annotations

from decimal import Decimal

import django_tables2
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funding.revenue.models import RevenueStatistic
from ilo_dc.core.registers.columns import exported
from ilo_dc.core.ui.tags import demo
from ilo_dc.formats import text


class RevenueStatisticTable(django_tables2.Table):
    """Columns of published revenue: the very rows behind the figures."""

    id = exported(gettext_lazy("Number here"))
    contributor = django_tables2.Column(gettext_lazy("Contributor"), empty_values=())
    partner = exported(gettext_lazy("Partner"), accessor="partner__slug")
    publication = django_tables2.Column(gettext_lazy("Publication"))
    year = django_tables2.Column(gettext_lazy("Year"))
    revenue_type = django_tables2.Column(gettext_lazy("Type of revenue"))
    revenue_subtype = django_tables2.Column(gettext_lazy("Sub-type of revenue"), default="")
    amount = django_tables2.Column(gettext_lazy("Amount"), attrs={"cell": {"class": "n"}})
    currency = exported(gettext_lazy("Currency"), accessor="currency_id")
    source_rows = exported(gettext_lazy("Rows of the source"))
    recorded_at = exported(gettext_lazy("Recorded"))
    superseded_at = exported(gettext_lazy("Superseded"))
    demonstration = exported(gettext_lazy("Demonstration data"))

    row_heading = "contributor"

    class Meta:
        model = RevenueStatistic
        fields: tuple[str, ...] = ()
        orderable = False

    def render_contributor(self, record: RevenueStatistic) -> str:
        """Lead to the partner by its name in the reader's language; a line of nobody stays as printed."""
        mark = demo(record.demonstration)
        if record.partner is None:
            return format_html("{} {}", record.contributor or _("All contributors"), mark)
        url = reverse("partner", args=[record.partner.slug])
        return format_html('<a href="{}">{}</a> {}', url, record.partner.name, mark)

    def value_contributor(self, record: RevenueStatistic) -> str:
        """Export the contributor as printed."""
        return record.contributor

    def value_publication(self, record: RevenueStatistic) -> str:
        """Export the code, which filters take."""
        return record.publication

    def render_year(self, value: int) -> str:
        """Write the year without separators."""
        return str(value)

    def value_revenue_type(self, record: RevenueStatistic) -> str:
        """Export the code, which filters take."""
        return record.revenue_type

    def value_revenue_subtype(self, record: RevenueStatistic) -> str:
        """Export the code, which filters take."""
        return record.revenue_subtype

    def render_amount(self, record: RevenueStatistic) -> str:
        """Write the amount to the cent, with its currency."""
        return text.amount(record.amount, str(record.currency_id), 2)

    def value_amount(self, record: RevenueStatistic) -> Decimal:
        """Export the amount itself."""
        return record.amount
