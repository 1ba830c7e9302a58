"""Who loads the sheets of the first import, and until when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from funding.agreements.policies import REGISTRARS
from funding.ledger.policies import KEEPERS, may_post, may_read_pools
from ilo_dc.core.errors import ALLOWED, Verdict, refused
from ilo_dc.core.facts.actions.opening import opening
from ilo_dc.core.people.grants import grants_of
from ilo_dc.core.people.vocab import Role
from ilo_dc.formats import text

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer


def may_load_postings(user: Viewer, kind: str) -> Verdict:
    """Who posts a kind loads sheets of it, before the opening and after it."""
    return may_post(user, kind)


def may_load_agreements(user: Viewer) -> Verdict:
    """PARDEV loads its agreements until the opening."""
    if not grants_of(user).has(*REGISTRARS):
        return refused(_("Only PARDEV officers and managers load agreements."))
    return until_opened()


def may_load_approvals(user: Viewer) -> Verdict:
    """A manager loads approvals until the opening: they were signed already, and are not signed anew."""
    if not grants_of(user).has(Role.MANAGER):
        return refused(_("Only a PARDEV manager loads approvals of the past."))
    return until_opened()


def may_load_balances(user: Viewer) -> Verdict:
    """Who keeps the ledger loads opening balances until the opening."""
    if not grants_of(user).has(*KEEPERS):
        return refused(_("Only finance officers and partnership managers load opening balances."))
    return until_opened()


def may_see_loaded(user: Viewer) -> Verdict:
    """Who sees the whole ledger sees the sheets of others: they say what its lines do."""
    return may_read_pools(user)


def until_opened() -> Verdict:
    """Return whether the installation is still to be opened."""
    opened = opening()
    if opened is None:
        return ALLOWED
    words = {"day": text.long_date(opened.opened_at.date())}
    return refused(_("The installation was opened on %(day)s: the first import is over.") % words)
