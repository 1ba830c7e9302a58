"""The end of a step, recorded as the dated fact that measures count."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from funding.clearances.actions.clocks import clock_of
from funding.clearances.models.step import ClearanceStep
from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.facts.actions.facts import Plan, Revision, post

if TYPE_CHECKING:
    from funding.clearances.models.clearance import PartnershipClearance
    from ilo_dc.core.models import User


def record_step(
    *, by: User, clearance: PartnershipClearance, step: str, reason: str, result: str = ""
) -> None:
    """Record that a step of a saved clearance has ended, with what came of it, in the caller's transaction.

    What was recorded of it before is superseded, if it said something else. `reason` is the history's.
    """
    clock = clock_of(clearance, step)
    old = ClearanceStep.objects.current().filter(clearance=clearance, step=step).first()
    days: dict[str, Any] = {"started_on": clock.since, "ended_on": clock.ended_on}
    new = ClearanceStep(clearance=clearance, step=step, result=result, **days)
    if old is None:
        plan = Plan(created=[new])
    elif Revision(old, new).differences():
        plan = Plan(changed=[Revision(old, new)])
    else:
        return
    with recording(by=by, reason=reason):
        post(plan, edition=None, demonstration=clearance.demonstration)
