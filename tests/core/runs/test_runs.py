"""Runs: nothing that was asked for is lost, and nothing is done twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
import uuid
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
import redis
from celery import current_app
from django.conf import settings as django_settings
from django.db import OperationalError, connection, connections
from django.utils import timezone
from kombu import pools
from psycopg.conninfo import make_conninfo

from ilo_dc.core.errors import Refused, UnableToAct
from ilo_dc.core.installation.owner import as_owner
from ilo_dc.core.models import Run, User
from ilo_dc.core.people.actions.memberships import NewMembership
from ilo_dc.core.people.actions.users import Particulars, found_administrator
from ilo_dc.core.people.vocab import Role, ScopeKind
from ilo_dc.core.runs.actions import runs, sweeping, working
from ilo_dc.core.runs.work import awaiting
from tests.core.runs import door_for_tests
from tests.people import hire

PATIENCE = 30  # seconds


def _until(condition, what):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.05)
    pytest.fail(f"Waited {PATIENCE} s for: {what}")
    return None


def _ask(task="tests.write_lines", **parameters) -> Run:
    return runs.request_run(by=None, task=task, label="Lines", parameters=parameters)


def _lines(run: Run) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM lines_for_tests WHERE run = %s", [run.pk])
        return cursor.fetchone()[0]


def _now(run: Run) -> Run:
    return Run.objects.get(pk=run.pk)


@pytest.fixture
def lines(committing):
    """A database of our own with a place to write to; every row names its run."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE lines_for_tests (run bigint, line int)")


@pytest.fixture
def boss(lines):
    """Who may start work again."""
    return found_administrator(
        particulars=Particulars(name="Boss", email="boss@example.org", username="boss")
    )


