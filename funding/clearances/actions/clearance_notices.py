"""What people are told of clearances: asked (N2), decided and expiring (N15), reminded.

They are confidential: only who sees clearances on the day is told of one, whatever part they had in it, and
by its number alone, for notices are kept and leave the portal as letters.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from funding.clearances.actions.clocks import clocks_of
from funding.clearances.models.clearance import PartnershipClearance
from funding.clearances.querysets import READERS
from funding.clearances.rules import EXPIRES_SOON
from funding.clearances.vocab import BUREAUX, Decision, Step
from ilo_dc.core.models import Membership, User
from ilo_dc.core.notices.actions import Notice, holders, notify
from ilo_dc.core.notices.vocab import NoticeKind
from ilo_dc.core.people.vocab import Role
from ilo_dc.core.runs.actions.runs import request_daily
from ilo_dc.core.steps.actions import WaitingStep, remind_of
from portfolio.proposals.querysets.desks import people_of
from portfolio.proposals.vocab import Desk

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ilo_dc.core.models import Run
    from ilo_dc.core.steps.rules import Clock

REMIND = "funding.remind_of_clearances"

OFFICER = gettext_noop("You are the officer of clearance %(number)s.")
OPINION = gettext_noop("Your bureau’s opinion on a partnership is asked for: clearance %(number)s.")
ADVICE = gettext_noop("Both bureaux have answered, legal advice is asked for: clearance %(number)s.")
COMPLETE = gettext_noop("Clearance %(number)s is complete and waits for your decision.")
DECIDED = {
    Decision.CLEARED: gettext_noop("A partner was cleared: clearance %(number)s."),
    Decision.CONDITIONAL: gettext_noop("A partner was cleared with conditions: clearance %(number)s."),
    Decision.REFUSED: gettext_noop("Clearance %(number)s was refused."),
}
WAITS = {
    "half": gettext_noop("Half of the time for a step of clearance %(number)s has passed."),
    "whole": gettext_noop("A step of clearance %(number)s is late."),
}
EXPIRES = gettext_noop("Clearance %(number)s ends on %(day)s.")


def tell_officer(by: User, clearance: PartnershipClearance) -> None:
    """Tell who is the officer now."""
    _tell(by, _officer(clearance), clearance, OFFICER, kind=NoticeKind.N2)


def tell_bureaux(by: User, clearance: PartnershipClearance) -> None:
    """Tell both bureaux that their opinion is asked for, at the same time."""
    for bureau in BUREAUX:
        _tell(by, people_of(bureau), clearance, OPINION, kind=NoticeKind.N2)


def tell_to_advise(by: User, clearance: PartnershipClearance) -> None:
    """Tell the officer that the legal advice is missing."""
    _tell(by, _officer(clearance), clearance, ADVICE, kind=NoticeKind.N2)


def tell_managers(by: User, clearance: PartnershipClearance) -> None:
    """Tell the managers that nothing but their decision is missing."""
    _tell(by, _managers(), clearance, COMPLETE, kind=NoticeKind.N2)


def tell_of_decision(by: User, clearance: PartnershipClearance) -> None:
    """Tell officer, requester and bureaux at once what was decided."""
    to = _officer(clearance) | User.objects.filter(pk__in=[clearance.requested_by_id])
    for bureau in BUREAUX:
        to |= people_of(bureau)
    text = DECIDED[Decision(clearance.decision)]
    _tell(by, to.distinct(), clearance, text, kind=NoticeKind.N15, presses=True)


def request_reminders() -> Run | None:
    """Ask for the reminders once a day; None: they were asked for already."""
    return request_daily(task=REMIND, label=gettext_noop("Reminders of clearances"))


@transaction.atomic
def remind_of_clearances(*, today: date) -> dict[str, int]:
    """Remind of steps when half of their time has passed and when all has, and of clearances that end soon.

    When all has, the partnerships department is told as well (journeys, N2). Returns {half, whole, ending}:
    how many notices were new.
    """
    rows = PartnershipClearance.objects.open().for_list().order_by("pk")
    steps = [step for one in rows for step in _steps_of(one, today)]
    sent = remind_of(steps, kind=NoticeKind.N2, texts=WAITS, key="clearance")
    return {**sent, "ending": _tell_of_ends(today)}


def _steps_of(clearance: PartnershipClearance, today: date) -> Iterator[WaitingStep]:
    late = people_of(Desk.PARTNERSHIPS)
    for clock in clocks_of(clearance, today=today):
        name = f"{clearance.pk}:{clock.step}"
        people = _people_of(clearance, clock).filter(pk__in=_readers().values("pk"))
        yield WaitingStep(clock, people, name, _address(clearance), _values(clearance), late)


def _people_of(clearance: PartnershipClearance, clock: Clock) -> QuerySet[User]:
    """Return who has to go on with a step."""
    if clock.step == Step.DECISION:
        return _managers()
    if clock.step in BUREAUX:
        return people_of(clock.step)
    return _officer(clearance) if clearance.officer_id else people_of(Desk.PARTNERSHIPS)


def _tell_of_ends(today: date) -> int:
    """Tell the partnerships department of what ends within sixty days (journeys, N15); return how often."""
    rows = PartnershipClearance.objects.valid_on(today).filter(valid_until__lte=today + EXPIRES_SOON)
    sent = 0
    for one in rows.for_list().order_by("valid_until", "pk"):
        values = {**_values(one), "day": f"{one.valid_until:%Y-%m-%d}"}
        key = f"clearance-ends:{one.pk}"
        notice = Notice(NoticeKind.N15, EXPIRES, _address(one), values, key=key)
        sent += len(notify(by=None, to=people_of(Desk.PARTNERSHIPS) | _managers(), notice=notice))
    return sent


def _tell(
    by: User,
    to: QuerySet[User],
    clearance: PartnershipClearance,
    text: str,
    *,
    kind: NoticeKind,
    presses: bool = False,
) -> None:
    people = to.filter(pk__in=_readers().values("pk")).exclude(pk=by.pk)
    notice = Notice(kind, text, _address(clearance), _values(clearance), presses=presses)
    notify(by=by, to=people, notice=notice)


def _readers() -> QuerySet[User]:
    """Return who sees clearances today."""
    memberships = Membership.objects.in_force_on(timezone.now().date()).filter(role__in=READERS)
    return User.objects.filter(is_active=True, pk__in=memberships.values("user"))


def _managers() -> QuerySet[User]:
    return holders(Role.MANAGER, country=None, region=None)


def _officer(clearance: PartnershipClearance) -> QuerySet[User]:
    return User.objects.filter(pk__in=[clearance.officer_id])


def _values(clearance: PartnershipClearance) -> dict[str, int | str]:
    return {"number": clearance.pk}


def _address(clearance: PartnershipClearance) -> str:
    return reverse("funding:clearance", args=[clearance.pk])
