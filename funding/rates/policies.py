"""Who may do what with exchange rates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilo_dc.core.errors import Verdict
from ilo_dc.core.people import policies

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer


def may_import_rates(user: Viewer) -> Verdict:
    """Those who load published data load exchange rates."""
    return policies.may_import(user)
