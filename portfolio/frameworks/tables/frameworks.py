"""Columns of cooperation frameworks and their sub-outputs."""

from __future__ import annotations

from decimal import Decimal

import django_tables2
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.models import Region
from ilo_dc.core.registers.columns import CodeColumn, LinkColumn, PageColumn, RegisterTable, exported
from ilo_dc.core.ui.reading_tags import demo_row
from ilo_dc.core.ui.tags import badge
from ilo_dc.formats import text
from portfolio.frameworks.measures.framework_places import REGIONS
from portfolio.frameworks.models.framework import CooperationFramework
from portfolio.frameworks.models.sub_output import SubOutputState
from portfolio.frameworks.vocab import FrameworkKind


class FrameworkTable(RegisterTable):
    """Columns of cooperation frameworks."""

    framework = LinkColumn(
        _("Framework"),
        lambda record: reverse("portfolio:framework", args=[record.slug]),
        text=lambda record: record.written_name(),
        marks=lambda record: format_html(
            "{} {}",
            demo_row(record.demonstration or record.described_as_demonstration),
            badge(_("Shared"), "note") if record.is_shared else "",
        ),
        accessor="slug",
        order_by="name",
    )
    countries = django_tables2.Column(_("Countries or areas"), accessor="country_key")
    region = django_tables2.Column(_("Region"), accessor="region_key", default="")
    title = exported(_("Title"))
    kind = CodeColumn(_("Kind"))
    status = exported(_("Status"))
    starts_on = django_tables2.Column(_("From"), default="")
    last_day = django_tables2.Column(_("Last day"), default="")
    signed_on = exported(_("Signed"))
    guidance = exported(_("Guidance version"))
    reference = exported(_("Source of the description"))
    one_un = django_tables2.Column(_("One UN pilot"))
    derived = exported(_("Derived"))
    source = exported(_("Source of its sub-outputs"))
    receives = exported(_("Receives new sub-outputs"))
    published = exported(_("Published"))
    described_as_demonstration = exported(_("Description is demonstration data"))
    demonstration = exported(_("Demonstration data"))
    updated_at = exported(_("Updated"))

    def render_region(self, value: str) -> str:
        """Write the region in the reader's language."""
        return self._region_names.get(value, value)

    @cached_property
    def _region_names(self) -> dict[str, str]:
        """Names by code, read once for the table."""
        return REGIONS.names(Region.objects.values_list("code", flat=True))


def _short_kind(code: str) -> str:
    """Write the kind by its short name; nothing where the source states none."""
    return code.upper() if code != FrameworkKind.UNKNOWN else ""


class FrameworkFiguresTable(FrameworkTable):
    """The page's columns: the frameworks with their figures, which `figures` holds by measure."""

    sub_outputs = django_tables2.Column(
        _("Sub-outputs"), accessor="figures__framework_suboutputs", attrs={"cell": {"class": "n"}}
    )
    required = django_tables2.Column(_("Required"), accessor="figures__framework_required")
    available = django_tables2.Column(_("Available"), accessor="figures__framework_available")
    gap = django_tables2.Column(_("Gap"), accessor="figures__framework_gap")
    coverage = django_tables2.Column(
        _("Coverage"), accessor="figures__framework_coverage", attrs={"cell": {"class": "n"}}
    )
    kind = CodeColumn(_("Kind"), _short_kind)
    starts_on = None
    last_day = None
    period = django_tables2.Column(_("Period"), accessor="starts_on", order_by="starts_on", default="")

    class Meta:
        sequence = ("framework", "countries", "region", "kind", "period", "one_un", "...")

    def render_period(self, record: CooperationFramework) -> str:
        """Write the years of the first and the last day."""
        last = record.last_day
        return f"{record.starts_on.year}–{last.year}" if record.starts_on and last else ""

    def render_sub_outputs(self, record: CooperationFramework, value: int) -> str:
        """Lead to the very rows that were counted."""
        return format_html('<a href="{}">{}</a>', record.figures["page"], text.whole(value))  # type: ignore[attr-defined]

    def render_coverage(self, value: Decimal) -> str:
        """Write the ratio as per cent."""
        return text.percent(value)


def with_mark(written: str, framework: CooperationFramework) -> str:
    """Return the names of countries, marked where they share the row."""
    return format_html("{} {}", written, badge(_("Shared"), "note")) if framework.is_shared else written


def shown_name(state: SubOutputState) -> str:
    """Return a sub-output's name; an ellipsis shows that the source may have cut it."""
    return f"{state.name}…" if state.name_may_be_cut else state.name


class SubOutputTable(RegisterTable):
    """Columns of sub-outputs: the very rows behind the figures."""

    id = exported(_("Number here"), accessor="sub_output_id")
    source_id = django_tables2.Column(_("Number"), accessor="sub_output__source_id")
    name = LinkColumn(
        _("Sub-output"),
        lambda record: reverse("portfolio:sub-output", args=[record.sub_output_id]),
        text=shown_name,
    )
    country = PageColumn(
        _("Country or area"),
        lambda record: with_mark(record.framework.written_countries(), record.framework),
        accessor="framework__country_key",
    )
    framework = exported(_("Cooperation framework"), accessor="framework__slug")
    region = exported(_("Region"), accessor="region_key")
    code = exported(_("Code"))
    name_may_be_cut = exported(_("Name may be cut by the source"))
    description = exported(_("Description"))
    description_may_be_cut = exported(_("Description may be cut by the source"))
    result = exported(_("Result above it"), accessor="result__source_text")
    result_may_be_cut = exported(_("Result may be cut by the source"), accessor="result__may_be_cut")
    starts_on = exported(_("Starts"))
    last_day = exported(_("Last day"), accessor="ends_on")
    agency = exported(_("Agency"))
    sdg = exported(_("Sustainable Development Goals"))
    finance_year = django_tables2.Column(_("Finance year"))
    currency = exported(_("Currency"), accessor="currency_id")
    currency_assumed = exported(_("Currency assumed"))
    required = django_tables2.Column(_("Required"))
    available = django_tables2.Column(_("Available"))
    gap = django_tables2.Column(_("Gap"))
    surplus = django_tables2.Column(_("Surplus"))
    covered = exported(_("Covered"))
    spent = django_tables2.Column(_("Spent"))
    recorded_at = exported(_("Recorded"))
    superseded_at = exported(_("Superseded"))
    demonstration = exported(_("Demonstration data"))

    row_heading = "name"
