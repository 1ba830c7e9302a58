"""Columns of approvals: page, CSV and XLSX."""

from __future__ import annotations

from typing import Any

import django_tables2
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from funding.agreements.rules import source_of
from funding.approvals.vocab import ApprovalStatus
from funding.ledger.tables import late
from ilo_dc.core.registers.columns import LinkColumn, PageColumn, RegisterTable, exported
from ilo_dc.core.ui.tags import badge, day, money

BADGES = {
    ApprovalStatus.DRAFT: "",
    ApprovalStatus.AWAITING: "note",
    ApprovalStatus.ISSUED: "ok",
    ApprovalStatus.WITHDRAWN: "",
    ApprovalStatus.CANCELLED: "warn",
}


def status_badge(code: str) -> str:
    """Return the badge of an approval's status."""
    return badge(ApprovalStatus(code).label, BADGES[ApprovalStatus(code)])


class ApprovalTable(RegisterTable):
    """Columns of approvals."""

    id = exported(_("Number here"))
    minute = PageColumn(_("Minute"), lambda record: record.minute_name, accessor="minute_name", default="")
    title = LinkColumn(
        _("Agreement"),
        lambda record: reverse("funding:approval", args=[record.pk]),
        accessor="agreement__title",
        attrs={"td": {"class": "title-cell"}},
    )
    reference = django_tables2.Column(
        _("Reference"), accessor="agreement__reference", default="", attrs={"td": {"class": "nowrap"}}
    )
    partner = PageColumn(
        _("Funding partner"),
        lambda record: record.agreement.partner.name,
        accessor="agreement__partner__slug",
    )
    reporting_partner = exported(_("Published under"), accessor="agreement__reported_as__slug")
    source = exported(_("Source category"), accessor="pk")
    earmarking = exported(_("Earmarking"), accessor="agreement__earmarking")
    status = PageColumn(
        _("Status"), lambda record: format_html("{} {}", status_badge(record.status), late(record))
    )
    signed_on = PageColumn(
        _("Signed on"), lambda record: day(record.counts_on), accessor="counts_on", default=""
    )
    amount = PageColumn(
        _("Signed amount"), lambda record: money(record.amount, 2), default="", attrs={"cell": {"class": "n"}}
    )
    currency = django_tables2.Column(_("Currency"), accessor="agreement__currency_id")
    amount_usd = PageColumn(
        _("Approved, US$"),
        lambda record: money(record.amount_usd, 2),
        default="",
        attrs={"cell": {"class": "n"}},
    )
    agreement = exported(_("Number of the agreement here"), accessor="agreement_id")
    amendment = exported(_("Number of the amendment"), accessor="amendment__number")
    issued_at = exported(_("Issued"))
    late = exported(_("Late in a closed year"))
    version = exported(_("Version"))
    updated_at = exported(_("Updated"))
    demonstration = exported(_("Demonstration data"))

    row_heading = "title"

    def value_source(self, record: Any) -> str:
        """Export the code of the source under which it is published."""
        agreement = record.agreement
        profile = getattr(agreement.partner, "funding_profile", None)
        return source_of(agreement.kind, profile.source_category if profile else "")

    def value_amount_usd(self, record: Any) -> Any:
        """Export what its lines of the ledger count; nothing before it is issued."""
        return record.amount_usd
