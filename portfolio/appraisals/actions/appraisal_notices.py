"""What people are told of appraisals: asked for an opinion (N2), a large one (N3), decided (N1), reminded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_noop

from ilo_dc.core.history.four_eyes import Takers, any_of, without_takers
from ilo_dc.core.models import User
from ilo_dc.core.notices.actions import Notice, holders, notify
from ilo_dc.core.notices.vocab import NoticeKind
from ilo_dc.core.people.vocab import Role
from ilo_dc.core.runs.actions.runs import request_daily
from ilo_dc.core.steps.actions import WaitingStep, remind_of
from ilo_dc.core.steps.rules import Clock
from portfolio.appraisals.actions.clocks import clocks_of
from portfolio.appraisals.models.appraisal import Appraisal
from portfolio.appraisals.querysets import APPRAISING, waiting_to_be_taken_up, waiting_to_revise
from portfolio.appraisals.vocab import BUREAUX, Decision, Step
from portfolio.proposals.actions.proposal_notices import authors_of, name_of
from portfolio.proposals.models.proposal import Proposal
from portfolio.proposals.querysets.desks import people_of
from portfolio.proposals.querysets.proposals import WRITING
from portfolio.proposals.vocab import Desk

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ilo_dc.core.models import Run

REMIND = "portfolio.remind_of_appraisals"

TO_SCORE = gettext_noop("You appraise a proposal: %(proposal)s.")
OPINION = gettext_noop("Your bureau’s opinion on a proposal is asked for: %(proposal)s.")
LARGE = gettext_noop("A proposal above the threshold of EVAL is being appraised: %(proposal)s.")
COMPLETE = gettext_noop("An appraisal is complete and waits for your decision: %(proposal)s.")
DECIDED = {
    Decision.READY: gettext_noop("An appraisal found a proposal ready: %(proposal)s."),
    Decision.REVISE: gettext_noop("A proposal was returned by its appraisal: %(proposal)s. “%(note)s”"),
    Decision.REJECTED: gettext_noop("An appraisal rejected a proposal: %(proposal)s. “%(note)s”"),
}
WAITS = {
    "half": gettext_noop("Half of the time for a step of an appraisal has passed: %(proposal)s."),
    "whole": gettext_noop("A step of an appraisal is late: %(proposal)s."),
}
NOTE_IN_A_NOTICE = 120  # characters


def tell_of_beginning(by: User, appraisal: Appraisal) -> None:
    """Tell the appraiser, both bureaux, and EVAL where it is asked; of these none who wrote it."""
    _tell(by, User.objects.filter(pk__in=[appraisal.appraiser_id]), appraisal, TO_SCORE, kind=NoticeKind.N1)
    for bureau in BUREAUX:
        to = without_takers(people_of(bureau), appraisal.proposal_id, *WRITING)
        _tell(by, to, appraisal, OPINION, kind=NoticeKind.N2)
    if appraisal.evaluation_needed:
        to = without_takers(people_of(Desk.EVALUATION), appraisal.proposal_id, *WRITING)
        _tell(by, to, appraisal, LARGE, kind=NoticeKind.N3)


def tell_substitute(by: User, appraisal: Appraisal) -> None:
    """Tell who appraises now."""
    _tell(by, User.objects.filter(pk__in=[appraisal.appraiser_id]), appraisal, TO_SCORE, kind=NoticeKind.N1)


def tell_if_complete(by: User, appraisal: Appraisal) -> None:
    """Tell the managers who may decide once everybody has said their part."""
    if is_complete(appraisal):
        to = without_takers(managers(), appraisal.proposal_id, *WRITING)
        to = without_takers(to, appraisal.pk, *APPRAISING)
        _tell(by, to, appraisal, COMPLETE, kind=NoticeKind.N1)


def is_complete(appraisal: Appraisal) -> bool:
    """Return whether an appraisal waits for nothing but the decision."""
    evaluated = not appraisal.evaluation_needed or appraisal.evaluated_at is not None
    silent = appraisal.opinions.filter(opinion="").exists()
    return appraisal.scored_at is not None and evaluated and not silent


def managers() -> QuerySet[User]:
    """Return who decides, but on what they wrote or appraised."""
    return holders(Role.MANAGER, country=None, region=None)


def tell_of_decision(by: User, appraisal: Appraisal) -> None:
    """Tell authors and appraiser at once what was decided."""
    people = authors_of(appraisal.proposal).values("pk")
    to = User.objects.filter(Q(pk__in=people) | Q(pk=appraisal.appraiser_id))
    text = DECIDED[Decision(appraisal.decision)]
    _tell(by, to.order_by("pk"), appraisal, text, kind=NoticeKind.N1)


def request_reminders() -> Run | None:
    """Ask for the reminders once a day; None: they were asked for already."""
    return request_daily(task=REMIND, label=gettext_noop("Reminders of appraisals"))


@transaction.atomic
def remind_of_appraisals(*, today: date) -> dict[str, int]:
    """Remind who has to go on with a step when half of its time has passed, and when all has.

    When all has, the partnerships department is told as well (journeys, N2). Returns {half, whole}: how
    many notices were new.
    """
    steps = (*_to_take_up(today), *_steps_of_rounds(today), *_to_revise(today))
    return remind_of(steps, kind=NoticeKind.N2, texts=WAITS, key="appraisal")


def _to_take_up(today: date) -> Iterator[WaitingStep]:
    """Yield what is submitted and no round has begun of: PARDEV officers who never wrote it take it up."""
    found = list(waiting_to_be_taken_up(Proposal.objects.all(), today))
    writers = Takers([one.pk for one in found], *WRITING)
    for one in found:
        clock = Clock(Step.TAKE_UP, one.status_since, None, one.days, today)
        people = people_of(Desk.PARTNERSHIPS)
        # Each submission is waited for anew.
        name = f"{Step.TAKE_UP}:{one.pk}:{one.status_since:%Y-%m-%d}"
        url, values = reverse("proposal", args=[one.pk]), {"proposal": name_of(one)}
        # PARDEV’s own: nobody else is told when it is late.
        yield WaitingStep(clock, people, name, url, values, barred=writers.of(one.pk))


def _steps_of_rounds(today: date) -> Iterator[WaitingStep]:
    """Yield the steps of the rounds that are open."""
    found = list(Appraisal.objects.open().for_list())
    writers = Takers([one.proposal_id for one in found], *WRITING)
    appraisers = Takers([one.pk for one in found], *APPRAISING)
    for one in found:
        wrote, appraised = writers.of(one.proposal_id), appraisers.of(one.pk)
        barred = {
            Step.SCORES: wrote,
            Step.ACT_EMP: wrote,
            Step.ACTRAV: wrote,
            Step.EVALUATION: wrote,
            Step.DECISION: any_of(wrote, appraised),
        }
        for clock in clocks_of(one, today=today):
            name, nobody = f"{one.pk}:{clock.step}", barred.get(Step(clock.step), frozenset)
            values, others = {"proposal": name_of(one.proposal)}, people_of(Desk.PARTNERSHIPS)
            people = _people_of(one, clock)
            yield WaitingStep(clock, people, name, _address(one), values, others, barred=nobody)


def _to_revise(today: date) -> Iterator[WaitingStep]:
    """Yield what was returned: its authors revise it, or withdraw it."""
    for one in waiting_to_revise(Proposal.objects.all(), today):
        clock = Clock(Step.REVISE, one.status_since, None, one.days, today)
        # Each return is waited for anew.
        name = f"{Step.REVISE}:{one.pk}:{one.status_since:%Y-%m-%d}"
        url, values = reverse("proposal", args=[one.pk]), {"proposal": name_of(one)}
        yield WaitingStep(clock, authors_of(one), name, url, values, people_of(Desk.PARTNERSHIPS))


def _people_of(appraisal: Appraisal, clock: Clock) -> QuerySet[User]:
    """Return who has to go on with a step."""
    if clock.step == Step.SCORES and appraisal.appraiser_id is not None:
        return User.objects.filter(pk__in=[appraisal.appraiser_id])
    if clock.step == Step.DECISION:
        return managers()
    desks = {Step.ACT_EMP: Desk.ACT_EMP, Step.ACTRAV: Desk.ACTRAV, Step.EVALUATION: Desk.EVALUATION}
    return people_of(desks.get(Step(clock.step), Desk.PARTNERSHIPS))


def _tell(by: User, to: QuerySet[User], appraisal: Appraisal, text: str, *, kind: NoticeKind) -> None:
    note = appraisal.note
    short = note if len(note) <= NOTE_IN_A_NOTICE else f"{note[: NOTE_IN_A_NOTICE - 1]}…"
    values = {"proposal": name_of(appraisal.proposal), "note": short}
    notify(by=by, to=to.exclude(pk=by.pk), notice=Notice(kind, text, _address(appraisal), values))


def _address(appraisal: Appraisal) -> str:
    return reverse("portfolio:appraisal", args=[appraisal.pk])