class TestOneProcess:
    """What a worker does, done here."""

    def test_a_run_done_twice_by_the_broker_is_done_once(self, lines):
        run = _ask(lines=3)
        door_for_tests.write_lines(run_id=run.pk)
        door_for_tests.write_lines(run_id=run.pk)
        assert (_now(run).state, _now(run).result, _lines(run), _now(run).attempts) == (
            "done",
            {"lines": 3},
            3,
            1,
        )

    def test_two_workers_never_hold_one_run(self, lines):
        run = _ask(lines=1)
        seen = []

        def second() -> None:
            with working.working_on(run.pk) as work:
                seen.append(work)
            connections.close_all()

        with working.working_on(run.pk) as work:
            assert work is not None
            other = threading.Thread(target=second)
            other.start()
            other.join(PATIENCE)
        assert seen == [None]
        assert _now(run).state == "done"

    def test_progress_shows_while_the_work_is_not_committed(self, lines):
        run = _ask(lines=2)
        seen = []

        def look() -> None:
            seen.append((_now(run).done, _now(run).total, _now(run).step, _lines(run)))
            connections.close_all()

        def work_and_look(work: working.Work) -> dict[str, int]:
            result = door_for_tests._write(work)
            other = threading.Thread(target=look)
            other.start()
            other.join(PATIENCE)
            return result

        working.perform(run.pk, work_and_look)
        assert seen == [(2, 2, "line 2", 0)]
        assert _lines(run) == 2

    def test_a_failure_saves_nothing_and_says_why(self, lines):
        run = _ask(task="tests.fall_over", lines=2)
        with pytest.raises(ZeroDivisionError):
            door_for_tests.fall_over(run_id=run.pk)
        assert (_now(run).state, _lines(run)) == ("failed", 0)
        assert _now(run).failure == "ZeroDivisionError: nothing to divide by"
        assert _now(run).step == "line 2"

    def test_a_refusal_is_told_in_the_actions_words(self, lines):
        def refuse(work: working.Work) -> None:
            raise UnableToAct("Row 14 is wrong.", {"amount": ["Write a number."]})

        run = _ask(lines=0)
        working.perform(run.pk, refuse)
        assert _now(run).failure == "Row 14 is wrong.\namount: Write a number."

    def test_a_cancelled_run_rolls_back(self, lines, boss):
        def cancel_in_the_middle(work: working.Work) -> None:
            door_for_tests._write(work)
            other = threading.Thread(
                target=lambda: (runs.cancel_run(by=boss, run=run), connections.close_all())
            )
            other.start()
            other.join(PATIENCE)
            work.advance(step="after it was cancelled")

        run = _ask(lines=2)
        working.perform(run.pk, cancel_in_the_middle)
        assert (_now(run).state, _lines(run)) == ("cancelled", 0)

    def test_a_worker_that_was_taken_for_dead_cannot_finish(self, lines):
        def lose_it(work: working.Work) -> None:
            door_for_tests._write(work)
            other = threading.Thread(
                target=lambda: (Run.objects.filter(pk=run.pk).update(attempts=2), connections.close_all())
            )
            other.start()
            other.join(PATIENCE)

        run = _ask(lines=2)
        working.perform(run.pk, lose_it)
        assert (_now(run).state, _lines(run)) == ("running", 0)

    @pytest.mark.parametrize("patience", [30.0, 0.0])
    def test_a_run_whose_database_went_away_waits_again(self, lines, monkeypatch, patience):
        def lose_the_database(work: working.Work) -> None:
            door_for_tests._write(work)
            with psycopg.connect(_libpq(), autocommit=True) as other:
                other.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            work.advance(step="after the database went away")

        run = _ask(lines=2)
        monkeypatch.setattr(working, "DATABASE_PATIENCE", patience)
        if not patience:  # it does not come back in time
            monkeypatch.setattr(working.Work, "own_row", _refuse_connections)
        working.perform(run.pk, lose_the_database)
        connection.close()
        assert (_now(run).state, _now(run).failure, _lines(run)) == (
            "pending" if patience else "running",
            "",
            0,
        )
        monkeypatch.undo()
        monkeypatch.setattr(sweeping, "SILENT_AFTER", timedelta(0))
        swept = sweeping.sweep_runs()
        assert swept == {"woken": 1, "rescued": 0} if patience else {"woken": 0, "rescued": 1}
        door_for_tests.write_lines(run_id=run.pk)
        assert (_now(run).state, _lines(run), _now(run).attempts) == ("done", 2, 2)

    def test_other_failures_of_the_database_fail_the_run(self, lines):
        def divide(work: working.Work) -> None:
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL statement_timeout = 10")
                cursor.execute("SELECT pg_sleep(5)")

        run = _ask(lines=0)
        with pytest.raises(OperationalError):
            working.perform(run.pk, divide)
        assert (_now(run).state, "OperationalError" in _now(run).failure) == ("failed", True)

    def test_who_asked_for_work_may_start_it_again(self, lines, boss):
        asker = hire("petra", "Petra", NewMembership(Role.PARDEV, ScopeKind.GLOBAL))
        run = runs.request_run(by=asker, task="tests.fall_over", label="Lines", parameters={"lines": 1})
        with pytest.raises(ZeroDivisionError):
            door_for_tests.fall_over(run_id=run.pk)
        colleague = hire("paul", "Paul", NewMembership(Role.PARDEV, ScopeKind.GLOBAL))
        with pytest.raises(Refused):
            runs.retry_run(by=colleague, run=run)
        assert [item.subject for item in awaiting(asker)] == ["Lines"]
        assert list(awaiting(colleague)) == []
        assert runs.retry_run(by=asker, run=run).state == "pending"
        asker.memberships.all().delete()
        with pytest.raises(Refused):
            runs.retry_run(by=User.objects.get(pk=asker.pk), run=run)

    def test_only_those_who_may_start_failed_work_again(self, lines, boss):
        run = _ask(task="tests.fall_over", lines=1)
        with pytest.raises(UnableToAct, match="Only failed"):
            runs.retry_run(by=boss, run=run)
        with pytest.raises(ZeroDivisionError):
            door_for_tests.fall_over(run_id=run.pk)
        with pytest.raises(Refused):
            runs.retry_run(by=_stranger(), run=run)
        assert runs.retry_run(by=boss, run=run).state == "pending"
        with pytest.raises(Refused):
            runs.cancel_run(by=_stranger(), run=run)
        assert runs.cancel_run(by=boss, run=run).state == "cancelled"
        with pytest.raises(UnableToAct, match="finished"):
            runs.cancel_run(by=boss, run=run)

    def test_a_run_that_kills_its_workers_fails_with_that_reason(self, lines):
        run = _ask(lines=1)
        long_ago = timezone.now() - timedelta(hours=1)
        Run.objects.filter(pk=run.pk).update(state="running", attempts=2, heartbeat_at=long_ago)
        assert sweeping.sweep_runs()["rescued"] == 1
        assert _now(run).state == "pending"
        Run.objects.filter(pk=run.pk).update(state="running", attempts=3, heartbeat_at=long_ago)
        sweeping.sweep_runs()
        assert (_now(run).state, "3 times" in _now(run).failure) == ("failed", True)

    def test_silence_is_no_death_while_the_lock_is_held(self, lines):
        run = _ask(lines=1)
        with working.working_on(run.pk):
            Run.objects.filter(pk=run.pk).update(heartbeat_at=timezone.now() - timedelta(hours=1))
            assert sweeping.sweep_runs()["rescued"] == 0
        assert _now(run).state == "done"

    def test_without_a_broker_the_run_waits(self, lines, monkeypatch):
        def refuse(*args, **kwargs):
            raise ConnectionRefusedError("no broker")

        monkeypatch.setattr(current_app, "send_task", refuse)
        first = _ask(lines=1)
        monkeypatch.undo()
        second = _ask(lines=1)  # a moment later: nobody tries again so soon
        for run in (first, second):
            assert (run.queued_at, _now(run).state, _now(run).queued_at) == (None, "pending", None)
        assert sweeping.sweep_runs()["woken"] == 2


