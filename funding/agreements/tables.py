"""Columns of agreements, instalments and reports to funding partners: page, CSV and XLSX."""

from __future__ import annotations

from typing import Any

import django_tables2
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from funding.agreements.rules import source_of
from funding.agreements.vocab import AgreementStatus
from funding.partners.vocab import SourceCategory
from ilo_dc.core.days import last_day
from ilo_dc.core.registers.columns import CodeColumn, LinkColumn, PageColumn, RegisterTable, exported
from ilo_dc.core.ui.tags import badge, day, money

BADGES = {
    AgreementStatus.DRAFT: "",
    AgreementStatus.ABANDONED: "",
    AgreementStatus.SIGNED: "note",
    AgreementStatus.RUNNING: "ok",
    AgreementStatus.TERMINATED: "warn",
    AgreementStatus.COMPLETED: "note",
    AgreementStatus.CLOSED: "",
}


def status_badge(code: str) -> str:
    """Return the badge of an agreement's status."""
    return badge(AgreementStatus(code).label, BADGES[AgreementStatus(code)])


def source_label(agreement: Any) -> str:
    """Return the source under which an agreement is published; empty: its partner has no profile."""
    profile = getattr(agreement.partner, "funding_profile", None)
    code = source_of(agreement.kind, profile.source_category if profile else "")
    return str(SourceCategory(code).label) if code else ""


def report_badge(report: Any) -> str:
    """Return whether a report was sent, in time or late, is due, or overdue."""
    if report.sent_on:
        late = report.sent_on > report.due_on
        return badge(_("Sent late") if late else _("Sent"), "warn" if late else "ok")
    overdue = report.due_on < timezone.now().date()
    return badge(_("Overdue") if overdue else _("Not yet sent"), "bad" if overdue else "note")


def _agreement(record: Any) -> str:
    return reverse("agreement", args=[record.agreement_id])


class AgreementTable(RegisterTable):
    """Columns of agreements; of amounts what the reader may read."""

    id = exported(_("Number here"))
    reference = django_tables2.Column(_("Reference"), default="", attrs={"td": {"class": "nowrap"}})
    title = LinkColumn(
        _("Agreement"),
        lambda record: reverse("agreement", args=[record.pk]),
        attrs={"td": {"class": "title-cell"}},
    )
    language = exported(_("Language of its texts"))
    partner = PageColumn(_("Funding partner"), lambda record: record.partner.name, accessor="partner__slug")
    reporting_partner = exported(_("Published under"), accessor="reported_as__slug")
    kind = CodeColumn(_("Kind"))
    source = exported(_("Source category"), accessor="pk")
    status = CodeColumn(_("Status"), status_badge)
    signed_on = PageColumn(_("Signed on"), lambda record: day(record.signed_on), default="")
    amount = PageColumn(
        _("Signed total"),
        lambda record: money(record.amount, 2),
        default="",
        attrs={"cell": {"class": "n"}},
    )
    currency = django_tables2.Column(_("Currency"), accessor="currency_id")
    whole_amount = exported(_("The amount is the whole one"))
    amended_total = exported(_("Total with amendments"), accessor="pk")
    starts_on = PageColumn(_("From"), lambda record: day(record.starts_on), default="")
    last_day = PageColumn(
        _("Last day"), lambda record: day(last_day(record.ends_now)), accessor="ends_now", default=""
    )
    psc_rate = exported(_("Rate of support costs, %"))
    agent_fee_rate = exported(_("Fee of the administrative agent, %"))
    earmarking = exported(_("Earmarking"))
    revenue_type = exported(_("Type of revenue (UN)"))
    levy = exported(_("Coordination levy"))
    country = exported(_("Benefiting country or area"), accessor="country_id")
    umbrella = exported(_("Number of the umbrella agreement here"), accessor="parent_id")
    reporting_terms = exported(_("Reporting terms"))
    published_at = exported(_("Published"))
    version = exported(_("Version"))
    updated_at = exported(_("Updated"))
    demonstration = exported(_("Demonstration data"))

    row_heading = "title"

    def value_source(self, record: Any) -> str:
        """Export the code of the source under which it is published."""
        profile = getattr(record.partner, "funding_profile", None)
        return source_of(record.kind, profile.source_category if profile else "")

    def value_amended_total(self, record: Any) -> Any:
        """Export the total with amendments to who reads the whole amount."""
        return record.amended_total if record.whole_amount else None

    def value_last_day(self, record: Any) -> Any:
        """Export the last day, as amended."""
        return last_day(record.ends_now)


class InstalmentTable(RegisterTable):
    """Columns of instalments."""

    id = exported(_("Number here"))
    due_on = PageColumn(_("Due on"), lambda record: day(record.due_on))
    agreement = exported(_("Number of the agreement here"), accessor="agreement_id")
    reference = django_tables2.Column(
        _("Reference"), accessor="agreement__reference", default="", attrs={"td": {"class": "nowrap"}}
    )
    title = LinkColumn(
        _("Agreement"),
        lambda record: f"{_agreement(record)}#instalments",
        accessor="agreement__title",
        attrs={"td": {"class": "title-cell"}},
    )
    payer = PageColumn(_("Funding partner"), lambda record: record.payer.name, accessor="payer__slug")
    amount = PageColumn(_("Amount"), lambda record: money(record.amount, 2), attrs={"cell": {"class": "n"}})
    currency = django_tables2.Column(_("Currency"), accessor="agreement__currency_id")
    condition = django_tables2.Column(_("Condition"), default="")
    version = exported(_("Version"))
    updated_at = exported(_("Updated"))
    demonstration = exported(_("Demonstration data"))

    row_heading = "title"


class DonorReportTable(RegisterTable):
    """Columns of reports to funding partners."""

    id = exported(_("Number here"))
    due_on = PageColumn(_("Due on"), lambda record: day(record.due_on))
    agreement = exported(_("Number of the agreement here"), accessor="agreement_id")
    reference = django_tables2.Column(
        _("Reference"), accessor="agreement__reference", default="", attrs={"td": {"class": "nowrap"}}
    )
    title = LinkColumn(
        _("Agreement"),
        lambda record: f"{_agreement(record)}#reports",
        accessor="agreement__title",
        attrs={"td": {"class": "title-cell"}},
    )
    addressee = PageColumn(
        _("Funding partner"), lambda record: record.addressee.name, accessor="addressee__slug"
    )
    kind = CodeColumn(_("Kind"))
    starts_on = exported(_("Period from"))
    last_day = exported(_("Last day of the period"))
    state = PageColumn(_("State"), report_badge, accessor="pk", orderable=False)
    sent_on = PageColumn(_("Sent on"), lambda record: day(record.sent_on), default="")
    note = exported(_("Note"))
    version = exported(_("Version"))
    updated_at = exported(_("Updated"))
    demonstration = exported(_("Demonstration data"))

    row_heading = "title"

    def value_state(self, record: Any) -> str:
        """Export `sent` or `due`."""
        return "sent" if record.sent_on else "due"
