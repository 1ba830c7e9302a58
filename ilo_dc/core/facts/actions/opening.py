"""Opening the installation: dated, final, by the manager; from then on nothing is dated back (DESIGN 3.0)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from ilo_dc.core.errors import UnableToAct, require
from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.facts.models.opening import Opening
from ilo_dc.core.people.policies import may_open_installation

if TYPE_CHECKING:
    from ilo_dc.core.people.models.user import User


class UnableToOpen(UnableToAct):
    """The installation cannot be opened."""

    title = "Unable to open the installation"


def opening() -> Opening | None:
    """Return when, by whom and why the installation was opened; None: it is not open yet."""
    return Opening.objects.select_related("opened_by").first()


@transaction.atomic
def open_installation(*, by: User, reason: str) -> Opening:
    """Open the installation, once and for ever; a change of its own says it among the changes.

    Raises:
        Refused: no partnership manager.
        UnableToOpen: it is open already, or no reason is given.
        UnableToRecord: an import is being saved.
    """
    require(may_open_installation(by))
    if not reason.strip():
        message = _("Say why the installation is opened now.")
        raise UnableToOpen(message, {"reason": [message]})
    # Under the lock of changes: what was being dated back is saved by now, or will be refused.
    with recording(by=by, reason=reason.strip()):
        if opening() is not None:
            raise UnableToOpen(_("The installation was opened already; that is final."))
        return Opening.objects.create(pk=1, opened_by=by, reason=reason.strip())