def _libpq() -> str:
    """Return where the test's database is, for a connection that is none of Django's."""
    names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    given = {name: str(connection.settings_dict[key]) for key, name in names.items()}
    return make_conninfo("", **{name: value for name, value in given.items() if value})


def _refuse_connections(_work: working.Work) -> None:
    raise OperationalError("the connection is closed")


def _stranger():
    return User.objects.get_or_create(username="stranger", defaults={"email": "stranger@example.org"})[0]


# --- A real worker in a process of its own, and a real broker ------------------------------------


class Broker:
    """The test's own broker: a prefix in the Redis of the environment, else a directory."""

    def __init__(self, directory: Path) -> None:
        url = os.environ.get("REDIS_URL", "")
        self.redis = redis.Redis.from_url(url) if url.startswith("redis://") else None
        self.name = f"test-{uuid.uuid4().hex}:" if self.redis else str(directory / "broker")
        door_for_tests.listen(self.name if self.redis else Path(self.name))

    def empty(self) -> int:
        """Lose every message; return how many there were."""
        if self.redis:
            names = [
                name
                for name in self.redis.keys(f"{self.name}*")
                if not name.endswith(b"_kombu.binding.celery")
            ]
            return sum(
                self.redis.delete(name) for name in names if not name.endswith(b"_kombu.binding.celery")
            )
        messages = list((Path(self.name) / "queue").glob("*.msg"))
        for message in messages:
            with suppress(FileNotFoundError):
                message.unlink()
        return len(messages)


@pytest.fixture
def broker(tmp_path):
    """A broker nobody else listens to."""
    before = {name: current_app.conf[name] for name in ("broker_url", "broker_transport_options")}
    mine = Broker(tmp_path)
    _forget_connections()
    yield mine
    mine.empty()
    current_app.conf.update(before)
    _forget_connections()


def _forget_connections():
    """Make Celery open its broker again; it keeps a pool of the last one."""
    pools.reset()
    current_app._pool = None
    current_app.amqp._producer_pool = None


START = """
import sys, django
django.setup()
from tests.core.runs import door_for_tests
door_for_tests.main(*sys.argv[1:])
"""


@contextmanager
def _worker(broker):
    name = connection.settings_dict["NAME"]
    process = subprocess.Popen(
        [sys.executable, "-c", START, name, broker.name],
        cwd=django_settings.BASE_DIR,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "ilo_dc.settings"),
        },
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait(PATIENCE)


@pytest.mark.slow
class TestRealWorker:
    """kill -9 of the worker and an emptied broker lose nothing."""

    def test_a_worker_killed_in_mid_run_loses_nothing_and_doubles_nothing(self, lines, broker, monkeypatch):
        monkeypatch.setattr(sweeping, "SILENT_AFTER", timedelta(0))
        run = _ask(lines=40, pause=0.05)
        with _worker(broker) as process:
            _until(lambda: _now(run).done >= 3, "the run at work")
            process.send_signal(signal.SIGKILL)
            process.wait(PATIENCE)
        assert (_now(run).state, _lines(run)) == ("running", 0)
        _until(lambda: sweeping.sweep_runs()["rescued"], "its lock to be free")
        with _worker(broker):
            _until(lambda: _now(run).state == "done", "another worker to finish it")
        assert (_lines(run), _now(run).attempts) == (40, 2)

    def test_an_emptied_broker_loses_nothing(self, lines, broker, monkeypatch):
        waiting = [_ask(lines=1) for _ in range(5)]
        assert broker.empty() > 0
        assert sweeping.sweep_runs()["woken"] == 0  # they have only just been queued
        monkeypatch.setattr(sweeping, "WAKE_AGAIN_AFTER", timedelta(0))
        assert sweeping.sweep_runs()["woken"] == 5
        monkeypatch.undo()
        with _worker(broker):
            _until(lambda: all(_now(run).state == "done" for run in waiting), "all five runs")
        assert [_lines(run) for run in waiting] == [1] * 5
