"""Doing the work of a run: its lock, its progress, its end, whatever happens."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import (
    DEFAULT_DB_ALIAS,
    InterfaceError,
    OperationalError,
    connection,
    connections,
    transaction,
)
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from ilo_dc.core.errors import Busy, UnableToAct, busy, is_database_away
from ilo_dc.core.runs.models import Run
from ilo_dc.core.runs.vocab import RunState

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper


log = structlog.get_logger(__name__)

RUN_LOCK = 4_306  # first half of the advisory lock of a run; the second is its number
MOST_ATTEMPTS = 3
DATABASE_PATIENCE, DATABASE_PAUSE = 20.0, 0.5  # seconds a worker waits for a database that went away
PROGRESS_EVERY = 0.5  # seconds


class RunLost(Exception):  # noqa: N818  (no error: somebody else decided)
    """The run was cancelled or given to another worker; what this one did is rolled back."""


# --- Asking for work ----------------------------------------------------------------------------


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
            give_up(run)
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


def give_up(run: Run) -> None:
    """End a run that lost its worker too often."""
    run.state, run.finished_at = RunState.FAILED, timezone.now()
    run.failure = _(
        "The worker stopped in mid-work %(times)d times; nothing was saved. Last step: %(step)s."
    ) % {"times": run.attempts, "step": run.step or "–"}
    run.save()
