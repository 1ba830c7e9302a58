"""Columns of funding's lists: page, CSV and XLSX. Those without room on a page are exported only."""

from __future__ import annotations

from decimal import Decimal

import django_tables2
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funding.models import FundingPartner, RevenueStatistic
from ilo_dc.core.columns import exported
from ilo_dc.core.templatetags.ui import demo
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
        url = reverse("portal:partner", args=[record.partner.slug])
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


class FundingPartnerTable(django_tables2.Table):
    """Columns of the profiles of funding partners."""

    id = exported(gettext_lazy("Number here"), accessor="organisation_id")
    name = django_tables2.Column(gettext_lazy("Partner"), accessor="organisation__name")
    code = exported(gettext_lazy("Address"), accessor="organisation__slug")
    country = django_tables2.Column(
        gettext_lazy("Country or area"), accessor="organisation__country_id", default=""
    )
    source = django_tables2.Column(gettext_lazy("Source category"), accessor="source_category")
    display_group = django_tables2.Column(gettext_lazy("Display group"))
    is_group_row = django_tables2.Column(gettext_lazy("Stands for many partners"))
    rbsa_member = django_tables2.Column(gettext_lazy("Contributes to RBSA"))
    rbsa_member_since = django_tables2.Column(gettext_lazy("Contributes to RBSA since"), default="")
    note = exported(gettext_lazy("Note"))
    source_document = exported(gettext_lazy("Source"), accessor="source")
    demonstration = exported(gettext_lazy("Demonstration data"))

    row_heading = "name"

    class Meta:
        model = FundingPartner
        fields: tuple[str, ...] = ()
        orderable = False

    def render_name(self, record: FundingPartner) -> str:
        """Lead to the partner."""
        url = reverse("portal:partner", args=[record.organisation.slug])
        mark = demo(record.demonstration)
        return format_html('<a href="{}">{}</a> {}', url, record.organisation.name, mark)

    def value_name(self, record: FundingPartner) -> str:
        """Export the name."""
        return record.organisation.name

    def render_source(self, record: FundingPartner) -> str:
        """Write the category's name."""
        return record.get_source_category_display()

    def value_source(self, record: FundingPartner) -> str:
        """Export the code, which filters take."""
        return record.source_category

    def value_display_group(self, record: FundingPartner) -> str:
        """Export the code, which filters take."""
        return record.display_group
