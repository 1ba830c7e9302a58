"""Background work: what failed, for who may start it again; what is being done, for who asked for it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ilo_dc.core.people import policies
from ilo_dc.core.people.grants import persons_of
from ilo_dc.core.runs.models import Run
from ilo_dc.core.runs.vocab import RunState
from ilo_dc.core.work.items import WorkItem
from ilo_dc.core.work.reading import read_once, read_together

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilo_dc.core.people.grants import Viewer


FAILURES_SHOWN_FOR = timedelta(days=14)


def awaiting(user: Viewer) -> Iterator[WorkItem]:
    """Yield what failed lately and may be started again: one’s own, a deputy’s in one’s place, or any."""
    if not user.is_authenticated:
        return
    for run in _runs(user)["failed"]:
        yield WorkItem(
            title=_("See why this failed"),
            url=reverse("core:run", args=[run.pk]),
            kind=_("Background work"),
            since=run.finished_at or run.created_at,
            subject=run.label,
        )


@read_once
def _runs(user: Viewer) -> dict[str, list[Run]]:
    """Return what failed lately and `user` may start again, and what they asked for that is being done."""
    lately = timezone.now() - FAILURES_SHOWN_FOR
    failed = Run.objects.visible_to(user).filter(state=RunState.FAILED, finished_at__gte=lately)
    if not policies.may_restart_runs(user):
        failed = failed.filter(Q(requested_by=user.pk) | Q(acting_for__in=persons_of(user)))
    going_on = Run.objects.filter(requested_by=user.pk, state__in=(RunState.PENDING, RunState.RUNNING))
    return read_together(failed=failed.order_by("-pk"), going_on=going_on.order_by("-pk"))


def handed_in(user: Viewer) -> Iterator[WorkItem]:
    """Yield what one asked for that is being done."""
    if not user.is_authenticated:
        return
    for run in _runs(user)["going_on"]:
        yield WorkItem(
            title=_("Being done in the background"),
            url=reverse("core:run", args=[run.pk]),
            kind=_("Background work"),
            since=run.created_at,
            subject=run.label,
            waits_on=_("The portal"),
        )
