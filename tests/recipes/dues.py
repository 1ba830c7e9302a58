"""Receipts that pay the instalments of agreements for tests."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

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
