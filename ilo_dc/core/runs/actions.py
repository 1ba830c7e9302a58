"""Runs: background work that survives the death of its worker and of the broker (DESIGN 1).

The row is the work. It is written in the transaction that asks for it; the broker only wakes a worker,
and may lose every message: the sweeper (`sweep_runs`) wakes one again. Who works on a run holds an
advisory lock on a connection of its own. That lock is the sign of life: it is gone the moment its
process is gone, so a run in state "running" whose lock is free has lost its worker. The same connection
writes progress, which therefore shows while the work's own transaction is open.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ObjectDoesNotExist
from django.db import (
    DEFAULT_DB_ALIAS,
    InterfaceError,
    OperationalError,
    connection,
    connections,
    transaction,
)
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from ilo_dc.core.errors import Busy, UnableToAct, busy, is_database_away, require
from ilo_dc.core.people import policies
from ilo_dc.core.runs import queue
from ilo_dc.core.runs.models import Run
from ilo_dc.core.runs.policies import may_retry_run
from ilo_dc.core.runs.vocab import RunState
from ilo_dc.core.versions.actions import save_valid

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

    from ilo_dc.core.people.models.user import User

log = structlog.get_logger(__name__)

RUN_LOCK = 4_306  # first half of the advisory lock of a run; the second is its number
DAILY_LOCK = 4_306_011  # two schedulers at once ask once
DAY = timedelta(days=1)
MOST_ATTEMPTS = 3
WAKE_AGAIN_AFTER = timedelta(seconds=60)
SILENT_AFTER = timedelta(seconds=20)
SWEPT_AT_ONCE = 100
DATABASE_PATIENCE, DATABASE_PAUSE = 20.0, 0.5  # seconds a worker waits for a database that went away
PROGRESS_EVERY = 0.5  # seconds
SWEPT_AT = "core:swept-at"  # in the cache: the last sign of life of scheduler, broker and worker together


class UnableToChangeRun(UnableToAct):
    """A run cannot be cancelled or started again in the state it is in."""

    title = "Unable to change this run"


class RunLost(Exception):  # noqa: N818  (no error: somebody else decided)
    """The run was cancelled or given to another worker; what this one did is rolled back."""


# --- Asking for work ----------------------------------------------------------------------------


def request_run(*, by: User | None, task: str, label: str, parameters: dict[str, Any]) -> Run:
    """Write down a piece of work in the caller's transaction; a worker is woken when that commits.

    `task` is the Celery name of a door that takes `run_id`; `parameters` is JSON. The caller's action has
    asked its own policy. `by` is None for what the schedule asks for.
    """
    run = Run(task=task, label=label[:200], parameters=parameters, requested_by=by, queued_at=timezone.now())
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

    Raises:
        Refused: neither administrator nor partnership manager, nor who asked for it.
        UnableToChangeRun: it has not failed.
    """
    require(may_retry_run(by, run))
    run = Run.objects.select_for_update().get(pk=run.pk)
    if run.state not in (RunState.FAILED, RunState.CANCELLED):
        raise UnableToChangeRun(_("Only failed or cancelled work can be started again."))
    run.state, run.failure, run.result, run.step = RunState.PENDING, "", {}, ""
    run.attempts = run.done = run.total = 0
    run.queued_at, run.started_at, run.heartbeat_at, run.finished_at = timezone.now(), None, None, None
    save_valid(run)
    transaction.on_commit(partial(wake, run))
    return run


# --- Doing it -----------------------------------------------------------------------------------


@dataclass
class Work:
    """A run in the hands of one worker.

    `attempt` fences it: a worker that was thought dead cannot finish what another has taken over.
    `committed` is False when the claim is part of a caller's transaction, as in most tests.
    """

    run: Run
    attempt: int
    line: BaseDatabaseWrapper
    committed: bool
    finished: bool = False
    _shown_at: float = field(default=0.0, init=False)

    def advance(self, done: int | None = None, total: int | None = None, step: str | None = None) -> None:
        """Show how far the work is; at most twice a second, except for a new step or total.

        Visible at once, also while the work's transaction is open.

        Raises:
            RunLost: cancelled, or taken over by another worker.
        """
        news = {"total": total, "step": step[:200] if step is not None else None}
        fresh = {name: value for name, value in news.items() if value not in (None, getattr(self.run, name))}
        if done is not None:
            self.run.done = done
        for name, value in fresh.items():
            setattr(self.run, name, value)
        if fresh or time.monotonic() - self._shown_at >= PROGRESS_EVERY:
            self._tell()

    def finish(self, result: dict[str, Any] | None = None) -> None:
        """Mark the run done in the caller's transaction: the work and its mark commit together.

        Raises:
            RunLost: cancelled, or taken over by another worker; let it roll the transaction back.
        """
        self.finished = True
        done = max(self.run.done, self.run.total)
        values = {"state": RunState.DONE, "result": result or {}, "done": done, "total": self.run.total}
        if not self.own_row().update(**values, step=self.run.step, finished_at=timezone.now()):
            raise RunLost

    def fail(self, failure: str) -> None:
        """Mark the run failed; its work was rolled back."""
        self.finished = True
        self.own_row().update(
            state=RunState.FAILED,
            failure=failure[:4000] or "?",
            step=self.run.step,
            finished_at=timezone.now(),
        )

    def own_row(self) -> Any:
        """Return its row, or none when somebody else has taken it or decided on it."""
        return Run.objects.filter(pk=self.run.pk, state=RunState.RUNNING, attempts=self.attempt)

    def _tell(self) -> None:
        if self.finished or not self.committed:
            return  # the row is locked by our own transaction, or nobody else can see it
        self._shown_at = time.monotonic()
        with self.line.cursor() as cursor:
            cursor.execute(
                "UPDATE core_run SET done = %s, total = %s, step = %s, heartbeat_at = clock_timestamp()"
                " WHERE id = %s AND state = 'running' AND attempts = %s",
                [self.run.done, self.run.total, self.run.step, self.run.pk, self.attempt],
            )
            if not cursor.rowcount:
                raise RunLost


