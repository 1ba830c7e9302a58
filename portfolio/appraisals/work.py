"""What awaits a person of appraisals, with the last day for it; whom theirs wait for."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ilo_dc.core.history.four_eyes import Takers, any_of, taken_by
from ilo_dc.core.languages import together
from ilo_dc.core.people.grants import grants_of, persons_of
from ilo_dc.core.people.vocab import Role
from ilo_dc.core.work.items import MOST, MOST_OVERSEEN, Doers, WorkItem, most_urgent, where
from ilo_dc.core.work.policies import may_oversee
from ilo_dc.core.work.policies import overseen as overseen_by
from ilo_dc.core.work.reading import read_once, read_together
from portfolio.appraisals.actions.clocks import clocks_of, waiting_names, who_of
from portfolio.appraisals.models.appraisal import Appraisal, AppraisalOpinion
from portfolio.appraisals.policies import APPRAISERS
from portfolio.appraisals.querysets import APPRAISING, waiting_to_be_taken_up, waiting_to_revise
from portfolio.appraisals.vocab import Decision, Step
from portfolio.proposals.models.proposal import Proposal
from portfolio.proposals.policies import beginners_at
from portfolio.proposals.querysets.desks import at_desk
from portfolio.proposals.querysets.proposals import WRITING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from ilo_dc.core.people.grants import Viewer

TAKE_OVER = gettext_lazy("Take over the appraisal, whose appraiser left")
UNASKED = Doers()  # of one's own work nobody asks who may do it
OWN_STEPS = (Step.SCORES, Step.EVALUATION, Step.DECISION)  # each has a page of its own; opinions share one


def awaiting(user: Viewer) -> list[WorkItem]:
    """Return what `user` has to take up, score, say their opinion of, decide, and revise."""
    if not user.is_authenticated or not grants_of(user).is_staff:
        return []
    scored = (*_to_decide(user), *_to_score(user), *_to_take_over(user), *_to_evaluate(user))
    return most_urgent((*scored, *_opinions(user), *_to_take_up(user), *_to_revise(user)))


def handed_in(user: Viewer) -> list[WorkItem]:
    """Return the open appraisals of what `user` wrote or appraised, and whom each waits for.

    What they appraised, or decided on, and was returned, waits for its authors.
    """
    if not user.is_authenticated or not grants_of(user).is_staff:
        return []
    appraised = [
        WorkItem(
            title=_("Appraisal of the proposal"),
            url=reverse("portfolio:appraisal", args=[one.pk]),
            kind=_("Appraisal"),
            since=one.taken_up_at,
            subject=together(one.proposal),
            due_on=_others_are_due(one),
            waits_on=", ".join(waiting_names(one)),
        )
        for one in _rounds(user)["own"]
    ]
    revised = [_revise(one, _("Revision of the returned proposal")) for one in _of_proposals(user)["others"]]
    return most_urgent((*appraised, *revised))


def coming(user: Viewer) -> list[WorkItem]:
    """Return the open appraisals that others still work on and that `user` will decide on as a manager.

    They come when the last of the others is due.
    """
    if not grants_of(user).has(Role.MANAGER):
        return []
    return [
        WorkItem(
            title=_("Decide on the appraisal"),
            url=reverse("portfolio:appraisal", args=[one.pk]),
            kind=_("Appraisal"),
            since=datetime.combine(_others_are_due(one), time.min, UTC),
            subject=together(one.proposal),
        )
        for one in _rounds(user)["coming"]
    ]


def _others_are_due(appraisal: Appraisal) -> date:
    """Return the last day of the steps that a round waits for now."""
    clocks = clocks_of(appraisal, today=timezone.now().date())
    days = [one.due_on for one in clocks if one.is_waiting and one.due_on]
    return max(days, default=appraisal.taken_up_at.date())


@read_once
def _rounds(user: Viewer) -> dict[str, list[Appraisal]]:
    """Return the open rounds that `user` decides on, scores or waits for; opinions in one query more."""
    rows, grants = Appraisal.objects.open().for_work(), grants_of(user)
    written = Proposal.objects.written_by(user).values("pk")
    own = Q(proposal__in=written) | Q(appraiser__in=persons_of(user), scored_at__isnull=False)
    to_decide = Appraisal.objects.decided_by_manager(user)
    coming = rows.exclude(pk__in=to_decide.order_by().values("pk")).not_touched_by(user)
    to_score = Appraisal.objects.scored_by(user)
    return read_together(
        own=rows.filter(own).order_by("taken_up_at", "pk"),
        to_decide=to_decide.for_work(),
        to_score=(to_score if grants.has(*APPRAISERS) else to_score.none()).for_work(),
        left=(rows.left_to(user) if grants.has(*APPRAISERS) else rows.none()).order_by("taken_up_at", "pk"),
        to_evaluate=Appraisal.objects.evaluated_by(user).for_work(),
        coming=(coming if grants.has(Role.MANAGER) else coming.none()).order_by("taken_up_at", "pk"),
    )


def _to_decide(user: Viewer) -> Iterator[WorkItem]:
    for one in _rounds(user)["to_decide"]:
        yield _item(one, _("Decide on the appraisal"), "portfolio:appraisal-decide", "decision")


def _to_score(user: Viewer) -> Iterator[WorkItem]:
    for one in _rounds(user)["to_score"]:
        yield _item(one, _("Score the proposal"), "portfolio:appraisal-score", "scores")


def _to_take_over(user: Viewer) -> Iterator[WorkItem]:
    """What an appraiser left waits for whoever may appraise it: one of them takes it over."""
    for one in _rounds(user)["left"]:
        yield _item(one, str(TAKE_OVER), "portfolio:appraisal-hand-over", "scores")


def _to_evaluate(user: Viewer) -> Iterator[WorkItem]:
    for one in _rounds(user)["to_evaluate"]:
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
    for one in _of_proposals(user)["to_take_up"]:
        yield _take_up(one)


def _take_up(proposal: Any, doers: Doers = UNASKED) -> WorkItem:
    since: date = proposal.status_since
    return WorkItem(
        title=_("Take up the appraisal"),
        url=reverse("portfolio:appraisal-new", args=[proposal.pk]),
        kind=_("Appraisal"),
        since=datetime.combine(since, time.min, UTC),
        subject=together(proposal),
        due_on=since + timedelta(days=proposal.days),
        waits_on=str(Role.PARDEV.label),
        key=f"take-up:{proposal.pk}",
        doers=doers,
        **where(proposal),
    )


@read_once
def _of_proposals(user: Viewer) -> dict[str, list[Proposal]]:
    """Return what `user` may take up, what came back to them, and what they had a part in and came back."""
    seen, today = Proposal.objects.visible_to(user), timezone.now().date()
    returned = waiting_to_revise(seen, today)
    written, persons = Proposal.objects.written_by(user).values("pk"), persons_of(user)
    part = Q(appraiser__in=persons) | Q(decided_by__in=persons)
    returns = Appraisal.objects.filter(part, decision=Decision.REVISE, proposal=OuterRef("pk"))
    to_take_up = waiting_to_be_taken_up(seen.exclude(taken_by(user, *WRITING)), today)
    return read_together(
        to_take_up=to_take_up if grants_of(user).has(Role.PARDEV) else to_take_up.none(),
        returned=returned.filter(pk__in=written),
        others=returned.filter(Exists(returns)).exclude(pk__in=written),
    )


def _to_revise(user: Viewer) -> Iterator[WorkItem]:
    """What came back waits for its authors."""
    for one in _of_proposals(user)["returned"]:
        yield _revise(one, _("Revise the returned proposal"))


def _revise(proposal: Any, title: str, doers: Doers = UNASKED) -> WorkItem:
    since: date = proposal.status_since
    return WorkItem(
        title=title,
        url=reverse("proposal", args=[proposal.pk]),
        kind=_("Proposal"),
        since=datetime.combine(since, time.min, UTC),
        subject=together(proposal),
        due_on=since + timedelta(days=proposal.days),
        waits_on=str(proposal.author or _("Its authors")),
        key=f"revise:{proposal.pk}:{since:%Y-%m-%d}",
        doers=doers,
        **where(proposal),
    )


def overseen(user: Viewer) -> Iterator[WorkItem]:
    """Yield each step that proposals of the places of `user` wait for: from taking up to their revision."""
    if not may_oversee(user):
        return
    proposals, today = Proposal.objects.visible_to(user).filter(overseen_by(user)), timezone.now().date()
    found = read_together(
        most=MOST_OVERSEEN,
        submitted=waiting_to_be_taken_up(proposals, today),
        returned=waiting_to_revise(proposals, today),
    )
    submitted: list[Any] = found["submitted"]
    places = overseen_by(user, country="proposal__country__", region="proposal__region__")
    rows = Appraisal.objects.visible_to(user).open().filter(places).for_work()
    rounds = list(rows.order_by("taken_up_at", "pk")[:MOST_OVERSEEN])
    writers = Takers([*(one.pk for one in submitted), *(one.proposal_id for one in rounds)], *WRITING)
    appraisers = Takers([one.pk for one in rounds], *APPRAISING)
    for proposal in submitted:
        yield _take_up(proposal, Doers(Q(role=Role.PARDEV), excluded=writers.of(proposal.pk)))
    for appraisal in rounds:
        yield from _waiting_steps(appraisal, writers, appraisers)
    for one in found["returned"]:
        people = frozenset(filter(None, (one.author_id, *one.co_authors)))
        doers = Doers(named=people) if people else Doers(beginners_at(one))
        yield _revise(one, _("Revise the returned proposal"), doers)


def _waiting_steps(appraisal: Appraisal, writers: Takers, appraisers: Takers) -> Iterator[WorkItem]:
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
            **where(appraisal.proposal),
        )


def _step(appraisal: Appraisal, step: str, writers: Takers, appraisers: Takers) -> tuple[str, str, Doers]:
    """Return what to do at a step, its page and who may do it, as the policies of appraisals say."""
    wrote, appraised = writers.of(appraisal.proposal_id), appraisers.of(appraisal.pk)
    if step == Step.SCORES and appraisal.appraiser_id is None:
        anybody = Doers(Q(role__in=APPRAISERS), excluded=wrote)
        return str(TAKE_OVER), "portfolio:appraisal-hand-over", anybody
    if step == Step.SCORES:
        appraiser = frozenset(filter(None, (appraisal.appraiser_id,)))
        return _("Score the proposal"), "portfolio:appraisal-score", Doers(named=appraiser, excluded=wrote)
    if step == Step.EVALUATION:
        evaluators = Doers(Q(role=Role.EVALUATOR), excluded=wrote)
        return _("Score EVAL’s criteria"), "portfolio:appraisal-evaluate", evaluators
    if step == Step.DECISION:
        managers = Doers(Q(role=Role.MANAGER), excluded=any_of(wrote, appraised))
        return _("Decide on the appraisal"), "portfolio:appraisal-decide", managers
    officers = Doers(at_desk(step), excluded=wrote)
    return _("Give the opinion of your bureau"), "portfolio:appraisal-opinion", officers


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
