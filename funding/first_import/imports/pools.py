"""What the pools have for the rows of a file: the database judges again when they are posted."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from funding.first_import.actions.postings import Row, in_order
from funding.first_import.vocab import AGAIN
from funding.ledger.models.pool import PoolBalance
from funding.ledger.rules import Balance
from funding.ledger.vocab import EntryKind
from funding.rates.rules import in_dollars
from ilo_dc.formats import text

if TYPE_CHECKING:
    from ilo_dc.core.imports.importer import Sheet


def within_pools(sheet: Sheet, rows: list[Row], posted: dict[str, dict[str, Any]]) -> list[Row]:
    """Return rows without those that allocate more than their pool has, which are noted.

    Rows that are posted already are in the balances.
    """
    fresh = [row for row in rows if not _stands(row, posted) and row.posting.kind == EntryKind.ALLOCATION]
    if not fresh:
        return rows
    pools = {row.posting.pool.pk for row in fresh if row.posting.pool.pk}
    kept = {one.pool_id: one for one in PoolBalance.objects.filter(pool__in=pools)}
    balances: defaultdict[int, Balance] = defaultdict(Balance)
    for row in fresh:
        one = kept.get(row.posting.pool.pk or 0)
        if one is not None:
            balances[id(row.posting.pool)] = Balance(one.available, one.allocated, one.shortfall)
    refused: set[int] = set()
    for row in in_order(fresh):
        pool = id(row.posting.pool)
        usd = in_dollars(row.posting.amount, row.rate)
        after = balances[pool].after(allocated=usd)
        if after is None:
            refused.add(row.number)
            left = max(Decimal(0), balances[pool].available - balances[pool].allocated)
            words = {"pool": row.posting.pool, "left": text.amount(left, "USD", 2)}
            message = _("The pool %(pool)s has not as much: %(left)s left.") % words
            sheet.add(row.number, "amount", str(row.posting.amount), message)
        else:
            balances[pool] = after
    return [row for row in rows if row.number not in refused]


def _stands(row: Row, posted: dict[str, dict[str, Any]]) -> bool:
    found = posted.get(row.posting.external_ref.partition(AGAIN)[0])
    return found is not None and found["lines"] > 0
