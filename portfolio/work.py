"""What awaits a person in the portfolio: updates to write, mend, decide on; programmes that end."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ilo_dc.core.work import MOST, WorkItem
from portfolio.actions.update_notices import updates_due
from portfolio.models import CountryProgramme, OutcomeUpdate
from portfolio.policies.outcome_updates import programmes_reviewed_by, programmes_written_by
from portfolio.policies.programmes import programmes_edited_by
from portfolio.rules.programmes import TOLD_BEFORE, end_told, months_before
from portfolio.vocab.outcome_updates import UpdateState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilo_dc.core.standing import Viewer


A_YEAR = timedelta(days=366)


def awaiting(user: Viewer) -> list[WorkItem]:
    """Return the updates that `user` has to mend, to decide on and to write, and programmes that end."""
    if not user.is_authenticated:
        return []
    return list(islice((*_returned(user), *_submitted(user), *_due(user), *_ending(user)), MOST))


def _returned(user: Viewer) -> Iterator[WorkItem]:
    rows = OutcomeUpdate.objects.filter(
        outcome__programme__in=programmes_written_by(user), state=UpdateState.RETURNED
    )
    for update in rows.select_related("outcome").order_by("decided_at", "pk")[:MOST]:
        yield WorkItem(
            title=_("Mend the returned update"),
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


def _ending(user: Viewer) -> Iterator[WorkItem]:
    """What ends within a year and has no successor, and what has ended and is not closed."""
    today = timezone.now().date()
    rows: Any = CountryProgramme.objects.ending_by(today + A_YEAR).with_successor()
    for programme in rows.filter(pk__in=programmes_edited_by(user))[:MOST]:
        end, over = programme.end, programme.end <= today
        if not over and (programme.has_successor or end_told(end, today=today) is None):
            continue
        since = end if over else months_before(end, max(TOLD_BEFORE))
        yield WorkItem(
            title=_("Close the programme or record its extension")
            if over
            else _("Extend the programme or prepare the next one"),
            url=f"{reverse('portal:programme', args=[programme.slug])}#life",
            kind=_("Country programme"),
            since=datetime.combine(since, time.min, UTC),
            subject=programme.title,
            due_on=programme.last_day,
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
