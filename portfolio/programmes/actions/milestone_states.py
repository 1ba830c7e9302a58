"""How milestones stand, as dated facts: recorded where a figure may count them."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_noop

from ilo_dc.core.facts.actions.changes import recording
from portfolio.outcomes.models.country_outcome import CountryProgrammeOutcome
from portfolio.programmes.models.country_programme import CountryProgramme
from portfolio.programmes.models.milestone_state import MilestoneState
from portfolio.programmes.models.programme_outcome import Milestone
from portfolio.programmes.rules.programmes import AGREED
from portfolio.programmes.vocab import MilestoneStatus

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from ilo_dc.core.models import User
    from portfolio.programmes.models.programme_outcome import ProgrammeOutcome
    from portfolio.programmes.models.programme_state import ProgrammeState

RATED = gettext_noop("Milestone rated")
OF_A_PROGRAMME = gettext_noop("Milestones of a programme that is signed")
OF_AN_OUTCOME = gettext_noop("Milestones of an outcome that is published")


def record_state(by: User, milestone: Milestone, *, counts: bool) -> None:
    """Record how a milestone stands, if that differs from what was recorded and it may be counted.

    In a programme it is from signature on, without one from the publication of its outcome on: till then it
    may be removed.
    """
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


def record_of_outcome(by: User, cpo: CountryProgrammeOutcome) -> None:
    """Record how the milestones of an outcome without a programme stand that is published now.

    From here on they are counted, rated or not, as those of a programme from its signature on. Of a rating
    only today is known.
    """
    milestones = Milestone.objects.filter(
        indicator__outcome__cpo=cpo, indicator__outcome__programme=None, states__isnull=True
    )
    _record(by, [_state_of(one) for one in milestones.order_by("pk")], reason=OF_AN_OUTCOME)


def counts_milestones(place: ProgrammeOutcome) -> bool:
    """Return whether milestones of a place are counted: of a signed programme, or of a published outcome.

    The programme or outcome is locked, so that nobody signs or publishes it meanwhile. Ask it before a
    milestone is locked, for who signs or publishes locks in this order, too.
    """
    if place.programme_id is not None:
        programmes = CountryProgramme.objects.select_for_update(of=("self",))
        return programmes.get(pk=place.programme_id).status in AGREED
    if place.cpo_id is None:  # of a global product nothing is counted
        return False
    outcomes = CountryProgrammeOutcome.objects.select_for_update(of=("self",))
    return outcomes.get(pk=place.cpo_id).published


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
