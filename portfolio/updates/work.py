"""What awaits a person of outcome updates: those to write, to mend, to decide on."""

from __future__ import annotations

from datetime import UTC, datetime, time
from itertools import islice
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ilo_dc.core.work.items import MOST, WorkItem
from portfolio.updates.actions.update_notices import updates_due
from portfolio.updates.models import OutcomeUpdate
from portfolio.updates.policies import programmes_reviewed_by, programmes_written_by
from portfolio.updates.vocab import UpdateState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilo_dc.core.people.grants import Viewer


def awaiting(user: Viewer) -> list[WorkItem]:
    """Return the updates that `user` has to mend, to decide on and to write."""
    if not user.is_authenticated:
        return []
    return list(islice((*_returned(user), *_submitted(user), *_due(user)), MOST))


def _returned(user: Viewer) -> Iterator[WorkItem]:
    rows = OutcomeUpdate.objects.filter(
        outcome__programme__in=programmes_written_by(user), state=UpdateState.RETURNED
    )
    for update in rows.select_related("outcome").order_by("decided_at", "pk")[:MOST]:
        yield WorkItem(
            title=_("Correct the returned update"),
            url=reverse("portfolio:update", args=[update.pk]),
            kind=_("Outcome update"),
            since=update.decided_at or update.updated_at,
            subject=f"{update.outcome} · {update.period.code}",
            due_on=update.due_on,
        )


def _submitted(user: Viewer) -> Iterator[WorkItem]:
    rows = OutcomeUpdate.objects.filter(
        outcome__programme__in=programmes_reviewed_by(user), state=UpdateState.SUBMITTED
    ).exclude(submitted_by=user.pk)
    for update in rows.select_related("outcome").order_by("submitted_at", "pk")[:MOST]:
        yield WorkItem(
            title=_("Accept or return the update"),
            url=reverse("portfolio:update-review", args=[update.pk]),
            kind=_("Outcome update"),
            since=update.submitted_at or update.updated_at,
            subject=f"{update.outcome} · {update.period.code}",
        )


def _due(user: Viewer) -> Iterator[WorkItem]:
    """What was begun and not returned is due, too; the way on leads to its form."""
    for due in updates_due(programmes_written_by(user), today=timezone.now().date()):
        if due.update is not None and due.update.state == UpdateState.RETURNED:
            continue
        yield WorkItem(
            title=_("Finish the draft") if due.update else _("Write the update"),
            url=reverse("portfolio:update-new", args=[due.outcome.pk, due.period.code]),
            kind=_("Outcome update"),
            since=datetime.combine(due.period.ends_on, time.min, UTC),
            subject=f"{due.outcome} · {due.period.code}",
            due_on=due.period.due_on,
        )
