"""What awaits a person of appraisals, with the last day for it; whom theirs wait for."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ilo_dc.core.history.four_eyes import taken_by, who_took
from ilo_dc.core.languages import together
from ilo_dc.core.people.grants import grants_of, persons_of
from ilo_dc.core.people.vocab import Role
from ilo_dc.core.work.items import MOST, MOST_OVERSEEN, Doers, WorkItem
from ilo_dc.core.work.policies import may_oversee
from ilo_dc.core.work.policies import overseen as overseen_by
from portfolio.appraisals.actions.clocks import clocks_of, waiting_names, who_of
from portfolio.appraisals.models.appraisal import Appraisal, AppraisalOpinion, AppraisalRule
from portfolio.appraisals.policies import APPRAISERS
from portfolio.appraisals.querysets import APPRAISING
from portfolio.appraisals.vocab import Step
from portfolio.proposals.models.proposal import Proposal
from portfolio.proposals.querysets.desks import at_desk
from portfolio.proposals.querysets.proposals import WRITING
from portfolio.proposals.vocab import ProposalStatus

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from ilo_dc.core.people.grants import Viewer
    from portfolio.proposals.querysets.proposals import ProposalQuerySet

OWN_STEPS = (Step.SCORES, Step.EVALUATION, Step.DECISION)  # each has a page of its own; opinions share one


def awaiting(user: Viewer) -> list[WorkItem]:
    """Return what `user` has to take up, score, say their opinion of, and decide."""
    if not user.is_authenticated or not grants_of(user).is_staff:
        return []
    found = (*_to_decide(user), *_to_score(user), *_to_evaluate(user), *_opinions(user), *_to_take_up(user))
    return list(islice(found, MOST))


def handed_in(user: Viewer) -> list[WorkItem]:
    """Return the open appraisals of what `user` wrote or appraised, and whom each waits for."""
    if not user.is_authenticated or not grants_of(user).is_staff:
        return []
    written = Proposal.objects.written_by(user).values("pk")
    rows = Appraisal.objects.open().for_work()
    own = rows.filter(proposal__in=written) | rows.filter(
        appraiser__in=persons_of(user), scored_at__isnull=False
    )
    return [
        WorkItem(
            title=_("Appraisal of the proposal"),
            url=reverse("portfolio:appraisal", args=[one.pk]),
            kind=_("Appraisal"),
            since=one.taken_up_at,
            subject=together(one.proposal),
            waits_on=", ".join(waiting_names(one)),
        )
        for one in own.order_by("taken_up_at", "pk")[:MOST]
    ]


def coming(user: Viewer) -> list[WorkItem]:
    """Return the open appraisals that others still work on and that `user` will decide on as a manager.

    They come when the last of the others is due.
    """
    if not grants_of(user).has(Role.MANAGER):
        return []
    theirs = Appraisal.objects.decided_by_manager(user).values("pk")
    rows = Appraisal.objects.open().exclude(pk__in=theirs).not_touched_by(user).for_work()
    return [
        WorkItem(
            title=_("Decide on the appraisal"),
            url=reverse("portfolio:appraisal", args=[one.pk]),
            kind=_("Appraisal"),
            since=datetime.combine(_others_are_due(one), time.min, UTC),
            subject=together(one.proposal),
        )
        for one in rows.order_by("taken_up_at", "pk")[:MOST]
    ]


def _others_are_due(appraisal: Appraisal) -> date:
    """Return the last day of the steps that a round waits for now."""
    clocks = clocks_of(appraisal, today=timezone.now().date())
    days = [one.due_on for one in clocks if one.is_waiting and one.due_on]
    return max(days, default=appraisal.taken_up_at.date())


def _to_decide(user: Viewer) -> Iterator[WorkItem]:
    for one in Appraisal.objects.decided_by_manager(user).for_work()[:MOST]:
        yield _item(one, _("Decide on the appraisal"), "portfolio:appraisal-decide", "decision")


def _to_score(user: Viewer) -> Iterator[WorkItem]:
    if not grants_of(user).has(*APPRAISERS):
        return
    for one in Appraisal.objects.scored_by(user).for_work()[:MOST]:
        yield _item(one, _("Score the proposal"), "portfolio:appraisal-score", "scores")


def _to_evaluate(user: Viewer) -> Iterator[WorkItem]:
    for one in Appraisal.objects.evaluated_by(user).for_work()[:MOST]:
        yield _item(one, _("Score EVAL’s criteria"), "portfolio:appraisal-evaluate", "evaluation")


def _opinions(user: Viewer) -> Iterator[WorkItem]:
    rows = AppraisalOpinion.objects.awaiting(user).select_related("appraisal__proposal", "appraisal__rules")
    for one in rows[:MOST]:
        days = getattr(one.appraisal.rules, f"{one.bureau}_days")
        yield WorkItem(
            title=_("Give the opinion of your bureau"),
            url=reverse("portfolio:appraisal-opinion", args=[one.appraisal_id, one.bureau]),
            kind=_("Appraisal"),
            since=one.appraisal.taken_up_at,
            subject=together(one.appraisal.proposal),
            due_on=one.appraisal.taken_up_at.date() + timedelta(days=days),
            key=_key(one.appraisal_id, one.bureau),
        )


def _to_take_up(user: Viewer) -> Iterator[WorkItem]:
    """What is submitted waits for PARDEV officers who did not write it."""
    if not grants_of(user).has(Role.PARDEV):
        return
    rows = Proposal.objects.visible_to(user).filter(status=ProposalStatus.SUBMITTED)
    yield from _submitted(rows.exclude(taken_by(user, *WRITING)), MOST)


def _submitted(rows: ProposalQuerySet, most: int) -> Iterator[WorkItem]:
    found = list(rows.with_status_since().order_by("status_since", "pk")[:most])
    writers = who_took([one.pk for one in found], *WRITING)
    days = AppraisalRule.objects.in_force_on(timezone.now().date()).take_up_days if found else 0
    for one in found:
        since: date = one.status_since
        yield WorkItem(
            title=_("Take up the appraisal"),
            url=reverse("portfolio:appraisal-new", args=[one.pk]),
            kind=_("Appraisal"),
            since=datetime.combine(since, time.min, UTC),
            subject=together(one),
            due_on=since + timedelta(days=days),
            waits_on=str(Role.PARDEV.label),
            key=f"take-up:{one.pk}",
            doers=Doers(Q(role__in=APPRAISERS), excluded=writers[one.pk]),
        )


def overseen(user: Viewer) -> Iterator[WorkItem]:
    """Yield what waits to be taken up, scored, said and decided, of proposals of the places of `user`."""
    if not may_oversee(user):
        return
    submitted = Proposal.objects.visible_to(user).filter(overseen_by(user), status=ProposalStatus.SUBMITTED)
    yield from _submitted(submitted, MOST_OVERSEEN)
    places = overseen_by(user, country="proposal__country__", region="proposal__region__")
    rows = Appraisal.objects.visible_to(user).open().filter(places).for_work()
    found = list(rows.order_by("taken_up_at", "pk")[:MOST_OVERSEEN])
    writers = who_took([one.proposal_id for one in found], *WRITING)
    appraisers = who_took([one.pk for one in found], *APPRAISING)
    for one in found:
        yield from _waiting_steps(one, writers[one.proposal_id], appraisers[one.pk])


def _waiting_steps(
    appraisal: Appraisal, writers: frozenset[int], appraisers: frozenset[int]
) -> Iterator[WorkItem]:
    """Yield an item for each step that a round waits for; `writers` and `appraisers` do not decide."""
    for clock in clocks_of(appraisal, today=timezone.now().date()):
        if not clock.is_waiting or clock.step == Step.TAKE_UP:
            continue
        title, page, doers = _step(appraisal, clock.step, writers, appraisers)
        args = [appraisal.pk] if clock.step in OWN_STEPS else [appraisal.pk, clock.step]
        yield WorkItem(
            title=title,
            url=reverse(page, args=args),
            kind=_("Appraisal"),
            since=datetime.combine(clock.since or appraisal.taken_up_at.date(), time.min, UTC),
            subject=together(appraisal.proposal),
            due_on=clock.due_on,
            waits_on=who_of(appraisal, clock.step)[0],
            is_decision=clock.step == Step.DECISION,
            key=_key(appraisal.pk, clock.step),
            doers=doers,
        )


def _step(
    appraisal: Appraisal, step: str, writers: frozenset[int], appraisers: frozenset[int]
) -> tuple[str, str, Doers]:
    """Return what to do at a step, its page and who may do it, as the policies of appraisals say."""
    appraiser = frozenset(filter(None, (appraisal.appraiser_id,)))
    if step == Step.SCORES:
        return _("Score the proposal"), "portfolio:appraisal-score", Doers(named=appraiser, excluded=writers)
    if step == Step.EVALUATION:
        evaluators = Doers(Q(role=Role.EVALUATOR), excluded=writers)
        return _("Score EVAL’s criteria"), "portfolio:appraisal-evaluate", evaluators
    if step == Step.DECISION:
        managers = Doers(Q(role=Role.MANAGER), excluded=writers | appraisers)
        return _("Decide on the appraisal"), "portfolio:appraisal-decide", managers
    return _("Give the opinion of your bureau"), "portfolio:appraisal-opinion", Doers(at_desk(step))


def _key(appraisal: int, step: str) -> str:
    """Name a step of an appraisal while it waits."""
    return f"appraisal-{step}:{appraisal}"


def _item(appraisal: Appraisal, title: str, page: str, step: str) -> WorkItem:
    clock = next(one for one in clocks_of(appraisal, today=timezone.now().date()) if one.step == step)
    since = clock.since or appraisal.taken_up_at.date()
    return WorkItem(
        title=title,
        url=reverse(page, args=[appraisal.pk]),
        kind=_("Appraisal"),
        since=datetime.combine(since, time.min, UTC),
        subject=together(appraisal.proposal),
        due_on=clock.due_on,
        is_decision=page == "portfolio:appraisal-decide",
        key=_key(appraisal.pk, step),
    )
