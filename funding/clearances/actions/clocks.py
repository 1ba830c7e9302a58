"""The clock of each step of a clearance, read off its row: who has decided, what waits, since when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from funding.clearances.vocab import OPEN, ClearanceStatus, Step
from ilo_dc.core.people.vocab import Role
from ilo_dc.core.steps.rules import Clock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from funding.clearances.models.clearance import PartnershipClearance


def clocks_of(clearance: PartnershipClearance, *, today: date) -> list[Clock]:
    """Return the clocks of the steps of a clearance, in order; reads `rules` and `opinions`.

    One that reuses another has none. What a request was withdrawn from, or refused before, no longer waits.
    """
    if clearance.status == ClearanceStatus.REUSED:
        return []
    found = list(_clocks(clearance, today))
    if clearance.status in OPEN:
        return found
    return [one if one.ended_on else _never(one) for one in found]


def clock_of(clearance: PartnershipClearance, step: str) -> Clock:
    """Return the clock of one step as it stands today."""
    clocks = clocks_of(clearance, today=timezone.now().date())
    return next(one for one in clocks if one.step == step)


def who_of(clearance: PartnershipClearance, step: str) -> tuple[str, str]:
    """Return who took a step, or has to, and what came of it."""
    one = next((one for one in clearance.opinions.all() if one.bureau == step), None)
    if one is not None:
        result = str(one.get_opinion_display()) if one.opinion else ""
        return str(one.given_by or one.get_bureau_display()), result
    if step == Step.SCREENING:
        return str(clearance.officer or Role.PARDEV.label), ""
    if step == Step.LEGAL:
        return str(clearance.advised_by or Role.PARDEV.label), ""
    return str(clearance.decided_by or Role.MANAGER.label), str(clearance.get_decision_display())


def waiting_names(clearance: PartnershipClearance) -> list[str]:
    """Return whom an open request waits for, by step."""
    clocks = clocks_of(clearance, today=timezone.now().date())
    return [who_of(clearance, one.step)[0] for one in clocks if one.is_waiting]


def _clocks(clearance: PartnershipClearance, today: date) -> Iterator[Clock]:
    rules, screened = clearance.rules, _day(clearance.screened_at)
    yield Clock(Step.SCREENING, clearance.requested_on, screened, rules.screening_days, today)
    ends = []
    for opinion in sorted(clearance.opinions.all(), key=lambda one: one.bureau):
        given = _day(opinion.given_at)
        ends.append(given)
        yield Clock(opinion.bureau, screened, given, getattr(rules, f"{opinion.bureau}_days"), today)
    answered = [one for one in ends if one]
    advised = _day(clearance.advised_at)
    since = max(answered) if answered and len(answered) == len(ends) else None
    yield Clock(Step.LEGAL, since, advised, rules.legal_days, today)
    decided, since = _day(clearance.decided_at), advised
    if decided and not advised:  # refused before all had spoken: since the last that had
        since = max(one for one in (screened, *answered) if one)
    yield Clock(Step.DECISION, since, decided, rules.decision_days, today)


def _never(clock: Clock) -> Clock:
    return Clock(clock.step, None, None, clock.target_days, clock.today)


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None
