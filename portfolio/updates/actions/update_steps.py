"""The steps that outcome updates take, as dated facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from portfolio.updates.models import UpdateStep

if TYPE_CHECKING:
    from portfolio.updates.models import OutcomeUpdate


def record_step(update: OutcomeUpdate) -> UpdateStep:
    """Record the state that an update, handed in once, has now; the caller's change is open.

    It takes the place of the step before: so a figure as of a day between them still counts that one.
    """
    UpdateStep.objects.current().filter(update=update).update(superseded_at=timezone.now())
    handed_in: Any = update.submitted_at  # the database asks for it of all but a draft
    step: UpdateStep = UpdateStep.objects.create(
        update=update, state=update.state, submitted_at=handed_in, demonstration=update.demonstration
    )
    return step
