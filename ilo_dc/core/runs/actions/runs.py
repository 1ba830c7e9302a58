"""Asking for a run, waking a worker for it, cancelling it and trying again."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import structlog
from django.db import (
    InterfaceError,
    OperationalError,
    connection,
    transaction,
)
from django.utils import timezone
from django.utils.translation import gettext as _

from ilo_dc.core.errors import UnableToAct, require
from ilo_dc.core.people import policies
from ilo_dc.core.runs import queue
from ilo_dc.core.runs.models import Run
from ilo_dc.core.runs.policies import may_retry_run
from ilo_dc.core.runs.vocab import RunState
from ilo_dc.core.versions.actions import save_valid

if TYPE_CHECKING:
    from ilo_dc.core.people.models.user import User


log = structlog.get_logger(__name__)

DAILY_LOCK = 4_306_011  # two schedulers at once ask once
DAY = timedelta(days=1)


class UnableToChangeRun(UnableToAct):
    """A run cannot be cancelled or started again in the state it is in."""

    title = "Unable to change this run"


def request_run(*, by: User | None, task: str, label: str, parameters: dict[str, Any]) -> Run:
    """Write down a piece of work in the caller's transaction; a worker is woken when that commits.

    `task` is the Celery name of a door that takes `run_id`; `parameters` is JSON. The caller's action has
    asked its own policy. `by` is None for what the schedule asks for; the run keeps whom a deputy acts for.
    """
    run = Run(
        task=task,
        label=label[:200],
        parameters=parameters,
        requested_by=by,
        acting_for=by.acting_for if by else None,
        queued_at=timezone.now(),
    )
    with transaction.atomic():
        save_valid(run)
        transaction.on_commit(partial(wake, run))
    return run


@transaction.atomic
def request_daily(*, task: str, label: str) -> Run | None:
    """Ask for work of the schedule once a day; None: it was asked for within the last day already."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [DAILY_LOCK])
    if Run.objects.filter(task=task, created_at__gt=timezone.now() - DAY).exists():
        return None
    return request_run(by=None, task=task, label=label, parameters={})


def wake(run: Run) -> None:
    """Tell the workers of a run; without a broker its row says so, and the sweeper tells them later.

    Called when all is saved: nothing that happens here may fail the caller.
    """
    if queue.tell_workers(run):
        return
    run.queued_at = None
    try:
        Run.objects.filter(pk=run.pk, state=RunState.PENDING).update(queued_at=None)
    except (OperationalError, InterfaceError) as error:
        log.warning("run_not_marked", run=run.pk, error=str(error))  # the sweeper finds it a little later


@transaction.atomic
def cancel_run(*, by: User, run: Run) -> Run:
    """Stop a run that is waiting or at work; a worker rolls back as soon as it looks.

    Raises:
        Refused: neither administrator nor partnership manager.
        UnableToChangeRun: finished already.
    """
    require(policies.may_restart_runs(by))
    if not stop_run(run):
        raise UnableToChangeRun(_("This work has finished already."))
    return Run.objects.get(pk=run.pk)


@transaction.atomic
def stop_run(run: Run) -> bool:
    """Stop a run for an action that has asked its own policy; False: it has finished already."""
    run = Run.objects.select_for_update().get(pk=run.pk)
    if run.state not in (RunState.PENDING, RunState.RUNNING):
        return False
    run.state, run.finished_at = RunState.CANCELLED, timezone.now()
    save_valid(run)
    return True


@transaction.atomic
def retry_run(*, by: User, run: Run) -> Run:
    """Do failed or cancelled work again, from the start.

    What a deputy asked for is from now on asked for by who starts it again: the deputy may be one no more.

    Raises:
        Refused: neither administrator nor partnership manager, nor who asked for it.
        UnableToChangeRun: it has not failed.
    """
    require(may_retry_run(by, run))
    run = Run.objects.select_for_update().get(pk=run.pk)
    if run.state not in (RunState.FAILED, RunState.CANCELLED):
        raise UnableToChangeRun(_("Only failed or cancelled work can be started again."))
    if run.acting_for_id is not None:
        run.requested_by, run.acting_for = by, by.acting_for
    run.state, run.failure, run.result, run.step = RunState.PENDING, "", {}, ""
    run.attempts = run.done = run.total = 0
    run.queued_at, run.started_at, run.heartbeat_at, run.finished_at = timezone.now(), None, None, None
    save_valid(run)
    transaction.on_commit(partial(wake, run))
    return run


# --- Doing it -----------------------------------------------------------------------------------
