"""Who makes and withdraws keys of REST clients."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ilo_dc.core.accounts.second_step import lacks_second_step
from ilo_dc.core.errors import ALLOWED, Verdict, refused
from ilo_dc.core.people import policies

if TYPE_CHECKING:
    from ilo_dc.core.accounts.models.api_key import ApiKey
    from ilo_dc.core.people.grants import Viewer
    from ilo_dc.core.people.models.user import User


def may_issue_key(by: Viewer, user: User) -> Verdict:
    """Everyone makes keys of their own, administrators for others; a second step that is owed comes first."""
    if lacks_second_step(by):
        return refused(_("Your role asks for two-step sign-in. Set it up to go on."))
    if by.is_authenticated and by.is_active and by.pk == user.pk:
        return ALLOWED
    return policies.may_administer(by)


def may_withdraw_key(by: Viewer, key: ApiKey) -> Verdict:
    """Everyone withdraws their own keys, administrators all."""
    if by.is_authenticated and by.is_active and by.pk == key.user_id:
        return ALLOWED
    return policies.may_administer(by)
