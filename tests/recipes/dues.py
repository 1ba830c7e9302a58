"""What fell due by agreements for tests: receipts that pay, and one of each fact."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from funding.dues.models.due_donor_report import DueDonorReport
from funding.dues.models.due_instalment import DueInstalment
from funding.ledger.actions.pools import open_pool_of_agreement
from funding.ledger.actions.postings import Posting, post_entry
from funding.ledger.vocab import EntryKind
from funding.models import Pool
from funding.rates.models import ExchangeRate
from ilo_dc.core.facts.actions.changes import recording
from tests.recipes import agreements


def rates(*months: date) -> None:
    """Let the euro have a rate in each of some months."""
    with recording(by=None, reason="Rates of the tests"):
        for month in months:
            ExchangeRate.objects.create(currency=agreements.euro(), effective_on=month, rate=Decimal("0.9"))


def receipt(agreement: Any, day: date, amount: str, **more: Any) -> Any:
    """Post as the operator what a partner paid of an agreement, in its currency; return the line."""
    pool = Pool.objects.filter(agreement=agreement).first()
    if pool is None:
        pool = open_pool_of_agreement(by=None, agreement=agreement)
    values = {"currency": agreement.currency, "reason": "Received", **more}
    posting = Posting(EntryKind.RECEIPT, pool, Decimal(amount), effective_on=day, **values)
    return post_entry(by=None, posting=posting)[0]


def one_of_each(by: Any, agreement: Any) -> dict[str, Any]:
    """Return an instalment and a report of an agreement that fell due, as the night would have recorded them."""
    paid = agreements.instalment(by, agreement, due_on=date(2024, 6, 1), amount=Decimal("1000.00"))
    sent = agreements.report(by, agreement, due_on=date(2024, 6, 1), kind="financial")
    shared = {"agreement": agreement, "partner": agreement.partner, "due_on": date(2024, 6, 1)}
    with recording(by=None, reason="What fell due"):
        instalment = DueInstalment.objects.create(
            instalment=paid,
            amount=paid.amount,
            received=Decimal(0),
            currency=agreement.currency,
            status="missing",
            **shared,
        )
        report = DueDonorReport.objects.create(donor_report=sent, kind=sent.kind, status="missing", **shared)
    return {"due instalment": instalment, "due report": report}