@contextmanager
def working_on(run_id: int) -> Iterator[Work | None]:
    """Take a run and do it inside the block; None: somebody else has it, or it needs no more work.

    Call `work.finish(result)` inside the transaction that does the work; without that call the run is
    finished after the block. An `UnableToAct` is the run's failure text; any other error is as well, and is
    raised again for the log. When the database went away, or somebody held a lock for long, the run has not
    failed: it waits again.
    """
    line = connections.create_connection(DEFAULT_DB_ALIAS)
    try:
        work = _claim(run_id, line)
        if work is None:
            yield None
            return
        asker = work.run.requested_by
        language = asker.language if asker else settings.LANGUAGE_CODE
        # What the work says (problems, notes, its failure) is for who asked for it.
        with structlog.contextvars.bound_contextvars(run=run_id), translation.override(language):
            yield from _watched(work)
    finally:
        _hang_up(line, run_id)


def perform(run_id: int, do: Callable[[Work], dict[str, Any] | None]) -> None:
    """Do a run in one transaction: `do(work)` returns the result; its effects and "done" commit together."""
    with working_on(run_id) as work:
        if work is not None:
            with transaction.atomic():
                work.finish(do(work))


def _watched(work: Work) -> Iterator[Work]:
    try:
        yield work
        if not work.finished:
            work.finish()
    except RunLost:
        log.info("run_lost", attempt=work.attempt)
    except Busy as error:
        log.warning("run_met_a_lock", attempt=work.attempt, error=error.message)
        _put_back(work)
    except UnableToAct as error:
        work.fail(_message_of(error))
        log.warning("run_refused", error=error.message)
    except (SoftTimeLimitExceeded, MemoryError) as error:
        work.fail(_limit_of(error))
        log.warning("run_past_its_limit", error=type(error).__name__)
    except Exception as error:
        if is_database_away(error) or busy(error):
            log.warning("run_lost_its_database", attempt=work.attempt, error=str(error))
            _put_back(work)
            return
        work.fail(f"{type(error).__name__}: {error}")
        raise


def _limit_of(error: SoftTimeLimitExceeded | MemoryError) -> str:
    """Return in words which limit work in the background went past."""
    if isinstance(error, MemoryError):
        return _("This needs more than %(size)s MB of memory.") % {"size": settings.WORKER_MEMORY_MB}
    return _("This takes longer than %(minutes)s minutes.") % {"minutes": settings.TASK_MINUTES}


def _put_back(work: Work) -> None:
    """Let a run wait again whose database went away; that was an attempt, for the work may be what ended it.

    While the database stays away its row says "running"; the sweeper then finds that nobody holds its lock.
    """
    work.finished = True
    patience = time.monotonic() + DATABASE_PATIENCE
    while True:
        try:
            if not connection.in_atomic_block:
                connection.close()  # the broken one
            work.own_row().update(state=RunState.PENDING, queued_at=None)
        except (OperationalError, InterfaceError) as error:
            if time.monotonic() > patience:
                log.warning("run_left_to_the_sweeper", run=work.run.pk, error=str(error))
                return
            time.sleep(DATABASE_PAUSE)
        else:
            return


def _message_of(error: UnableToAct) -> str:
    problems = [
        f"{name}: {text}" if name else text for name, texts in error.problems.items() for text in texts
    ]
    return "\n".join([error.message, *problems])


def _claim(run_id: int, line: BaseDatabaseWrapper) -> Work | None:
    """Lock the run, then mark it running; None when another worker holds it or nothing is left to do."""
    with line.cursor() as cursor:
        cursor.execute("SET lock_timeout = '5s'")
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [RUN_LOCK, run_id])
        if not cursor.fetchone()[0]:
            return None
    with transaction.atomic():
        run = Run.objects.select_for_update(no_key=True).filter(pk=run_id).first()
        if run is None or run.state not in (RunState.PENDING, RunState.RUNNING):
            return None
        if run.attempts >= MOST_ATTEMPTS:
            _give_up(run)
            return None
        run.state, run.attempts = RunState.RUNNING, run.attempts + 1
        run.started_at = run.heartbeat_at = timezone.now()
        run.done, run.failure = 0, ""
        run.save()
    return Work(run, run.attempts, line, committed=not connection.in_atomic_block)


def _hang_up(line: BaseDatabaseWrapper, run_id: int) -> None:
    """Give the lock back before the connection: a pool keeps connections, and their locks with them."""
    try:
        if line.connection is not None and not line.connection.closed:
            with line.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [RUN_LOCK, run_id])
                cursor.execute("RESET lock_timeout")
    except (OperationalError, InterfaceError) as error:
        log.warning("run_lost_its_line", run=run_id, error=str(error))  # and the lock with it
    finally:
        line.close()


# --- Watching over it ---------------------------------------------------------------------------


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
        _give_up(run)
        return True
    run.state, run.queued_at = RunState.PENDING, timezone.now()
    run.save()
    transaction.on_commit(partial(wake, run))
    return True


def _give_up(run: Run) -> None:
    run.state, run.finished_at = RunState.FAILED, timezone.now()
    run.failure = _(
        "The worker stopped in mid-work %(times)d times; nothing was saved. Last step: %(step)s."
    ) % {"times": run.attempts, "step": run.step or "–"}
    run.save()
