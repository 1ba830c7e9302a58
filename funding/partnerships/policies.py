"""Who may load partnerships."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilo_dc.core.people import policies

if TYPE_CHECKING:
    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.people.grants import Viewer


def may_import_partnerships(user: Viewer) -> Verdict:
    """Those who load published data load partnerships."""
    return policies.may_import(user)
