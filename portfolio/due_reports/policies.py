"""Who sees what fell due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ilo_dc.core.errors import ALLOWED, Verdict, refused
from ilo_dc.core.people.grants import grants_of

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer


def may_see_due_reports(user: Viewer) -> Verdict:
    """The staff of the Office sees what fell due and what became of it."""
    if grants_of(user).is_staff:
        return ALLOWED
    return refused(_("Only staff of the Office see what fell due."))
