"""Who makes and withdraws keys of REST clients."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ilo_dc.core.accounts.second_step import lacks_second_step
from ilo_dc.core.errors import ALLOWED, Verdict, refused
from ilo_dc.core.people import policies
from ilo_dc.core.people.grants import grants_of

if TYPE_CHECKING:
    from datetime import date

    from ilo_dc.core.accounts.models.api_key import ApiKey
    from ilo_dc.core.people.grants import Viewer
    from ilo_dc.core.people.models.deputy import Deputy
    from ilo_dc.core.people.models.user import User


def may_issue_key(by: Viewer, user: User) -> Verdict:
    """Everyone makes keys of their own, administrators for others; a second step that is owed comes first."""
    if lacks_second_step(by):
        return refused(_("Your role asks for two-step sign-in. Set it up to go on."))
    if by.is_authenticated and by.is_active and by.pk == user.pk:
        return ALLOWED
    return policies.may_administer(by)


def may_name_deputy(by: Viewer, principal: User) -> Verdict:
    """Staff name who stands in for them, administrators for anybody; a deputy names no deputy."""
    if by.is_authenticated and by.acting_for is not None:
        return refused(_("You act for somebody else. Act as yourself again first."))
    if by.is_authenticated and by.pk == principal.pk and grants_of(by).is_staff:
        return ALLOWED
    return policies.may_administer(by)


def may_end_deputy(by: Viewer, row: Deputy) -> Verdict:
    """Whoever it concerns ends it, and administrators."""
    if by.is_authenticated and by.pk in {row.principal_id, row.deputy_id}:
        return ALLOWED
    return policies.may_administer(by)


def may_act_for(user: Viewer, row: Deputy, *, today: date) -> Verdict:
    """The deputy acts while the time lasts, and as long as both work here."""
    in_time = row.starts_on <= today < row.ends_on and row.principal.is_active
    if in_time and user.is_authenticated and user.pk == row.deputy_id and works_here(user, today):
        return ALLOWED
    return refused(_("You do not stand in for this person today."))


def works_here(person: User, today: date) -> bool:
    """Return whether somebody is staff of the Office today, whomever they act for."""
    return person.is_active and bool(person.memberships.of_staff_on(today).exists())


def may_withdraw_key(by: Viewer, key: ApiKey) -> Verdict:
    """Everyone withdraws their own keys, administrators all."""
    if by.is_authenticated and by.is_active and by.pk == key.user_id:
        return ALLOWED
    return policies.may_administer(by)
