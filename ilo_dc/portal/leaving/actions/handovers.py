"""Work moves: to the successor, or to whoever holds the role; at once, or when a role is over."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from funding.clearances.actions.by_name import CLEARANCES
from ilo_dc.core.accounts.actions.deputies import end_deputies_of
from ilo_dc.core.accounts.policies import works_here
from ilo_dc.core.errors import UnableToAct
from ilo_dc.core.models import Handover, Membership, Run
from ilo_dc.core.notices.actions import Notice, holders, notify
from ilo_dc.core.notices.vocab import NoticeKind
from ilo_dc.core.people.vocab import Role
from ilo_dc.core.people.waiting import forget_waiting
from ilo_dc.core.runs.actions.runs import request_run
from ilo_dc.core.runs.vocab import RunState
from ilo_dc.core.versions.actions import history_context, save_valid
from ilo_dc.core.work.by_name import ByName, NamedItem, candidate
from ilo_dc.portal.leaving.actions.assignments import ASSIGNMENTS, end_what_others_do
from portfolio.appraisals.actions.by_name import APPRAISALS, PROPOSALS
from portfolio.proposals.actions.by_name import QUESTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from ilo_dc.core.models import User
    from ilo_dc.core.people.querysets import MembershipQuerySet

SETTLE = "portal.settle_handovers"
KINDS = (ASSIGNMENTS, PROPOSALS, QUESTIONS, APPRAISALS, CLEARANCES)

ROLE_OVER = gettext_noop("A role ended: its work moved")
TO_SUCCESSOR = gettext_noop("You go on with the open work of %(person)s (%(count)s).")
FROM_LEAVER = gettext_noop("%(successor)s goes on with your open work (%(count)s).")
FROM_LEAVER_TO_ROLE = gettext_noop("Whoever holds your former role goes on with your open work (%(count)s).")
TO_MANAGERS = gettext_noop(
    "A role of %(person)s ended. Somebody has to take over their open work (%(count)s)."
)


class UnableToHandOver(UnableToAct):
    """The successor may not go on with some of the work; nothing was changed."""

    title = "Unable to hand this work over"


@dataclass(frozen=True)
class Moving:
    """One thing that moves, and its kind."""

    kind: ByName
    item: NamedItem


def what_moves(person: User, *, without: Membership | None = None) -> list[Moving]:
    """Return what awaits somebody by name and they cannot go on with once `without` has ended.

    Of a deactivated person, all; without a membership: what they cannot go on with as they are now.
    """
    left = candidate(person, without=without) if person.is_active else None
    return [
        Moving(kind, one)
        for kind in KINDS
        for one in kind.open_of(person)
        if left is None or not kind.may(left, one.row)
    ]


def all_that_awaits(person: User) -> list[Moving]:
    """Return all that awaits somebody by name: it moves when they are deactivated."""
    return [Moving(kind, one) for kind in KINDS for one in kind.open_of(person)]


def counted(moving: Iterable[Moving]) -> list[tuple[ByName, int]]:
    """Return how much of which kind moves."""
    numbers = Counter(one.kind.code for one in moving)
    return [(kind, numbers[kind.code]) for kind in KINDS if numbers[kind.code]]


def check_successor(moving: Sequence[Moving], person: User, successor: User | None) -> None:
    """Refuse a successor who may not go on with all that moves.

    Raises:
        UnableToHandOver: the person themselves, no staff, or what they may not do; each thing is named.
    """
    if successor is None:
        return
    problems = problems_of(moving, person, successor)
    if problems:
        raise UnableToHandOver(_("Some entries need your attention."), {"successor": problems})


def problems_of(moving: Sequence[Moving], person: User, successor: User) -> list[str]:
    """Return why somebody may not go on with what moves."""
    if successor.pk == person.pk:
        return [_("Choose somebody else: nobody succeeds themselves.")]
    if not works_here(successor, timezone.now().date()):
        return [_("Only staff of the Office go on with the work of staff.")]
    them = candidate(successor)
    verdicts = [(one, one.kind.may(them, one.item.row)) for one in moving]
    return [
        _("%(item)s: %(why)s") % {"item": one.item.subject, "why": verdict.reason}
        for one, verdict in verdicts
        if not verdict
    ]


def settle(handover: Handover, moving: Sequence[Moving], *, by: User | None) -> Handover:
    """Move the work of a role that is over, inside the caller's transaction, and tell whom it concerns.

    A successor who may not go on with all of it meanwhile gets none: it waits for whoever holds the role.
    """
    person, successor = handover.person, handover.successor
    if successor is not None and problems_of(moving, person, successor):
        successor = None
    # First what has a reason of its own: in one request the history keeps the last one that is given.
    if not works_here(person, timezone.now().date()):
        end_deputies_of(by=by, person=person)
    with history_context(by, handover.reason or ROLE_OVER):
        for one in moving:
            one.kind.move(by=by, row=one.item.row, person=person, to=successor)
        end_what_others_do(person)
        numbers = {kind.code: number for kind, number in counted(moving)}
        handover.moved, handover.queued = (numbers, {}) if successor else ({}, numbers)
        handover.settled_at = timezone.now()
        save_valid(handover)
    if moving:
        _tell(by, person, successor, len(moving))
    for one_of_them in filter(None, (person, successor)):
        forget_waiting(one_of_them)
    return handover


def _tell(by: User | None, person: User, successor: User | None, count: int) -> None:
    values = {"person": str(person), "count": count, "successor": str(successor or "")}
    if successor is None:
        pairs = [
            (holders(Role.MANAGER, country=None, region=None), TO_MANAGERS),
            ([person], FROM_LEAVER_TO_ROLE),
        ]
    else:
        pairs = [([successor], TO_SUCCESSOR), ([person], FROM_LEAVER)]
    for people, text in pairs:
        to = [one for one in people if by is None or one.pk != by.pk]
        notify(by=by, to=to, notice=Notice(NoticeKind.N21, text, reverse("work"), values))


# --- What ended later -------------------------------------------------------------------------------------


def _ended_unrecorded(today: date) -> MembershipQuerySet:
    """Return the memberships that are over and whose work nobody moved: those that were given with an end."""
    rows: MembershipQuerySet = Membership.objects.filter(ends_on__lte=today, handover__isnull=True)
    return rows.select_related("user").order_by("ends_on", "pk")


@transaction.atomic
def request_settling() -> Run | None:
    """Ask to move the work of roles that are over; None: there is none, or it is asked for already."""
    today = timezone.now().date()
    due = Handover.objects.to_settle_on(today).exists() or _ended_unrecorded(today).exists()
    waiting = Run.objects.filter(task=SETTLE, state__in=(RunState.PENDING, RunState.RUNNING)).exists()
    if not due or waiting:
        return None
    return request_run(by=None, task=SETTLE, label=gettext_noop("Work of roles that are over"), parameters={})


def settle_what_is_due(*, today: date) -> dict[str, int]:
    """Move the work of each role that is over; each commits by itself. Returns {roles, items}."""
    for membership in _ended_unrecorded(today):
        Handover.objects.get_or_create(
            membership=membership, defaults={"person": membership.user, "ends_on": membership.ends_on}
        )
    done = [_settle_one(pk) for pk in Handover.objects.to_settle_on(today).values_list("pk", flat=True)]
    return {"roles": len(done), "items": sum(done)}


@transaction.atomic
def _settle_one(number: int) -> int:
    rows = Handover.objects.filter(pk=number, settled_at__isnull=True).select_for_update(of=("self",))
    handover = rows.select_related("person", "successor", "decided_by").first()
    if handover is None:
        return 0
    moving = what_moves(handover.person)
    settle(handover, moving, by=handover.decided_by)
    return len(moving)
