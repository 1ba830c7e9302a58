"""`/ledger/` and `/ledger/pools/`: what was posted, and what the pools hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from funding.ledger.policies import may_read_ledger, may_read_pools
from funding.ledger.registers import LEDGER_ENTRIES, POOLS
from ilo_dc.core.registers.pages.guarded import Guarded
from ilo_dc.core.registers.pages.register import RegisterPage

if TYPE_CHECKING:
    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.people.grants import Viewer


class LedgerPage(Guarded, RegisterPage):
    """The lines that one may see."""

    register = LEDGER_ENTRIES
    template_name = "funding/ledger/ledger.html"

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` sees lines of the ledger."""
        return may_read_ledger(user)


class PoolsPage(Guarded, RegisterPage):
    """The pools with their balances."""

    register = POOLS
    template_name = "funding/ledger/ledger.html"

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` sees the pools."""
        return may_read_pools(user)
