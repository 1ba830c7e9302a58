"""The sweeper: what waits too long or has lost its worker is queued again."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import structlog
from django.core.cache import cache
from django.core.exceptions import ObjectDoesNotExist
from django.db import (
    connection,
    transaction,
)
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from ilo_dc.core.runs.actions.runs import wake
from ilo_dc.core.runs.actions.working import MOST_ATTEMPTS, RUN_LOCK, give_up
from ilo_dc.core.runs.models import Run
from ilo_dc.core.runs.vocab import RunState

if TYPE_CHECKING:
    pass


log = structlog.get_logger(__name__)

WAKE_AGAIN_AFTER = timedelta(seconds=60)
SILENT_AFTER = timedelta(seconds=20)
SWEPT_AT_ONCE = 100
SWEPT_AT = "core:swept-at"  # in the cache: the last sign of life of scheduler, broker and worker together


def sweep_runs() -> dict[str, int]:
    """Wake workers for runs that wait too long and for those whose worker died; return how many of each.

    A run that lost its worker `MOST_ATTEMPTS` times fails with that reason: it may be what kills them.
    """
    counts = {"woken": _wake_waiting(), "rescued": _rescue_orphans()}
    cache.set(SWEPT_AT, timezone.now().isoformat(), timeout=None)
    return counts


@transaction.atomic
def _wake_waiting() -> int:
    long_ago = timezone.now() - WAKE_AGAIN_AFTER
    waiting = list(
        Run.objects.select_for_update(skip_locked=True)
        .filter(Q(queued_at__isnull=True) | Q(queued_at__lt=long_ago), state=RunState.PENDING)
        .order_by("pk")[:SWEPT_AT_ONCE]
    )
    Run.objects.filter(pk__in=[run.pk for run in waiting]).update(queued_at=Now())
    for run in waiting:
        transaction.on_commit(partial(wake, run))
    return len(waiting)


def _rescue_orphans() -> int:
    silent = Run.objects.filter(state=RunState.RUNNING, heartbeat_at__lt=timezone.now() - SILENT_AFTER)
    return sum(
        _rescue(run_id) for run_id in silent.order_by("pk").values_list("pk", flat=True)[:SWEPT_AT_ONCE]
    )


@transaction.atomic
def _rescue(run_id: int) -> bool:
    """Queue a run again if nobody holds its lock; silence alone proves nothing: one statement may be long."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [RUN_LOCK, run_id])
        if not cursor.fetchone()[0]:
            return False
    try:
        run = Run.objects.select_for_update(skip_locked=True).get(pk=run_id, state=RunState.RUNNING)
    except ObjectDoesNotExist:
        return False  # it finished between the two looks
    log.warning("run_lost_its_worker", run=run.pk, task=run.task, attempts=run.attempts)
    if run.attempts >= MOST_ATTEMPTS:
        give_up(run)
        return True
    run.state, run.queued_at = RunState.PENDING, timezone.now()
    run.save()
    transaction.on_commit(partial(wake, run))
    return True
