"""The broker killed, and the broker stopped in its tracks: pages, sign-in and saving go on without it.

The same walk over every address looks whether answers to somebody who is signed in may be kept by anybody.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
from celery import current_app
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse

from ilo_dc.core import cache as tolerant
from ilo_dc.core import health
from ilo_dc.core.runs import queue
from ilo_dc.core.runs.actions import runs, sweeping
from ilo_dc.embedded import broker, paths
from ilo_dc.embedded.processes import Process, start
from ilo_dc.embedded.programs import find_broker
from ilo_dc.embedded.services import base_environment
from tests.addresses import every_address
from tests.embedded.conftest import a_directory
from tests.people import PASSWORD, signed_in
from tests.portfolio import permissions as table

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(find_broker() is None, reason="there is no broker on this machine"),
]


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A home for a broker of our own."""
    with a_directory() as made:
        yield made


@pytest.fixture
def served(home: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Process]:
    """A broker of our own that runs, and a portal that knows it alone."""
    program = broker.program(home, throw_away=True)
    assert program is not None
    process = start(program, home, base_environment(home))
    broker.wait_until_ready(process)
    url = paths.default_redis_url(home)
    options = {"socket_connect_timeout": settings.BROKER_SECONDS, "socket_timeout": settings.BROKER_SECONDS}
    settings.CACHES = {
        "default": {"BACKEND": "ilo_dc.core.cache.TolerantRedis", "LOCATION": url, "OPTIONS": options}
    }
    monkeypatch.setattr(tolerant, "BREAKERS", {})
    monkeypatch.setattr(health, "_asked", {})
    monkeypatch.setattr(
        transaction, "on_commit", lambda do, **_options: do()
    )  # the test's own transaction commits never
    kept = current_app.conf.broker_url
    current_app.conf.update(broker_url=url.replace("unix://", "redis+socket://", 1))
    yield process
    current_app.conf.update(broker_url=kept)
    process.popen.send_signal(signal.SIGCONT)
    process.stop()


NOT_ASKED = {"health", "account_logout"}


def _kill(process: Process) -> Callable[[], None]:
    process.popen.kill()
    process.popen.wait()
    program = process.program

    def again() -> None:
        process.clear_away()
        fresh = start(program, process.home, base_environment(process.home))
        process.pid, process.popen = fresh.pid, fresh.popen
        broker.wait_until_ready(process)

    return again


def _stop(process: Process) -> Callable[[], None]:
    process.popen.send_signal(signal.SIGSTOP)
    return lambda: process.popen.send_signal(signal.SIGCONT)


def _queued(home: Path) -> int:
    return redis.Redis.from_url(paths.default_redis_url(home)).llen("celery")


HARMS = [_kill, _stop]  # each walks its part of the addresses


@pytest.mark.parametrize("harm", HARMS)
def test_nobody_notices_that_the_broker_is_away(served, everybody, world, harm):
    client = signed_in(everybody[table.ADMIN], Client(raise_request_exception=False))
    assert client.get("/api/v1/countries/").status_code == 200
    assert cache.get_or_set("known", 1) == 1
    give_back = harm(served)

    addresses = sorted(every_address(world, everybody[table.ADMIN].pk).items())[
        HARMS.index(harm) :: len(HARMS)
    ]
    answers = {name: client.get(address) for name, address in addresses if name not in NOT_ASKED}
    assert {name: one.status_code for name, one in answers.items() if one.status_code >= 500} == {}
    assert [name for name, one in answers.items() if one["Cache-Control"] != "private, no-store"] == []
    assert sum(one.status_code == 200 for one in answers.values()) > 60
    told = client.get("/health/").json()["parts"]
    assert (told["broker"], told["worker"]) in {("failing", "unknown"), ("hanging", "unknown")}
    assert told["database"] == told["files"] == "ok"

    stranger = Client()
    for path, status in (("/account/login/", 302), ("/account/password/reset/", 302)):
        sent = {"login": "petra", "password": PASSWORD, "email": "petra@example.org"}
        assert stranger.post(path, sent).status_code == status
    run = runs.request_run(by=everybody[table.PARDEV], task="tests.none", label="Saved", parameters={})
    assert not queue.tell_workers(run)
    runs.wake(run)
    page = client.get(reverse("core:run", args=[run.pk])).content.decode()
    assert "The queue cannot be reached at the moment." in page

    give_back()
    queue.breaker.succeeded()
    before = _queued(served.home)
    woken = sweeping.sweep_runs()["woken"]
    assert _queued(served.home) == before + woken
    run.refresh_from_db()
    assert (run.state, run.queued_at is None) == ("pending", False)
