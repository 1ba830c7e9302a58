"""What the minute of an approval says, kept as it was issued: texts and exact amounts, to be printed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from funding.agreements.rules import source_of
from funding.agreements.vocab import AgreementKind
from funding.approvals.postings import parts_posted
from funding.approvals.valuation import valued
from funding.partners.vocab import SourceCategory
from ilo_dc.core.days import last_day
from ilo_dc.core.languages import language_of
from ilo_dc.formats import text

if TYPE_CHECKING:
    from datetime import date

    from funding.approvals.models.approval import Approval
    from funding.ledger.models.entry import LedgerEntry
    from ilo_dc.core.models import User

Rows = list[list[str]]


def minute_says(
    approval: Approval,
    lines: list[LedgerEntry],
    *,
    number: str,
    by: User | str,
    on: date | None = None,
    late: bool = False,
) -> dict[str, Any]:
    """Return what the minute says, in the language of the agreement's texts; `on`: issued when, None: today.

    `late`: the year in which it counts was closed before.

    {number, language, title, subject, demonstration, facts: [label, value], amounts: [label, currency, US$],
    partners: [name, amount, US$] of several, lines: [outcome, country, share's amount, US$], notes}.
    """
    language = approval.agreement.language
    with override(language):
        return {
            "number": number,
            "language": language,
            "heading": _("Approval minute %(number)s") % {"number": number},
            "subject": str(approval.agreement.title),
            "subject_language": language_of(approval.agreement.title) or language,
            "demonstration": _("Demonstration data") if approval.demonstration else "",
            "facts": _facts(approval, by, on or timezone.now().date(), late=late),
            "amounts": _amounts(approval),
            "amount_labels": [_("Amount"), approval.agreement.currency_id, _("US dollars")],
            "partners": _partners(approval, lines),
            "partner_labels": [_("Partner"), approval.agreement.currency_id, _("US dollars")],
            "partners_heading": _("What each partner gives"),
            "lines": _lines(approval, lines),
            "line_labels": [_("For"), _("Country or area"), approval.agreement.currency_id, _("US dollars")],
            "lines_heading": _("What it is for"),
            "amounts_heading": _("What is approved"),
            "notes": [
                _("The amount counts in the year of the signature, at the UN operational rate of that day."),
                _("A minute that was cancelled keeps its number."),
            ],
        }


def _facts(approval: Approval, by: User | str, on: date, *, late: bool) -> Rows:
    agreement = approval.agreement
    profile = getattr(agreement.partner, "funding_profile", None)
    source = source_of(agreement.kind, profile.source_category if profile else "")
    found = [
        (_("Issued on"), text.long_date(on)),
        (_("Issued by"), str(by)),
        (_("Funding partner"), agreement.partner.name),
        (_("Published under"), agreement.reported_as.name),
        (_("Reference"), agreement.reference),
        (_("Kind"), agreement.get_kind_display()),
        (_("Amendment"), str(approval.amendment.number) if approval.amendment else ""),
        (_("Signed on"), text.long_date(approval.signed_on)),
        (_("Year of approval"), str(approval.signed_on.year)),
        (_("Late in a closed year"), _late(approval) if late else ""),
        (_("Period"), _period(agreement)),
        (_("Source category"), SourceCategory(source).label if source else ""),
        (_("Earmarking"), agreement.get_earmarking_display()),
        (_("Proposal"), str(approval.proposal) if approval.proposal else ""),
        (_("Project"), str(approval.project) if approval.project else ""),
    ]
    return [[str(label), str(value)] for label, value in found if value]


def _late(approval: Approval) -> str:
    return _("It was issued after %(year)s was closed.") % {"year": approval.signed_on.year}


def _period(agreement: Any) -> str:
    days = (agreement.starts_on, last_day(agreement.ends_on))
    return " – ".join(text.long_date(day) for day in days)


def _amounts(approval: Approval) -> Rows:
    value = valued(approval)
    own, usd = value.amounts, value.parts_usd
    places = min(int(approval.agreement.currency.minor_units), 2)
    rate = approval.agreement.psc_rate
    rows: list[tuple[str, Any, Any]] = [
        (_("Direct cost"), own.direct, usd.direct),
        (_("Support costs, %(rate)s%% of direct cost") % {"rate": text.exact(rate)}, own.psc, usd.psc),
        (_("Approved"), own.net, usd.net),
    ]
    if own.levy:
        label = f"{_('Coordination levy')}: {approval.agreement.get_levy_display()}"
        rows.append((label, own.levy, None))
    return [
        [str(label), text.fixed(amount, places), "" if dollars is None else text.fixed(dollars, 2)]
        for label, amount, dollars in rows
    ]


def _partners(approval: Approval, lines: list[LedgerEntry]) -> Rows:
    """Return what each partner of a multi-donor agreement gives."""
    if approval.agreement.kind != AgreementKind.MULTI_DONOR:
        return []
    places = min(int(approval.agreement.currency.minor_units), 2)
    return [
        [part.payer.name, text.fixed(part.amount, places), text.fixed(part.usd, 2)]
        for part in parts_posted(lines)
    ]


def _lines(approval: Approval, lines: list[LedgerEntry]) -> Rows:
    places = min(int(approval.agreement.currency.minor_units), 2)
    return [
        [
            str(line.outcome or line.global_product or _("Unattributed")),
            line.country.name if line.country else "",
            text.fixed(line.amount, places),
            text.fixed(line.amount_usd, 2),
        ]
        for line in lines
    ]
