"""Columns of what fell due by agreements: page, CSV and XLSX."""

from __future__ import annotations

from typing import Any

import django_tables2
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from funding.dues.rules import days_late
from funding.dues.vocab import InstalmentStatus, ReportStatus
from ilo_dc.core.registers.columns import CodeColumn, LinkColumn, PageColumn, RegisterTable, exported
from ilo_dc.core.ui.tags import badge, day, money

BADGES = {"in_time": "ok", "late": "warn", "part": "warn", "missing": "bad"}


def instalment_badge(code: str) -> str:
    """Return the badge of what became of an instalment."""
    return badge(InstalmentStatus(code).label, BADGES[code])


def report_badge(code: str) -> str:
    """Return the badge of what became of a report."""
    return badge(ReportStatus(code).label, BADGES[code])


def late_in_words(due_on: Any, done_on: Any) -> str:
    """Return by how many days something is or was late; empty: it is in time."""
    days = days_late(due_on, done_on, today=timezone.now().date())
    return ngettext("%(days)d day", "%(days)d days", days) % {"days": days} if days else ""


class DueTable(RegisterTable):
    """Columns that instalments and reports share."""

    id = exported(_("Number here"))
    due_on = PageColumn(_("Due on"), lambda record: day(record.due_on))
    agreement = exported(_("Number of the agreement here"), accessor="agreement_id")
    reference = django_tables2.Column(
        _("Reference"), accessor="agreement__reference", default="", attrs={"td": {"class": "nowrap"}}
    )
    partner = PageColumn(_("Funding partner"), lambda record: record.partner.name, accessor="partner__slug")
    recorded_at = exported(_("Recorded"))
    superseded_at = exported(_("Superseded"))
    backdated = exported(_("Recorded earlier than it was written"))
    demonstration = exported(_("Demonstration data"))

    row_heading = "title"


def _title(place: str) -> LinkColumn:
    return LinkColumn(
        _("Agreement"),
        lambda record: f"{reverse('agreement', args=[record.agreement_id])}#{place}",
        accessor="agreement__title",
        attrs={"td": {"class": "title-cell"}},
    )


class DueInstalmentTable(DueTable):
    """Columns of instalments that fell due."""

    instalment = exported(_("Number of the instalment here"), accessor="instalment_id")
    title = _title("instalments")
    amount = PageColumn(_("Amount"), lambda record: money(record.amount, 2), attrs={"cell": {"class": "n"}})
    received = PageColumn(
        pgettext_lazy("instalment", "Received"),
        lambda record: money(record.received, 2),
        attrs={"cell": {"class": "n"}},
    )
    currency = django_tables2.Column(_("Currency"), accessor="currency_id")
    received_on = PageColumn(_("Received on"), lambda record: day(record.received_on), default="")
    status = CodeColumn(_("Status"), instalment_badge)
    late = PageColumn(
        pgettext_lazy("due", "Late by"),
        lambda record: late_in_words(record.due_on, record.received_on),
        accessor="pk",
        orderable=False,
    )

    class Meta:
        sequence = (
            "id",
            "due_on",
            "instalment",
            "agreement",
            "reference",
            "title",
            "partner",
            "amount",
            "received",
            "currency",
            "status",
            "received_on",
            "late",
            "...",
        )

    def value_late(self, record: Any) -> int:
        """Export the days."""
        return days_late(record.due_on, record.received_on, today=timezone.now().date())


class DueDonorReportTable(DueTable):
    """Columns of reports to funding partners that fell due."""

    donor_report = exported(_("Number of the report here"), accessor="donor_report_id")
    title = _title("reports")
    kind = CodeColumn(_("Kind"))
    starts_on = exported(_("Period from"))
    last_day = exported(_("Last day of the period"))
    status = CodeColumn(_("Status"), report_badge)
    sent_on = PageColumn(_("Sent on"), lambda record: day(record.sent_on), default="")
    late = PageColumn(
        pgettext_lazy("due", "Late by"),
        lambda record: late_in_words(record.due_on, record.sent_on),
        accessor="pk",
        orderable=False,
    )

    class Meta:
        sequence = (
            "id",
            "due_on",
            "donor_report",
            "agreement",
            "reference",
            "title",
            "partner",
            "kind",
            "starts_on",
            "last_day",
            "status",
            "sent_on",
            "late",
            "...",
        )

    def value_late(self, record: Any) -> int:
        """Export the days."""
        return days_late(record.due_on, record.sent_on, today=timezone.now().date())
