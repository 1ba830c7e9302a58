"""What a request says of whom its user acts for: a browser's session keeps it, a program writes a header."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ilo_dc.core.accounts.actions.deputies import act_for, standing_in
from ilo_dc.core.errors import Refused
from ilo_dc.core.people.models.deputy import Deputy

if TYPE_CHECKING:
    from django.http import HttpRequest

    from ilo_dc.core.people.models.user import User

ACTS_BY = "acting_by_deputy"  # of a session: the number of the naming
HEADER = "Acting-For"


def act_as_the_session_says(request: HttpRequest) -> None:
    """Let the reader act for whom they chose; what has ended meanwhile is forgotten."""
    row = Deputy.objects.select_related("principal").filter(pk=request.session[ACTS_BY]).first()
    try:
        if row is None:
            raise Refused(_("You do not stand in for this person today."))
        act_for(user=request.user, row=row)  # type: ignore[arg-type]  # the policy asks who it is
    except Refused:
        del request.session[ACTS_BY]


def act_as_the_header_says(user: User, username: str) -> None:
    """Let a program act for the person whose username its header names.

    Raises:
        Refused: its user does not stand in for them today.
    """
    row = standing_in(user, username)
    if row is None:
        raise Refused(_("You do not stand in for this person today."))
    act_for(user=user, row=row)
