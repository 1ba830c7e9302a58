"""Waiving the appraisal of a proposal: nobody who appraised it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from ilo_dc.core.errors import require
from portfolio.appraisals import policies
from portfolio.proposals.actions.proposals import waive_appraisal

if TYPE_CHECKING:
    from ilo_dc.core.models import User
    from portfolio.proposals.models.proposal import Proposal


@transaction.atomic
def waive(*, by: User, proposal: Proposal, lock_version: int, kind: str, reason: str) -> Proposal:
    """Let a submitted proposal go to a partner without an appraisal; see `waive_appraisal`.

    Raises:
        Refused: as `waive_appraisal`, or who appraised it in any round.
        Conflict, UnableToAct: as `waive_appraisal`.
    """
    require(policies.may_waive(by, proposal))
    waived = waive_appraisal(by=by, proposal=proposal, lock_version=lock_version, kind=kind, reason=reason)
    require(policies.may_waive(by, waived))  # who appraised it meanwhile
    return waived
