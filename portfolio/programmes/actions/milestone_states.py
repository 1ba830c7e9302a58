"""How milestones stand, as dated facts: recorded where a figure may count them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_noop

from ilo_dc.core.facts.actions.changes import recording
from portfolio.programmes.models.milestone_state import MilestoneState
from portfolio.programmes.models.programme_outcome import Milestone
from portfolio.programmes.rules.programmes import AGREED
from portfolio.programmes.vocab import MilestoneStatus

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ilo_dc.core.models import User
    from portfolio.programmes.models.country_programme import CountryProgramme
    from portfolio.programmes.models.programme_outcome import ProgrammeOutcome
    from portfolio.programmes.models.programme_state import ProgrammeState

RATED = gettext_noop("Milestone rated")
OF_A_PROGRAMME = gettext_noop("Milestones of a programme that is signed")


def record_state(by: User, milestone: Milestone) -> None:
    """Record how a milestone stands, if that differs from what was recorded and it may be counted.

    In a programme it is from signature on: till then it may be removed. Without a programme it is from its
    first rating on.
    """
    current = MilestoneState.objects.current().filter(milestone=milestone).first()
    if current is None and not _counts(milestone.indicator.outcome, milestone):
        return
    if current is None or _said(current) != _said(_state_of(milestone)):
        _record(by, [milestone], reason=RATED)


def record_of_programme(by: User, programme: CountryProgramme, state: ProgrammeState) -> None:
    """Record how the milestones of a programme stand that is signed now: from here on they are counted."""
    if state.status not in AGREED:
        return
    milestones = Milestone.objects.filter(indicator__outcome__programme=programme, states__isnull=True)
    _record(by, milestones.order_by("pk"), reason=OF_A_PROGRAMME)


def _counts(place: ProgrammeOutcome, milestone: Milestone) -> bool:
    if place.programme is None:
        return bool(milestone.status)
    return place.programme.status in AGREED


def _record(by: User, milestones: Iterable[Milestone], *, reason: str) -> None:
    """Write the facts in the place of those before, in one change."""
    states = [_state_of(one) for one in milestones]
    if not states:
        return
    with recording(by=by, reason=reason):
        before = MilestoneState.objects.current().filter(milestone__in=[one.milestone_id for one in states])
        before.update(superseded_at=timezone.now())
        MilestoneState.objects.bulk_create(states)


def _state_of(milestone: Milestone) -> MilestoneState:
    return MilestoneState(
        milestone=milestone,
        status=milestone.status or MilestoneStatus.NOT_RATED,
        due_on=milestone.due_on,
        effective_on=timezone.now().date(),
        demonstration=milestone.demonstration,
    )


def _said(state: MilestoneState) -> tuple[object, ...]:
    return state.status, state.due_on
