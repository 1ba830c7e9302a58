"""Who sees what fell due by agreements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ilo_dc.core.errors import ALLOWED, Verdict, refused
from ilo_dc.core.people.grants import grants_of
from ilo_dc.core.people.vocab import Role

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer


def may_see_dues(user: Viewer) -> Verdict:
    """The staff of the Office sees what fell due, a funding partner what is its own."""
    if grants_of(user).is_staff or grants_of(user).organisations:
        return ALLOWED
    return refused(_("Only staff of the Office see what fell due, and partners what is their own."))


def may_see_own_funding(user: Viewer) -> Verdict:
    """A funding partner has a page of its own; staff find the same in the registers."""
    if grants_of(user).has(Role.DONOR) and grants_of(user).organisations:
        return ALLOWED
    return refused(_("This page is for funding partners; staff find the same in the registers."))
