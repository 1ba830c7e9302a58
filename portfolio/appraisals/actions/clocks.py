"""The clock of each step of an appraisal, read off its row: who has decided, what waits, since when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ilo_dc.core.people.vocab import Role
from ilo_dc.core.steps.rules import Clock
from portfolio.appraisals.vocab import Decision, Step

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from portfolio.appraisals.models.appraisal import Appraisal


def clocks_of(appraisal: Appraisal, *, today: date) -> list[Clock]:
    """Return the clocks of the steps of a round, in order; reads `rules`, `opinions` and `days`.

    Once the proposal has left the appraisal, what nobody did ends with that day.
    """
    return list(_clocks(appraisal, today))


def who_of(appraisal: Appraisal, step: str) -> tuple[str, str]:
    """Return who took a step, or has to, and what came of it."""
    one = next((one for one in appraisal.opinions.all() if one.bureau == step), None)
    if one is not None:
        return (
            str(one.given_by or one.get_bureau_display()),
            str(one.get_opinion_display()) if one.opinion else "",
        )
    if step == Step.TAKE_UP:
        return str(appraisal.taken_up_by or Role.PARDEV.label), ""
    if step == Step.SCORES:
        recommended = appraisal.get_recommendation_display() if appraisal.scored_at else ""
        return str(appraisal.appraiser or Role.PARDEV.label), str(recommended)
    if step == Step.REVISE:
        return str(appraisal.proposal.author or _("Its authors")), ""
    if step == Step.EVALUATION:
        return str(appraisal.evaluator or Role.EVALUATOR.label), ""
    return str(appraisal.decided_by or Role.MANAGER.label), str(appraisal.get_decision_display())


def waiting_names(appraisal: Appraisal) -> list[str]:
    """Return whom an open round waits for, by step."""
    clocks = clocks_of(appraisal, today=timezone.now().date())
    return [who_of(appraisal, one.step)[0] for one in clocks if one.is_waiting]


def _clocks(appraisal: Any, today: date) -> Iterator[Clock]:
    rules, begun, days = appraisal.rules, appraisal.taken_up_at.date(), appraisal.days
    left_on = None if appraisal.is_open else days.left_on
    yield Clock(Step.TAKE_UP, days.submitted_on, begun, rules.take_up_days, today)
    yield Clock(Step.SCORES, begun, _day(appraisal.scored_at) or left_on, rules.scores_days, today)
    ends = [appraisal.scored_at]
    for opinion in sorted(appraisal.opinions.all(), key=lambda one: one.bureau):
        target = getattr(rules, f"{opinion.bureau}_days")
        ends.append(opinion.given_at)
        yield Clock(opinion.bureau, begun, _day(opinion.given_at) or left_on, target, today)
    if appraisal.evaluation_needed:
        ends.append(appraisal.evaluated_at)
        ended = _day(appraisal.evaluated_at) or left_on
        yield Clock(Step.EVALUATION, begun, ended, rules.evaluation_days, today)
    since = max((one.date() for one in ends if one), default=None) if all(ends) else None
    if since is None and appraisal.decided_at:
        since = _day(appraisal.scored_at)  # it was returned or rejected before all had spoken
    decided = _day(appraisal.decided_at)
    yield Clock(Step.DECISION, since, decided or (left_on if since else None), rules.decision_days, today)
    if appraisal.decision == Decision.REVISE:
        yield Clock(Step.REVISE, decided, days.revised_on, rules.revise_days, today)


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None
