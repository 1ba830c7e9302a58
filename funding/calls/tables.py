"""Columns of funding calls and of bids."""

from __future__ import annotations

from typing import Any

import django_tables2
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from funding.calls.vocab import BidResult, CallStatus
from ilo_dc.core.registers.columns import CodeColumn, LinkColumn, PageColumn, RegisterTable, exported
from ilo_dc.core.ui.tags import badge, day, money

STATUSES = {CallStatus.COMING: "note", CallStatus.OPEN: "ok", CallStatus.CLOSED: ""}
RESULTS = {BidResult.WON: "ok", BidResult.LOST: "bad", BidResult.WITHDRAWN: ""}
NUMBER: dict[str, Any] = {"cell": {"class": "n"}}
TITLE: dict[str, Any] = {"td": {"class": "title-cell"}}


def status_badge(code: str) -> str:
    """Return the badge of a call's status."""
    return badge(CallStatus(code).label, STATUSES[CallStatus(code)])


def result_badge(code: str) -> str:
    """Return the badge of a bid's result; nothing is decided yet: it says so."""
    if not code:
        return badge(_now("Not yet decided"), "note")
    return badge(BidResult(code).label, RESULTS[BidResult(code)])


def _call(record: Any) -> str:
    return reverse("funding:funding-call", args=[record.call_id])


class FundingCallTable(RegisterTable):
    """Columns of funding calls."""

    id = exported(_("Number here"))
    title = LinkColumn(
        _("Funding call"), lambda record: reverse("funding:funding-call", args=[record.pk]), attrs=TITLE
    )
    language = exported(_("Language of its texts"))
    partner = PageColumn(_("Fund or partner"), lambda record: record.partner.name, accessor="partner__slug")
    round = django_tables2.Column(_("Round"), default="")
    status = CodeColumn(_("Status"), status_badge)
    opens_on = PageColumn(_("Opens"), lambda record: day(record.opens_on), default="")
    closes_on = PageColumn(_("Closes"), lambda record: day(record.closes_on), default="")
    lead_agency = exported(_("Lead agency"), accessor="lead_agency__slug")
    bids = django_tables2.Column(_("Our bids"), accessor="bid_count", attrs=NUMBER)
    rules = exported(_("Rules"))
    link = exported(_("Address of the rules"))
    version = exported(_("Version"))
    updated_at = exported(_("Updated"))
    demonstration = exported(_("Demonstration data"))

    row_heading = "title"


class BidTable(RegisterTable):
    """Columns of bids; amounts are in the currency beside them."""

    id = exported(_("Number here"))
    subject = LinkColumn(
        _("Bid"),
        lambda record: f"{_call(record)}#bids",
        text=lambda record: record.subject,
        accessor="subject_text",
        attrs=TITLE,
    )
    call = exported(_("Number of the funding call here"), accessor="call_id")
    call_title = PageColumn(
        _("Funding call"), lambda record: record.call.title, accessor="call__title", attrs=TITLE
    )
    partner = PageColumn(
        _("Fund or partner"), lambda record: record.call.partner.name, accessor="call__partner__slug"
    )
    proposal = exported(_("Code of the proposal"), accessor="proposal__code")
    unit = django_tables2.Column(_("Unit"), accessor="unit__code")
    amount_asked = PageColumn(_("Amount asked"), lambda record: money(record.amount_asked, 2), attrs=NUMBER)
    amount_won = PageColumn(
        _("Amount won"), lambda record: money(record.amount_won, 2), default="", attrs=NUMBER
    )
    currency = django_tables2.Column(_("Currency"), accessor="currency_id")
    result = CodeColumn(_("Result"), result_badge, empty_values=(), default="")
    decided_on = PageColumn(_("Day of the result"), lambda record: day(record.decided_on), default="")
    staff_days = django_tables2.Column(_("Staff-days"), default="", attrs=NUMBER)
    version = exported(_("Version"))
    updated_at = exported(_("Updated"))
    demonstration = exported(_("Demonstration data"))

    row_heading = "subject"
