"""What fell due by agreements, from their instalments, their reports and the receipts of the ledger."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import ngettext

from funding.agreements.models.agreement import Agreement
from funding.agreements.models.agreement_partner import AgreementPartner
from funding.agreements.models.agreement_state import AgreementState
from funding.agreements.models.donor_report import DonorReport
from funding.agreements.models.instalment import Instalment
from funding.agreements.vocab import CONCLUDED, AgreementKind, AgreementStatus
from funding.dues import rules
from funding.dues.models.due_donor_report import DueDonorReport
from funding.dues.models.due_instalment import DueInstalment
from funding.ledger.models.entry import LedgerEntry
from funding.ledger.vocab import EntryKind
from funding.rates.models import ExchangeRate
from funding.rates.querysets import UnableToConvert
from ilo_dc.core.errors import UnableToAct
from ilo_dc.core.life.rules import in_effect
from ilo_dc.core.models import Organisation
from ilo_dc.core.numbers import to_the_cent

Payer = tuple[int, int | None]  # the agreement, and of a multi-donor one who pays
# From such a status on nothing more is owed.
ENDED = (AgreementStatus.TERMINATED, AgreementStatus.CLOSED)


class UnableToSettle(UnableToAct):
    """Of some agreements it is not known what was received; what is known of all others was saved."""

    title = "Unable to settle some agreements"


@dataclass(frozen=True)
class Receipt:
    """A receipt of an agreement or its reversal, in the currency of the agreement."""

    payer: Payer
    day: date
    amount: Decimal
    recorded_at: datetime


def due_instalments(
    agreements: Collection[int], *, today: date
) -> tuple[list[DueInstalment], dict[int, UnableToConvert]]:
    """Return the instalments of agreements that fell due before `today`, each with what became of it.

    Beside them by agreement why nothing is known of its own: a receipt of it has no exchange rate.
    """
    every = instalments_of(agreements)
    receipts, unconverted = converted_receipts({one.agreement_id for one in every})
    known = [one for one in every if one.agreement_id not in unconverted]
    return list(fallen_due(known, receipts, today=today, ended=ended_on(agreements))), unconverted


def instalments_of(agreements: Collection[int]) -> list[Instalment]:
    """Return the instalments of signed agreements."""
    rows = Instalment.objects.filter(agreement__in=agreements, agreement__status__in=CONCLUDED)
    return list(rows.select_related("agreement__currency").order_by("pk"))


def fallen_due(
    instalments: Collection[Instalment],
    receipts: Iterable[Receipt],
    *,
    today: date,
    ended: Mapping[int, date],
) -> Iterator[DueInstalment]:
    """Yield of the instalments of agreements, which are all of theirs, those that fell due before `today`.

    `ended`: the day of its end by agreement.
    """
    paid = paid_of(instalments, receipts)
    for one in instalments:
        received = paid[one.pk]
        is_whole = received.whole_on is not None
        ends = ended.get(one.agreement_id)
        if rules.fell_due(one.due_on, today=today, ended_on=ends, is_whole=is_whole):
            yield DueInstalment(
                instalment=one,
                agreement=one.agreement,
                partner_id=one.partner_id or one.agreement.partner_id,
                due_on=one.due_on,
                currency=one.agreement.currency,
                amount=one.amount,
                received=received.amount,
                received_on=received.whole_on,
                status=rules.status_of_instalment(one.amount, received, due_on=one.due_on),
                demonstration=one.demonstration,
            )


def due_donor_reports(agreements: Collection[int], *, today: date) -> Iterator[DueDonorReport]:
    """Yield the reports of agreements that fell due before `today`, one for each partner."""
    rows = DonorReport.objects.filter(
        agreement__in=agreements, agreement__status__in=CONCLUDED, due_on__lt=today
    )
    partners = _partners_of(agreements)
    for one in rows.select_related("agreement").order_by("pk"):
        for partner in [one.partner_id] if one.partner_id else partners.get(one.agreement_id, ()):
            yield due_donor_report(one, partner)
        if one.partner_id is None and not partners.get(one.agreement_id):
            yield due_donor_report(one, one.agreement.partner_id)


def due_donor_report(report: Any, partner: int) -> DueDonorReport:
    """Return what became of a report to one partner, unsaved."""
    return DueDonorReport(
        donor_report=report,
        agreement=report.agreement,
        partner_id=partner,
        kind=report.kind,
        starts_on=report.starts_on,
        ends_on=report.ends_on,
        due_on=report.due_on,
        sent_on=report.sent_on,
        status=rules.status_of_report(report.sent_on, due_on=report.due_on),
        demonstration=report.demonstration,
    )


def paid_of(instalments: Collection[Any], receipts: Iterable[Receipt]) -> dict[int, rules.Paid]:
    """Return by number what was received of instalments, which are all of their agreements."""
    merged = _merged(one.agreement for one in instalments)
    owed: dict[Payer, list[rules.Owed]] = defaultdict(list)
    for one in instalments:
        payer = (one.agreement_id, _payer(one.agreement, one.partner_id, merged))
        owed[payer].append(rules.Owed(one.pk, one.due_on, one.amount))
    received: dict[Payer, list[tuple[date, Decimal]]] = defaultdict(list)
    for receipt in receipts:
        received[receipt.payer].append((receipt.day, receipt.amount))
    found: dict[int, rules.Paid] = {}
    for payer, rows in owed.items():
        found |= rules.paid_of(rows, received[payer])
    return found


def receipts_of(agreements: Collection[int]) -> list[Receipt]:
    """Return the receipts of agreements with their reversals, in the agreement's currency.

    Money that is transferred on stays paid where the partner paid it.

    Raises:
        UnableToConvert: one is in another currency, and its month has no exchange rate.
    """
    receipts, unconverted = converted_receipts(agreements)
    for error in unconverted.values():
        raise error
    return receipts


def converted_receipts(
    agreements: Collection[int],
) -> tuple[list[Receipt], dict[int, UnableToConvert]]:
    """Return the receipts of agreements as `receipts_of`, and by agreement why those of one are unknown.

    Of an agreement with a receipt that cannot be converted no receipt is returned.
    """
    rows = LedgerEntry.objects.filter(kind=EntryKind.RECEIPT, agreement__in=agreements)
    lines: list[Any] = list(rows.select_related("agreement").order_by("effective_on", "pk"))
    merged = _merged(line.agreement for line in lines)
    receipts: list[Receipt] = []
    unconverted: dict[int, UnableToConvert] = {}
    for line in lines:
        payer = (line.agreement_id, _payer(line.agreement, line.legal_partner_id, merged))
        try:
            amount = _in_currency_of(line.agreement, line)
        except UnableToConvert as error:
            unconverted.setdefault(line.agreement_id, error)
        else:
            receipts.append(Receipt(payer, line.effective_on, amount, line.recorded_at))
    return [one for one in receipts if one.payer[0] not in unconverted], unconverted


def settled_without(unconverted: Mapping[int, UnableToConvert]) -> None:
    """Name the agreements of which nothing could be settled; all others were.

    Raises:
        UnableToSettle: there are any.
    """
    if not unconverted:
        return
    agreements = Agreement.objects.filter(pk__in=unconverted).order_by("pk")
    problems = {str(one): [unconverted[one.pk].message] for one in agreements}
    message = ngettext(
        "What was received of %(count)s agreement is not known in its currency. Everything else was done.",
        "What was received of %(count)s agreements is not known in their currencies. Everything else was "
        "done.",
        len(problems),
    )
    raise UnableToSettle(message % {"count": len(problems)}, problems)


def ended_on(agreements: Collection[int]) -> dict[int, date]:
    """Return the first day on which each agreement was terminated or closed, by what holds now."""
    recorded: dict[int, list[Any]] = defaultdict(list)
    for state in AgreementState.objects.filter(agreement__in=agreements).order_by("pk"):
        recorded[state.agreement_id].append(state)
    found = {}
    for agreement, states in recorded.items():
        days = [state.effective_on for state in in_effect(states) if state.status in ENDED]
        if days:
            found[agreement] = min(days)
    return found


def _in_currency_of(agreement: Agreement, line: LedgerEntry) -> Decimal:
    """Return what a receipt is in the currency of its agreement, at the rate of the receipt's day."""
    if line.currency_id == agreement.currency_id:
        return line.amount
    rate, _source = ExchangeRate.objects.rate_on(agreement.currency_id, line.effective_on)
    return to_the_cent(line.amount_usd * rate)


def _payer(agreement: Agreement, partner: int | None, merged: Mapping[int, int]) -> int | None:
    """Return who pays of a multi-donor agreement, under the name of today; None: it has one partner."""
    if agreement.kind != AgreementKind.MULTI_DONOR or partner is None:
        return None
    while partner in merged:
        partner = merged[partner]
    return partner


def _merged(agreements: Iterable[Any]) -> dict[int, int]:
    """Return which organisation each merged one became part of, if an agreement has several partners."""
    if not any(one.kind == AgreementKind.MULTI_DONOR for one in agreements):
        return {}
    rows = Organisation.objects.filter(merged_into__isnull=False)
    return {old: new for old, new in rows.values_list("pk", "merged_into") if new is not None}


def _partners_of(agreements: Collection[int]) -> dict[int, list[int]]:
    """Return the partners of multi-donor agreements."""
    found: dict[int, list[int]] = defaultdict(list)
    rows = AgreementPartner.objects.filter(
        agreement__in=agreements, agreement__kind=AgreementKind.MULTI_DONOR
    )
    for agreement, partner in rows.order_by("pk").values_list("agreement", "organisation"):
        found[agreement].append(partner)
    return found
