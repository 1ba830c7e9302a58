"""Who may do what with background work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ilo_dc.core.errors import ALLOWED, Verdict, refused
from ilo_dc.core.people import policies
from ilo_dc.core.people.grants import persons_of

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer
    from ilo_dc.core.runs.models import Run


def may_retry_run(user: Viewer, run: Run) -> Verdict:
    """Whoever asked for work starts it again when it failed, if still of the staff; and who restarts any.

    So does whom it was asked for by a deputy, and who stands in for them now.
    """
    if policies.may_restart_runs(user):
        return ALLOWED
    theirs = run.requested_by_id == user.pk or run.acting_for_id in persons_of(user)
    if user.is_authenticated and theirs and policies.may_read_runs(user):
        return ALLOWED
    return refused(_("Only who asked for this work, administrators and managers start it again."))
