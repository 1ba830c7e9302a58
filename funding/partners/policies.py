"""Who may do what with funding partners."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ilo_dc.core.errors import ALLOWED, Verdict, refused
from ilo_dc.core.people.grants import grants_of
from ilo_dc.core.people.vocab import Role

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer


def may_edit_funding_partners(user: Viewer) -> Verdict:
    """Partnership managers and administrators keep the profiles of funding partners."""
    if grants_of(user).has(Role.MANAGER, Role.ADMIN):
        return ALLOWED
    return refused(_("Only partnership managers and administrators edit profiles of funding partners."))
