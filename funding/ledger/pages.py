"""`/ledger/` and `/ledger/pools/`: what was posted, and what the pools hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from funding.ledger.policies import may_read_pools
from funding.ledger.registers import LEDGER_ENTRIES, POOLS
from ilo_dc.core.registers.pages.guarded import OfReaders

if TYPE_CHECKING:
    from ilo_dc.core.registers.paging import Page
    from ilo_dc.core.registers.register import Listing


class LedgerPage(OfReaders):
    """The lines that one may see."""

    register = LEDGER_ENTRIES
    template_name = "funding/ledger/ledger.html"

    def context(self, listing: Listing, page: Page) -> dict[str, Any]:
        """Add the way to the pools, for those who read them."""
        return {**super().context(listing, page), "reads_pools": may_read_pools(self.request.user)}


class PoolsPage(OfReaders):
    """The pools with their balances."""

    register = POOLS
    template_name = "funding/ledger/pools.html"
