"""`/ledger/` and `/ledger/pools/`: what was posted, and what the pools hold."""

from __future__ import annotations

from funding.ledger.registers import LEDGER_ENTRIES, POOLS
from ilo_dc.core.registers.pages.guarded import OfReaders


class LedgerPage(OfReaders):
    """The lines that one may see."""

    register = LEDGER_ENTRIES
    template_name = "funding/ledger/ledger.html"


class PoolsPage(OfReaders):
    """The pools with their balances."""

    register = POOLS
    template_name = "funding/ledger/ledger.html"
