"""How milestones stand, as dated facts: recorded where a figure may count them."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_noop

from ilo_dc.core.facts.actions.changes import recording
from portfolio.programmes.models.country_programme import CountryProgramme
from portfolio.programmes.models.milestone_state import MilestoneState
from portfolio.programmes.models.programme_outcome import Milestone
from portfolio.programmes.rules.programmes import AGREED
from portfolio.programmes.vocab import MilestoneStatus

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from ilo_dc.core.models import User
    from portfolio.programmes.models.programme_state import ProgrammeState

RATED = gettext_noop("Milestone rated")
OF_A_PROGRAMME = gettext_noop("Milestones of a programme that is signed")


def record_state(by: User, milestone: Milestone) -> None:
    """Record how a milestone stands, if that differs from what was recorded and it may be counted.

    In a programme it is from signature on: till then it may be removed. Without a programme it is from its
    first rating on after the outcome was published.
    """
    counts = _counts(milestone)
    current = MilestoneState.objects.current().filter(milestone=milestone).first()
    if current is None and not counts:
        return
    state = _state_of(milestone)
    if current is None or _values_of(current) != _values_of(state):
        _record(by, [state], reason=RATED)


@contextmanager
def rating(by: User, milestone: Milestone, state: MilestoneState) -> Iterator[None]:
    """Make what is written inside the block one change, if it is to record `state` of the milestone.

    So the text that is written with a state is in force from when the state is, not a moment before. The row
    is locked first, then the lock of changes is taken, as everywhere.
    """
    list(Milestone.objects.select_for_update(of=("self",)).filter(pk=milestone.pk))
    current = MilestoneState.objects.current().filter(milestone=milestone).first()
    if current is None or _values_of(current) == _values_of(state):
        yield
        return
    with recording(by=by, reason=RATED):
        yield


def record_of_programme(by: User, programme: CountryProgramme, state: ProgrammeState) -> None:
    """Record how the milestones of a programme stand that is signed now: from here on they are counted.

    One that nobody rated is not rated since the signature took effect; of a rating only today is known.
    """
    if state.status not in AGREED:
        return
    milestones = Milestone.objects.filter(indicator__outcome__programme=programme, states__isnull=True)
    states = [_state_of(one) for one in milestones.order_by("pk")]
    for one in states:
        if one.status == MilestoneStatus.NOT_RATED:
            one.effective_on = state.effective_on
    _record(by, states, reason=OF_A_PROGRAMME)


def _counts(milestone: Milestone) -> bool:
    """Return whether a milestone is counted; its programme is locked, so that nobody signs it meanwhile."""
    place = milestone.indicator.outcome
    programme = place.programme_id
    if programme is None:
        return bool(milestone.status) and place.cpo is not None and place.cpo.published
    return CountryProgramme.objects.select_for_update(of=("self",)).get(pk=programme).status in AGREED


def _record(by: User, states: Sequence[MilestoneState], *, reason: str) -> None:
    """Write facts in the place of those before, in one change."""
    if not states:
        return
    with recording(by=by, reason=reason):
        before = MilestoneState.objects.current().filter(milestone__in=[one.milestone_id for one in states])
        before.update(superseded_at=timezone.now())
        MilestoneState.objects.bulk_create(states)


def _state_of(milestone: Milestone) -> MilestoneState:
    return state_of(milestone, status=milestone.status, due_on=milestone.due_on)


def state_of(milestone: Milestone, *, status: str, due_on: date) -> MilestoneState:
    """Return the fact, to be recorded today, that a milestone stands so; an empty status: not yet rated."""
    return MilestoneState(
        milestone=milestone,
        status=status or MilestoneStatus.NOT_RATED,
        due_on=due_on,
        effective_on=timezone.now().date(),
        demonstration=milestone.demonstration,
    )


def _values_of(state: MilestoneState) -> tuple[object, ...]:
    return state.status, state.due_on
