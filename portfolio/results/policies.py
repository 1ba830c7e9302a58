"""Who may load results frameworks and the cross-walks between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilo_dc.core.people import policies

if TYPE_CHECKING:
    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.people.grants import Viewer


def may_import_results(user: Viewer) -> Verdict:
    """Those who load published data load results frameworks and cross-walks."""
    return policies.may_import(user)
