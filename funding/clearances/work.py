"""What awaits a person of clearances, with the last day for it; whom theirs wait for."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from funding.clearances.actions.clocks import clock_of, clocks_of, waiting_names, who_of
from funding.clearances.models.clearance import ClearanceOpinion, PartnershipClearance
from funding.clearances.querysets import PREPARING, sees_clearances
from funding.clearances.vocab import BUREAUX, ClearanceStatus, Step
from ilo_dc.core.history.four_eyes import Takers
from ilo_dc.core.people.grants import grants_of, persons_of
from ilo_dc.core.people.vocab import Role
from ilo_dc.core.work.items import MOST_OVERSEEN, Doers, WorkItem
from ilo_dc.core.work.policies import may_oversee, overseen_places
from ilo_dc.core.work.reading import read_once, read_together
from portfolio.proposals.querysets.desks import at_desk, bureaux_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from ilo_dc.core.people.grants import Viewer
    from ilo_dc.core.steps.rules import Clock

PAGES = {
    Step.SCREENING: "funding:clearance-screen",
    Step.LEGAL: "funding:clearance-advise",
    Step.DECISION: "funding:clearance-decide",
}
HAND_OVER = "funding:clearance-hand-over"


def awaiting(user: Viewer) -> list[WorkItem]:
    """Return what `user` has to screen, to say an opinion of, to record advice on, and to decide."""
    if not user.is_authenticated or not sees_clearances(user):
        return []
    found = _open(user)
    owed = (_item(one, clock_of(one, bureau)) for one, bureau in _owed(found["to_opine"], user))
    return [
        *(_item(one, clock_of(one, Step.DECISION)) for one in found["to_decide"]),
        *(_item(one, clock_of(one, Step.SCREENING)) for one in found["to_screen"]),
        *(_item(one, clock_of(one, Step.SCREENING)) for one in found["left"]),
        *owed,
        *(_item(one, clock_of(one, Step.LEGAL)) for one in found["to_advise"]),
    ]


def handed_in(user: Viewer) -> list[WorkItem]:
    """Return the open clearances that `user` requested or is the officer of, and whom each waits for."""
    if not user.is_authenticated or not sees_clearances(user):
        return []
    return [
        WorkItem(
            title=_("Clearance of the partner"),
            url=reverse("funding:clearance", args=[one.pk]),
            kind=_("Clearance"),
            since=one.screened_at or _begin_of(one.requested_on),
            subject=one.organisation.name,
            waits_on=", ".join(waiting_names(one)),
        )
        for one in _open(user)["own"]
    ]


def coming(user: Viewer) -> list[WorkItem]:
    """Return the open clearances that others still work on and that `user` will decide on as a manager."""
    if not grants_of(user).has(Role.MANAGER):
        return []
    return [
        WorkItem(
            title=_("Decide on the clearance"),
            url=reverse("funding:clearance", args=[one.pk]),
            kind=_("Clearance"),
            since=_begin_of(_others_are_due(one)),
            subject=one.organisation.name,
        )
        for one in _open(user)["coming"]
    ]


def overseen(user: Viewer) -> Iterator[WorkItem]:
    """Yield each step of a clearance that waits; they are of no place, so of who manages everything."""
    if not (may_oversee(user) and sees_clearances(user) and overseen_places(user).everywhere):
        return
    rows = PartnershipClearance.objects.visible_to(user).open().for_work()
    found = list(rows.order_by("requested_on", "pk")[:MOST_OVERSEEN])
    prepared = Takers([one.pk for one in found], *PREPARING)
    for one in found:
        for clock in clocks_of(one, today=timezone.now().date()):
            if clock.is_waiting:
                yield _item(one, clock, doers=_doers(one, clock.step, prepared))


@read_once
def _open(user: Viewer) -> dict[str, list[PartnershipClearance]]:
    """Return the open clearances by what `user` has to do with them; opinions in one query more."""
    rows, grants, persons = PartnershipClearance.objects.open(), grants_of(user), persons_of(user)
    own = Q(requested_by__in=persons) | Q(officer__in=persons)
    to_screen, to_decide = rows.screened_by(user), rows.decided_by_manager(user)
    coming = rows.exclude(pk__in=to_decide.order_by().values("pk")).not_prepared_by(user)
    left = rows.filter(status=ClearanceStatus.SCREENING, officer__isnull=True).order_by("requested_on", "pk")
    to_opine = rows.filter(pk__in=ClearanceOpinion.objects.awaiting(user).order_by().values("clearance"))
    parts = {
        "own": rows.filter(own, screened_at__isnull=False).order_by("screened_at", "pk"),
        "to_decide": to_decide.order_by("advised_at", "pk"),
        "to_screen": to_screen if grants.has(Role.PARDEV) else rows.none().order_by("pk"),
        "left": left if grants.has(Role.PARDEV) else left.none(),
        "to_opine": to_opine.order_by("screened_at", "pk"),
        "to_advise": rows.advised_by_pardev(user),
        "coming": (coming if grants.has(Role.MANAGER) else rows.none()).order_by("requested_on", "pk"),
    }
    read: dict[str, Any] = {name: part.for_work() for name, part in parts.items()}
    return read_together(**read)


def _owed(rows: list[PartnershipClearance], user: Viewer) -> Iterator[tuple[PartnershipClearance, str]]:
    """Yield each clearance with each bureau of `user` that has not said its opinion."""
    bureaux = set(bureaux_of(user))
    for one in rows:
        for row in one.opinions.all():
            if not row.opinion and row.bureau in bureaux:
                yield one, row.bureau


def _item(clearance: PartnershipClearance, clock: Clock, doers: Doers | None = None) -> WorkItem:
    """Return a step that waits as an item; `doers` where others are to be reminded of it."""
    titles = {
        Step.SCREENING: _("Screen the partner"),
        Step.LEGAL: _("Record the legal advice"),
        Step.DECISION: _("Decide on the clearance"),
    }
    is_of_bureau = clock.step in BUREAUX
    is_left = clock.step == Step.SCREENING and clearance.officer_id is None  # somebody takes it over first
    address = (
        reverse("funding:clearance-opinion", args=[clearance.pk, clock.step])
        if is_of_bureau
        else reverse(HAND_OVER if is_left else PAGES[Step(clock.step)], args=[clearance.pk])
    )
    title = _("Give the opinion of your bureau") if is_of_bureau else titles[Step(clock.step)]
    if is_left:
        title = _("Take over the clearance, whose officer left")
    return WorkItem(
        title=title,
        url=address,
        kind=_("Clearance"),
        since=_begin_of(clock.since or clearance.requested_on),
        # What is assigned or reminded of is kept and mailed: by its number alone.
        subject=_("Clearance %(number)s") % {"number": clearance.pk}
        if doers
        else clearance.organisation.name,
        due_on=clock.due_on,
        waits_on=who_of(clearance, clock.step)[0] if doers else "",
        is_decision=clock.step == Step.DECISION,
        key=f"clearance-{clock.step}:{clearance.pk}",
        doers=doers or Doers(),
    )


def _doers(clearance: PartnershipClearance, step: str, prepared: Takers) -> Doers:
    """Return who may take a step, as the policies of clearances say; who `prepared` it does not decide."""
    if step == Step.SCREENING and clearance.officer_id is not None:
        return Doers(Q(role=Role.PARDEV, user=clearance.officer_id))  # while they are one
    if step in {Step.SCREENING, Step.LEGAL}:
        return Doers(Q(role=Role.PARDEV))
    if step == Step.DECISION:
        return Doers(Q(role=Role.MANAGER), excluded=prepared.of(clearance.pk))
    return Doers(at_desk(step))


def _others_are_due(clearance: PartnershipClearance) -> date:
    """Return the last day of the steps that a clearance waits for now."""
    clocks = clocks_of(clearance, today=timezone.now().date())
    days = [one.due_on for one in clocks if one.is_waiting and one.due_on]
    return max(days, default=clearance.requested_on)


def _begin_of(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)
