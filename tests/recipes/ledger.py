"""Pools and postings in few words: US dollars and euros, counted on days of July 2022."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from funding.ledger.actions.pools import open_pool
from funding.ledger.actions.postings import Posting, post_entry
from funding.ledger.models.entry import LedgerEntry
from funding.ledger.models.pool import Pool, PoolBalance
from funding.ledger.vocab import EntryKind, ResourceType
from funding.rates.models import ExchangeRate
from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.models import Biennium, Currency

DAY = date(2022, 7, 15)
EURO = Decimal("0.925574")
PLACES = {"USD": 2, "EUR": 2, "JPY": 0}


def money() -> dict[str, Currency]:
    """Make three currencies and their rates of July 2022; return them by code."""
    found = {
        code: Currency.objects.update_or_create(code=code, defaults={"name": code, "minor_units": places})[0]
        for code, places in PLACES.items()
    }
    rates = [("EUR", EURO), ("JPY", Decimal("136.03"))]
    with transaction.atomic(), recording(by=None, reason="Rates of the tests"):
        for code, rate in rates:
            ExchangeRate.objects.create(currency_id=code, effective_on=date(2022, 7, 1), rate=rate)
    return found


def pool_of(resource_type: str = ResourceType.RBSA, code: str = "2022-23") -> Pool:
    """Open a pool of a biennium as the operator."""
    first = int(code[:4])
    days = {"starts_on": date(first, 1, 1), "ends_on": date(first + 2, 1, 1)}
    biennium, _made = Biennium.objects.get_or_create(code=code, defaults=days)
    return open_pool(by=None, biennium=biennium, resource_type=ResourceType(resource_type))


def posting(pool: Pool, kind: str, amount: str | Decimal, code: str = "USD", **more: Any) -> Posting:
    """Return what is to be posted, counted on `DAY` unless told."""
    given = {"effective_on": DAY, "reason": "A test", "psc_rate": Decimal(0), **more}
    currency = Currency.objects.get(pk=code)
    return Posting(kind=EntryKind(kind), pool=pool, amount=Decimal(amount), currency=currency, **given)


def posted(pool: Pool, kind: str, amount: str | Decimal, code: str = "USD", **more: Any) -> list[LedgerEntry]:
    """Post as the operator and return the lines."""
    return post_entry(by=None, posting=posting(pool, kind, amount, code, **more))


def balance(pool: Pool) -> tuple[Decimal, Decimal, Decimal]:
    """Return what a pool has available, allocated, and its shortfall."""
    kept = PoolBalance.objects.get(pool=pool)
    return kept.available, kept.allocated, kept.shortfall
