"""Deputies: who stands in for whom, from when until when, and who acts for whom now."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ilo_dc.core.accounts import policies
from ilo_dc.core.accounts.actions.account_notices import tell_owner
from ilo_dc.core.errors import Refused, UnableToAct, require
from ilo_dc.core.people.models.deputy import Deputy
from ilo_dc.core.versions.actions import history_context, save_valid

if TYPE_CHECKING:
    from ilo_dc.core.people.models.user import User
    from ilo_dc.core.runs.models import Run

NAMED = gettext_noop("Deputy named")
ENDED = gettext_noop("Deputy ended")
NAMED_NOTICE = gettext_noop("%(deputy)s stands in for %(principal)s.")
ENDED_NOTICE = gettext_noop("%(deputy)s no longer stands in for %(principal)s.")
PAGE = "core:deputies"


class UnableToNameDeputy(UnableToAct):
    """The person cannot stand in."""

    title = "Unable to name this deputy"


@transaction.atomic
def name_deputy(*, by: User, principal: User, deputy: User, starts_on: date, ends_on: date) -> Deputy:
    """Let `deputy` stand in for `principal` from `starts_on` until before `ends_on`; both are told.

    Raises:
        Refused: neither the person themselves nor an administrator.
        UnableToNameDeputy: no staff today, or a time that has passed.
        UnableToAct: what the constraints found.
    """
    require(policies.may_name_deputy(by, principal))
    today = timezone.now().date()
    problems = {}
    if not policies.works_here(deputy, today):
        problems["deputy"] = [_("Only staff of the Office stand in for staff.")]
    if ends_on <= today:
        problems["ends_on"] = [_("This day has passed.")]
    if problems:
        raise UnableToNameDeputy(_("Some entries need your attention."), problems)
    with history_context(by, NAMED):
        row = save_valid(Deputy(principal=principal, deputy=deputy, starts_on=starts_on, ends_on=ends_on))
    _tell(by, row, NAMED_NOTICE)
    return row


@transaction.atomic
def end_deputy(*, by: User, row: Deputy) -> Deputy:
    """End it today: from now on nobody acts so. What ended already stays as it is.

    Raises:
        Refused: whom it does not concern, and who is no administrator.
    """
    require(policies.may_end_deputy(by, row))
    row = Deputy.objects.select_for_update(of=("self",)).select_related("principal", "deputy").get(pk=row.pk)
    today = timezone.now().date()
    if row.ends_on > today:
        row.ends_on = max(today, row.starts_on)
        with history_context(by, ENDED):
            save_valid(row)
        _tell(by, row, ENDED_NOTICE)
    return row


def end_deputies_of(*, by: User | None, person: User) -> int:
    """End all that names somebody who is no longer staff, either way; return how many namings there were."""
    today = timezone.now().date()
    either = Q(principal=person.pk) | Q(deputy=person.pk)
    rows = Deputy.objects.filter(either, ends_on__gt=today).select_for_update(of=("self",))
    found = list(rows.select_related("principal", "deputy").order_by("pk"))
    for row in found:
        row.ends_on = max(today, row.starts_on)
        with history_context(by, ENDED):
            save_valid(row)
        _tell(by, row, ENDED_NOTICE)
    return len(found)


def act_for(*, user: User, row: Deputy) -> None:
    """Let `user` act for whom they stand in for, as long as this user object lives.

    Raises:
        Refused: not the deputy, or not today.
    """
    require(policies.may_act_for(user, row, today=timezone.now().date()))
    user.acting_for = row.principal
    user.__dict__.pop("_grants", None)


def standing_in(user: User, principal: str) -> Deputy | None:
    """Return by which naming `user` stands in today for the person with that username; None: not at all."""
    rows = Deputy.objects.in_force_on(timezone.now().date()).select_related("principal")
    found: Deputy | None = rows.filter(deputy=user.pk, principal__username=principal).first()
    return found


def asker_of(run: Run) -> User | None:
    """Return who asked for a run, acting for whom they acted for then; None: the schedule did.

    Raises:
        Refused: the deputy no longer stands in for them.
    """
    asker: User | None = run.requested_by
    if asker is None or run.acting_for is None:
        return asker
    row = standing_in(asker, run.acting_for.username)
    if row is None:
        message = _(
            "Not done: %(deputy)s, who asked for this in the place of %(principal)s, does not stand in "
            "for them any more. %(principal)s, or who may start any work again, starts it again in their "
            "own name."
        )
        raise Refused(message % {"deputy": asker, "principal": run.acting_for})
    act_for(user=asker, row=row)
    return asker


def _tell(by: User | None, row: Deputy, text: str) -> None:
    names = {"deputy": str(row.deputy), "principal": str(row.principal)}
    for person in (row.principal, row.deputy):
        if by is None or person.pk != by.pk:
            tell_owner(by=by, user=person, text=text, page=PAGE, **names)
