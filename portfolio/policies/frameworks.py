"""Who may load what cooperation frameworks are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilo_dc.core import policies

if TYPE_CHECKING:
    from ilo_dc.core.standing import Viewer


def may_import_sub_outputs(user: Viewer) -> str | None:
    """Those who load published data load UN INFO's sub-outputs."""
    return policies.may_import(user)
