"""Leaving: a role ends, or a person is deactivated, and the same action moves what awaits them by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from ilo_dc.core.errors import require
from ilo_dc.core.models import Handover, User
from ilo_dc.core.people import policies
from ilo_dc.core.people.actions import memberships, users
from ilo_dc.core.versions.actions import history_context, save_valid
from ilo_dc.portal.leaving.actions.handovers import all_that_awaits, check_successor, settle, what_moves

if TYPE_CHECKING:
    from datetime import date

    from ilo_dc.core.models import Membership


@transaction.atomic
def end_role(
    *, by: User, membership: Membership, reason: str, on: date | None = None, successor: User | None = None
) -> Handover:
    """End a role on `on` (None: today), its first day without it, and hand over what awaits the person.

    It goes to `successor`, else back to whoever holds the role. What ends later moves its work on that day.

    Raises:
        Refused: not an administrator.
        UnableToEnd: already ended, no reason, or nobody would administer the portal.
        UnableToHandOver: the successor may not go on with some of it.
    """
    require(policies.may_administer(by))
    return _end(by, membership, reason=reason, on=on, successor=successor)


@transaction.atomic
def lose_role(*, membership: Membership, reason: str) -> Handover:
    """End a role that a sign-in no longer gives: what awaits the person goes back, and the managers are told.

    Raises:
        UnableToEnd: already ended, no reason, or nobody would administer the portal.
    """
    return _end(None, membership, reason=reason)


@transaction.atomic
def deactivate_person(*, by: User, user: User, reason: str, successor: User | None = None) -> Handover:
    """Keep a person out, and hand over all that awaits them by name; it goes as `end_role` says.

    Raises:
        Refused: not an administrator.
        UnableToEditPerson: oneself, the last administrator, no reason.
        UnableToHandOver: the successor may not go on with some of it.
    """
    require(policies.may_administer(by))
    moving = all_that_awaits(user)
    saved = users.deactivate_person(by=by, user=user, reason=reason)
    check_successor(moving, saved, successor)
    handover = Handover(person=saved, successor=successor, decided_by=by, reason=reason.strip())
    handover.ends_on = timezone.now().date()
    return settle(handover, moving, by=by)


def _end(
    by: User | None,
    membership: Membership,
    *,
    reason: str,
    on: date | None = None,
    successor: User | None = None,
) -> Handover:
    ended = memberships.end(by, membership, reason=reason, on=on)
    person = User.objects.get(pk=ended.user_id)
    moving = what_moves(person, without=ended)
    check_successor(moving, person, successor)
    handover = Handover.objects.filter(membership=ended).first() or Handover(membership=ended, person=person)
    handover.successor, handover.decided_by, handover.reason = successor, by, reason.strip()
    handover.ends_on = ended.ends_on or timezone.now().date()
    if handover.ends_on <= timezone.now().date():
        return settle(handover, moving, by=by)
    with history_context(by, reason.strip()):
        return save_valid(handover)
