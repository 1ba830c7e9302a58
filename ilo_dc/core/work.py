"""What awaits a person in core; the shape in which every app says what awaits a person in it.

A feature offers `work.awaiting(user) -> list[WorkItem]`, at most `MOST` items in a constant number of
queries; `ilo_dc.portal` composes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ilo_dc.core import policies
from ilo_dc.core.models import ImportBatch, Invitation, Run
from ilo_dc.core.vocab import ImportState, RunState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilo_dc.core.standing import Viewer

MOST = 100
FAILURES_SHOWN_FOR = timedelta(days=14)


@dataclass(frozen=True)
class WorkItem:
    """One thing that awaits a person.

    `title` says what to do, `subject` about what, `kind` what sort of thing it is; `since` is when it began
    to wait and `due_on` the last day for it (None: no date).
    """

    title: str
    url: str
    kind: str
    since: datetime
    subject: str = ""
    due_on: date | None = None

    @property
    def urgency(self) -> tuple[date, datetime, str]:
        """The order of a list: by due date, then what has waited longest, then what has no date."""
        return self.due_on or date.max, self.since, self.url


def awaiting(user: Viewer) -> list[WorkItem]:
    """Return one's sheets to decide on; for those who run the portal, failed work and open invitations."""
    return [*_imports(user), *_failures(user), *_invitations(user)]


def _imports(user: Viewer) -> Iterator[WorkItem]:
    if not user.is_authenticated:
        return
    stopped = Q(
        state__in=(ImportState.UPLOADED, ImportState.POSTING),
        run__state__in=(RunState.FAILED, RunState.CANCELLED),
    )
    rows = ImportBatch.objects.filter(Q(state=ImportState.READY) | stopped, uploaded_by=user)
    for batch in rows.order_by("-pk")[:MOST]:
        ready = batch.state == ImportState.READY
        yield WorkItem(
            title=_("Decide whether to save this sheet") if ready else _("See why this import stopped"),
            url=reverse("portal:import", args=[batch.pk]),
            kind=_("Import"),
            since=batch.uploaded_at,
            subject=batch.file_name,
        )


def _failures(user: Viewer) -> Iterator[WorkItem]:
    if not policies.may_restart_runs(user):
        return
    lately = timezone.now() - FAILURES_SHOWN_FOR
    rows = Run.objects.visible_to(user).filter(state=RunState.FAILED, finished_at__gte=lately)
    for run in rows.order_by("-pk")[:MOST]:
        yield WorkItem(
            title=_("See why this failed"),
            url=reverse("core:run", args=[run.pk]),
            kind=_("Background work"),
            since=run.finished_at or run.created_at,
            subject=run.label,
        )


def _invitations(user: Viewer) -> Iterator[WorkItem]:
    if not policies.may_administer(user):
        return
    valid = timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
    rows = Invitation.objects.filter(accepted_at__isnull=True, user__is_active=True).select_related("user")
    for invitation in rows.order_by("-sent_at", "-pk")[:MOST]:
        yield WorkItem(
            title=_("Invitation not accepted yet"),
            url=reverse("core:person", args=[invitation.user_id]),
            kind=_("Invitation"),
            since=invitation.sent_at,
            subject=str(invitation.user),
            due_on=(invitation.sent_at + valid).date(),
        )
