"""Who reads the ledger and who posts to it (journeys, section 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from funding.ledger.querysets import SEE_ALL, SEE_COUNTRIES
from funding.ledger.vocab import EntryKind
from ilo_dc.core.errors import ALLOWED, Verdict, refused
from ilo_dc.core.people.grants import grants_of
from ilo_dc.core.people.vocab import Role

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer

# An approval is PARDEV's, what came in and was spent is of finance.
POSTERS = {
    EntryKind.APPROVAL: (Role.PARDEV, Role.MANAGER),
    EntryKind.ALLOCATION: (Role.MANAGER, Role.FINANCE),
}
KEEPERS = (Role.FINANCE, Role.MANAGER)


def may_read_ledger(user: Viewer) -> Verdict:
    """Staff who deal with money, officers of countries, and donors for what is their own."""
    if grants_of(user).has(*SEE_ALL, *SEE_COUNTRIES, Role.DONOR):
        return ALLOWED
    return refused(_("Only those who deal with the money of the portfolio see the ledger."))


def may_read_pools(user: Viewer) -> Verdict:
    """Pools are seen by those who see all lines."""
    if grants_of(user).has(*SEE_ALL):
        return ALLOWED
    return refused(_("Only those who deal with the money of the portfolio see the ledger."))


def may_post(user: Viewer, kind: str) -> Verdict:
    """PARDEV posts approvals, managers and finance allocations, finance the rest."""
    if grants_of(user).has(*POSTERS.get(EntryKind(kind), (Role.FINANCE,))):
        return ALLOWED
    if kind == EntryKind.APPROVAL:
        return refused(_("Only partnership officers and managers post approvals."))
    if kind == EntryKind.ALLOCATION:
        return refused(_("Only finance officers and partnership managers post allocations."))
    return refused(_("Only finance officers post receipts, expenditure, refunds and adjustments."))


def may_keep_ledger(user: Viewer) -> Verdict:
    """Finance officers and managers open pools, reverse and transfer."""
    if grants_of(user).has(*KEEPERS):
        return ALLOWED
    return refused(_("Only finance officers and partnership managers correct the ledger."))
