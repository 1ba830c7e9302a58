"""What awaits a person of proposals: to write, to submit to a partner, to answer at the desk."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from ilo_dc.core.languages import together
from ilo_dc.core.people.grants import grants_of, persons_of
from ilo_dc.core.people.vocab import Role
from ilo_dc.core.work.items import MOST_OVERSEEN, Doers, WorkItem, most_urgent, where
from ilo_dc.core.work.policies import may_oversee
from ilo_dc.core.work.policies import overseen as overseen_by
from ilo_dc.core.work.reading import read_once, read_together
from portfolio.proposals.models.desk_question import DeskQuestion
from portfolio.proposals.models.proposal import Proposal
from portfolio.proposals.policies import PARTNERSHIPS
from portfolio.proposals.querysets.desks import at_desk
from portfolio.proposals.rules import TO_PARTNER_DAYS
from portfolio.proposals.vocab import DRAFTS, ProposalStatus

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilo_dc.core.people.grants import Viewer

UNASKED = Doers()  # of one's own work nobody asks who may do it


def awaiting(user: Viewer) -> list[WorkItem]:
    """Return the proposals that `user` has to write or bring to a partner, and what the desk is asked.

    What an appraisal returned has a clock of its own: `portfolio.appraisals` says it.
    """
    if not user.is_authenticated or not grants_of(user).is_staff:
        return []
    return most_urgent((*_written(user), *_left(user), *_asked(user), *_ready(user)))


def handed_in(user: Viewer) -> list[WorkItem]:
    """Return what `user` submitted and nobody has taken up yet, and what they asked the help desk."""
    if not user.is_authenticated or not grants_of(user).is_staff:
        return []
    return most_urgent((*_submitted(user), *_unanswered(user)))


@read_once
def _proposals(user: Viewer) -> dict[str, list[Proposal]]:
    """Return the proposals that `user` writes, has to bring to a partner, and has submitted."""
    written = Proposal.objects.written_by(user).with_status_since().order_by("status_since", "pk")
    ready = _ready_of(Proposal.objects.visible_to(user))
    return read_together(
        written=written.filter(status__in=DRAFTS),
        left=Proposal.objects.left_to(user).with_status_since().order_by("status_since", "pk"),
        ready=ready if grants_of(user).has(*PARTNERSHIPS) else ready.none(),
        submitted=written.filter(status=ProposalStatus.SUBMITTED),
    )


def _ready_of(rows: Any) -> Any:
    """Return of proposals those that wait for a partner, the longest ago first."""
    ready = rows.filter(status__in=(ProposalStatus.READY, ProposalStatus.DECLINED), discarded=False)
    return ready.with_status_since().order_by("status_since", "pk")


@read_once
def _questions(user: Viewer) -> dict[str, list[DeskQuestion]]:
    """Return the questions that `user` has to answer, and those that they asked."""
    asked = DeskQuestion.objects.unanswered().filter(asked_by__in=persons_of(user)).for_list()
    return read_together(
        asked=DeskQuestion.objects.awaiting(user).for_list(), unanswered=asked.order_by("due_on", "pk")
    )


def _written(user: Viewer) -> Iterator[WorkItem]:
    for one in _proposals(user)["written"]:
        yield _item(one, _("Go on writing the proposal"))


def _left(user: Viewer) -> Iterator[WorkItem]:
    """What its author left waits for whoever may begin proposals there: one of them takes it over."""
    for one in _proposals(user)["left"]:
        page = reverse("portfolio:proposal-hand-over", args=[one.pk])
        yield replace(_item(one, _("Take over the proposal, whose author left")), url=page)


def _ready(user: Viewer) -> Iterator[WorkItem]:
    """What is ready, or comes back from a partner, waits for the partnerships department."""
    for one in _proposals(user)["ready"]:
        yield _to_partner(one)


def _to_partner(proposal: Any, doers: Doers = UNASKED) -> WorkItem:
    since: date = proposal.status_since
    return WorkItem(
        title=_("Submit the proposal to a partner"),
        url=reverse("proposal", args=[proposal.pk]),
        kind=_("Proposal"),
        since=datetime.combine(since, time.min, UTC),
        subject=together(proposal),
        due_on=since + timedelta(days=TO_PARTNER_DAYS),
        waits_on=str(Role.PARDEV.label),
        key=f"to-partner:{proposal.pk}:{since:%Y-%m-%d}",
        doers=doers,
        **where(proposal),
    )


def _asked(user: Viewer) -> Iterator[WorkItem]:
    for one in _questions(user)["asked"]:
        yield WorkItem(
            title=_("Answer the question of the help desk"),
            url=reverse("portfolio:desk-answer", args=[one.pk]),
            kind=_("Proposal"),
            since=one.asked_at,
            subject=together(one.proposal, " · ", one.get_section_display()),
            due_on=one.due_on,
            key=f"desk-question:{one.pk}",
        )


def overseen(user: Viewer) -> Iterator[WorkItem]:
    """Yield what waits for a partner or for an answer of the help desk, in the places that `user` manages."""
    if not may_oversee(user):
        return
    ready = _ready_of(Proposal.objects.visible_to(user).filter(overseen_by(user)))
    for proposal in ready[:MOST_OVERSEEN]:
        yield _to_partner(proposal, Doers(Q(role__in=PARTNERSHIPS)))
    places = overseen_by(user, country="proposal__country__", region="proposal__region__")
    rows = DeskQuestion.objects.visible_to(user).unanswered().filter(places).for_list()
    for one in rows.order_by("due_on", "pk")[:MOST_OVERSEEN]:
        asked = frozenset(filter(None, (one.specialist_id,)))
        yield WorkItem(
            title=_("Answer the question of the help desk"),
            url=reverse("portfolio:desk-answer", args=[one.pk]),
            kind=_("Proposal"),
            since=one.asked_at,
            subject=together(one.proposal, " · ", one.get_section_display()),
            due_on=one.due_on,
            waits_on=one.asked_of,
            key=f"desk-question:{one.pk}",
            doers=Doers(at_desk(one.desk) if one.desk else None, named=asked),
            **where(one.proposal),
        )


def _submitted(user: Viewer) -> Iterator[WorkItem]:
    for one in _proposals(user)["submitted"]:
        yield _item(one, _("Appraisal of the proposal"), waits_on=str(Role.PARDEV.label))


def _unanswered(user: Viewer) -> Iterator[WorkItem]:
    for one in _questions(user)["unanswered"]:
        yield WorkItem(
            title=_("Answer of the help desk"),
            url=f"{reverse('proposal', args=[one.proposal_id])}#{one.section}",
            kind=_("Proposal"),
            since=one.asked_at,
            subject=together(one.proposal, " · ", one.get_section_display()),
            due_on=one.due_on,
            waits_on=one.asked_of,
        )


def _item(proposal: Proposal, title: str, *, waits_on: str = "") -> WorkItem:
    since: date | None = getattr(proposal, "status_since", None)
    return WorkItem(
        title=title,
        url=reverse("proposal", args=[proposal.pk]),
        kind=_("Proposal"),
        since=datetime.combine(since, time.min, UTC) if since else proposal.updated_at,
        subject=together(proposal),
        waits_on=waits_on,
    )
