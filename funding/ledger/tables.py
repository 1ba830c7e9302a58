"""Columns of the ledger and of its pools: page, CSV and XLSX."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import django_tables2
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ilo_dc.core.languages import joined, together
from ilo_dc.core.registers.columns import (
    CodeColumn,
    LinkColumn,
    PageColumn,
    RegisterTable,
    demonstration,
    exported,
)
from ilo_dc.core.ui.tags import badge, day
from ilo_dc.formats import text

NUMBER: dict[str, Any] = {"cell": {"class": "n", "data-decimals": "2"}}


def _shown_day(record: Any) -> str:
    return day(record.effective_on)


def _amount(record: Any) -> str:
    return text.amount(record.amount, str(record.currency_id), 2)


def _kind(record: Any) -> str:
    """Write the kind of a line; of a transfer and of a reversal, of what."""
    kind: str = record.get_kind_display()
    if record.moves:
        kind = _("%(kind)s of: %(moved)s") % {"kind": kind, "moved": record.get_moves_display()}
    return _("Reversal of: %(kind)s") % {"kind": kind} if record.reverses_id else kind


def _place(record: Any) -> str:
    """Write for what a line is: its outcome or product where the reader sees it, and its country."""
    codes = [record.seen.code] if record.seen else []
    names = [*codes, *([record.country.name] if record.country else [])]
    if names:
        return joined(", ", names)
    return _("Not published") if record.is_attributed else _("Unattributed")


def late(record: Any) -> str:
    """Mark what was recorded while the reporting year in which it counts was closed."""
    return badge(_("Late in a closed year"), "warn") if record.late else ""


def _marks(record: Any) -> str:
    return format_html("{} {}", demonstration(record), late(record))


class LedgerEntryTable(RegisterTable):
    """Columns of the lines of the ledger."""

    id = exported(gettext_lazy("Number here"))
    effective_on = PageColumn(gettext_lazy("Counts on"), _shown_day)
    kind = LinkColumn(gettext_lazy("Kind"), text=_kind, marks=_marks)
    moves = exported(gettext_lazy("What it moves"))
    pool = django_tables2.Column(gettext_lazy("Pool"))
    agreement = exported(gettext_lazy("Number of the agreement here"), accessor="agreement_id")
    resource_type = exported(gettext_lazy("Resource type"))
    place = PageColumn(gettext_lazy("For"), _place, empty_values=(), accessor="seen__code")
    legal_partner = exported(gettext_lazy("Legal partner"), accessor="legal_partner__slug")
    reporting_partner = exported(gettext_lazy("Reporting partner"), accessor="reporting_partner__slug")
    project = exported(gettext_lazy("Project"), accessor="shown_project")
    country = exported(gettext_lazy("Country or area"), accessor="country_id")
    amount = PageColumn(gettext_lazy("Amount"), _amount, attrs=NUMBER)
    currency = exported(gettext_lazy("Currency"), accessor="currency_id")
    rate = exported(gettext_lazy("Units to the US dollar"))
    amount_usd = PageColumn(
        gettext_lazy("US dollars"), lambda record: text.fixed(record.amount_usd, 2), attrs=NUMBER
    )
    direct_usd = exported(gettext_lazy("Direct cost, US$"))
    psc_usd = exported(gettext_lazy("Programme support costs, US$"))
    reverses = exported(gettext_lazy("Reverses"), accessor="reverses_id")
    reason = django_tables2.Column(gettext_lazy("Reason"), accessor="shown_reason")
    recorded_at = exported(gettext_lazy("Recorded"))
    late = exported(gettext_lazy("Late in a closed year"))
    demonstration = exported(gettext_lazy("Demonstration data"))

    row_heading = "kind"

    def value_pool(self, record: Any) -> Any:
        """Return the pool's number, by which the filter finds it."""
        return record.pool_id


def _money(name: str) -> Any:
    """Return how the page writes an amount of a pool's balance."""

    def written(record: Any) -> str:
        value: Decimal = getattr(record.balance, name)
        return text.fixed(value, 2)

    return written


def _agreement_url(record: Any) -> str:
    return reverse("agreement", args=[record.agreement_id]) if record.agreement_id else ""


def _owner(record: Any) -> str:
    """Write of whom the money of a pool is: an agreement's, or that of a biennium."""
    return together(record.agreement) if record.agreement_id else str(record.biennium_id)


class PoolTable(RegisterTable):
    """Columns of pools: what each holds in US dollars."""

    id = exported(gettext_lazy("Number here"))
    biennium = LinkColumn(
        gettext_lazy("Agreement or biennium"),
        _agreement_url,
        text=_owner,
        accessor="biennium_id",
        empty_values=(),
    )
    agreement = exported(gettext_lazy("Number of the agreement here"), accessor="agreement_id")
    kind = exported(gettext_lazy("Kind"))
    resource_type = CodeColumn(gettext_lazy("Resource type"))
    basis = CodeColumn(gettext_lazy("Can be allocated"))
    approved = PageColumn(
        gettext_lazy("Approved, US$"), _money("approved"), accessor="balance__approved", attrs=NUMBER
    )
    received = PageColumn(
        gettext_lazy("Received, US$"), _money("received"), accessor="balance__received", attrs=NUMBER
    )
    available = PageColumn(
        gettext_lazy("Available, US$"), _money("available"), accessor="balance__available", attrs=NUMBER
    )
    allocated = PageColumn(
        gettext_lazy("Allocated, US$"), _money("allocated"), accessor="balance__allocated", attrs=NUMBER
    )
    spent = PageColumn(gettext_lazy("Spent, US$"), _money("spent"), accessor="balance__spent", attrs=NUMBER)
    shortfall = PageColumn(
        gettext_lazy("Shortfall, US$"), _money("shortfall"), accessor="balance__shortfall", attrs=NUMBER
    )
    demonstration = exported(gettext_lazy("Demonstration data"))

    row_heading = "biennium"
