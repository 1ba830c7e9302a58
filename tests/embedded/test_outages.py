"""`make demo` while its database is killed and its broker is killed and stopped, and people go on working."""

from __future__ import annotations

import json
import logging
import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

import pytest
import requests

from ilo_dc.embedded import installation
from ilo_dc.embedded.paths import PROJECT
from tests.embedded.conftest import Portal, a_directory, a_portal, wait_for
from tests.recipes.sub_output_sheets import HEADER, row

pytestmark = [
    pytest.mark.race,
    pytest.mark.slow,
    pytest.mark.skipif(
        bool(installation.missing_requirements(["base", "demo"])),
        reason="`make packages` has not filled .venv",
    ),
]
log = logging.getLogger(__name__)
PASSWORD = "demonstration-only-2026"
WRITER, IMPORTER = "regional-africa", "pardev"
READ = ("/", "/work/", "/dwcps/", "/frameworks/", "/api/v1/country-programmes/", "/api/v1/runs/")
SECONDS_AWAY = 45
SECONDS_TO_TELL = 8  # a request asked for a connection several times, and waited five seconds for each
SAVED, AWAY = {201, 302}, {503}


@dataclass
class Person(threading.Thread):
    """Somebody who reads and saves without a pause, and sends again what was not answered."""

    portal: Portal
    name_in_titles: str
    username: str
    leave: threading.Event
    saved: list[str] = field(default_factory=list)
    answers: Counter[tuple[str, int]] = field(default_factory=Counter)
    slowest: float = 0.0

    __hash__ = threading.Thread.__hash__

    def __post_init__(self) -> None:
        super().__init__(daemon=True)
        self.session = requests.Session()
        self.url = f"http://127.0.0.1:{self.portal.environment['PORT']}"
        # Each web process asks a database that was away again a second after it was refused.
        wait_for(lambda: self._ask("GET", "/account/login/") == 200)
        form = {"login": self.username, "password": PASSWORD, "csrfmiddlewaretoken": self.token}
        wait_for(lambda: self._ask("POST", "/account/login/", data=form) == 302)
        self.answers.clear()  # they count from where the work begins

    @property
    def token(self) -> str:
        return self.session.cookies["csrftoken"]

    def run(self) -> None:
        number = 0
        while not self.leave.is_set():
            number += 1
            title = f"Outage {self.name_in_titles} {number}"
            while (status := self._save(title)) in AWAY:  # whether it was saved, the next answer says
                time.sleep(0.2)
            if status not in SAVED:
                return  # the test finds the status among the answers
            self.saved.append(title)
            self._ask("GET", READ[number % len(READ)])

    def _save(self, title: str) -> int:
        if self.username == WRITER:
            headers = {"Idempotency-Key": title.replace(" ", "-"), "X-CSRFToken": self.token}
            sent = {"json": {"title": title, "country": "CIV"}, "headers": headers}
            return self._ask("POST", "/api/v1/country-programmes/", **sent)
        sheet = "\n".join([HEADER, row(title.rpartition(" ")[2], iso3="CIV"), ""]).encode()
        form = {
            "importer": "framework_suboutputs",
            "finance_year": "2024",
            "reason": title,
            "once": title.replace(" ", "-"),
            "csrfmiddlewaretoken": self.token,
        }
        return self._ask("POST", "/imports/new/", data=form, files={"file": ("sheet.csv", sheet)})

    def _ask(self, method: str, path: str, **sent: object) -> int:
        begun = time.monotonic()
        answer = self.session.request(method, f"{self.url}{path}", timeout=60, allow_redirects=False, **sent)
        self.slowest = max(self.slowest, time.monotonic() - begun)
        self.answers[f"{method} {path}", answer.status_code] += 1
        return answer.status_code


@pytest.fixture(scope="module")
def serving() -> Iterator[Portal]:
    """The portal itself, served with its demonstration."""
    with a_directory() as directory, a_portal(PROJECT, directory / "home") as portal:
        portal.environment |= {"PORTAL_DEMO_PASSWORD": PASSWORD, "PORTAL_RATE_SIGNED_IN": "100000/min"}
        held = portal.begin("demo")
        wait_for(lambda: "Ready after" in portal.output or held.poll() is not None, 900)
        assert held.poll() is None, portal.output
        wait_for(lambda: _health(portal)["status"] == "ok", 120)
        yield portal


def _health(portal: Portal) -> dict:
    return requests.get(f"http://127.0.0.1:{portal.environment['PORT']}/health/", timeout=10).json()


def _count(portal: Portal, query: str) -> list:
    return json.loads(portal.sql(f"SELECT coalesce(json_agg(row_to_json(t)), '[]') FROM ({query}) t"))


def _live_through(portal: Portal, name: str, harm: Callable[[], None]) -> list[Person]:
    """Let people work before, during and after some harm."""
    wait_for(lambda: _health(portal)["status"] == "ok", 120)
    leave = threading.Event()
    people = [
        Person(portal, f"{name}-{number}", username, leave)
        for number, username in enumerate((WRITER, WRITER, IMPORTER))
    ]
    for person in people:
        person.start()
    try:
        time.sleep(3)
        harm()
        enough = [len(person.saved) + 2 for person in people]
        wait_for(
            lambda: all(len(p.saved) > n or not p.is_alive() for p, n in zip(people, enough, strict=True)),
            120,
        )
    finally:
        leave.set()
        for person in people:
            person.join(120)
    for person in people:
        log.info("%s %s: %s, slowest %.2f s", name, person.username, person.answers, person.slowest)
    return people


def _nothing_is_lost(portal: Portal, name: str, people: list[Person]) -> None:
    """Each thing saved is there once, and all work that was asked for gets done."""
    titles = sorted(title for person in people if person.username == WRITER for title in person.saved)
    sheets = sorted(title for person in people if person.username == IMPORTER for title in person.saved)
    kept = f"SELECT title FROM portfolio_countryprogramme WHERE title LIKE 'Outage {name}-%'"
    assert sorted(one["title"] for one in _count(portal, kept)) == titles
    batches = f"SELECT reason FROM core_importbatch WHERE reason LIKE 'Outage {name}-%'"
    assert sorted(one["reason"] for one in _count(portal, batches)) == sheets
    begun = time.monotonic()
    open_runs = "SELECT id FROM core_run WHERE state IN ('pending', 'running')"
    wait_for(lambda: _count(portal, open_runs) == [], 300)
    log.info("%s: all work done %.1f s after people left", name, time.monotonic() - begun)
    assert _count(portal, "SELECT task, failure FROM core_run WHERE state = 'failed'") == []
    waiting = f"SELECT id FROM core_importbatch WHERE state = 'uploaded' AND reason LIKE 'Outage {name}-%'"
    assert _count(portal, waiting) == []


def test_the_database_is_killed_under_load(serving):
    def kill() -> None:
        for _time in range(3):
            os.kill(serving.pid("database"), signal.SIGKILL)
            time.sleep(8)

    people = _live_through(serving, "database", kill)
    statuses = {status for person in people for _door, status in person.answers}
    assert statuses <= {200, *SAVED, *AWAY}
    _nothing_is_lost(serving, "database", people)


def test_a_database_that_stays_away_is_told_of_at_every_door(serving):
    url = f"http://127.0.0.1:{serving.environment['PORT']}"
    supervisor = serving.pid("supervisor")
    os.kill(supervisor, signal.SIGSTOP)  # it would start the database again
    try:
        os.kill(serving.pid("database"), signal.SIGKILL)
        for path in (*READ, "/account/login/", "/nowhere/", *READ):
            begun = time.monotonic()
            answer = requests.get(f"{url}{path}", cookies={"sessionid": "somebody"}, timeout=SECONDS_TO_TELL)
            log.info("database away, %s: %s, %.2f s", path, answer.status_code, time.monotonic() - begun)
            assert answer.status_code in AWAY, path
            assert answer.headers["Retry-After"], path
    finally:
        os.kill(supervisor, signal.SIGCONT)
    wait_for(lambda: _health(serving)["status"] == "ok", 120)


def test_the_broker_is_killed_again_and_again(serving):
    def kill() -> None:
        until = time.monotonic() + SECONDS_AWAY
        while time.monotonic() < until:
            if pid := serving.pid("broker"):
                with suppress(ProcessLookupError):  # it is dead still, and not started again yet
                    os.kill(pid, signal.SIGKILL)
            assert set(_health(serving)["parts"]) == {"database", "migrations", "broker", "worker", "files"}
            time.sleep(0.2)

    people = _live_through(serving, "broker-killed", kill)
    assert {status for person in people for _door, status in person.answers} <= {200, *SAVED}
    _nothing_is_lost(serving, "broker-killed", people)


def test_the_broker_is_stopped(serving):
    def stop() -> None:
        pid = serving.pid("broker")
        os.kill(pid, signal.SIGSTOP)
        time.sleep(SECONDS_AWAY)
        told = _health(serving)
        assert (told["status"], told["parts"]["broker"]) == ("failing", "hanging")
        os.kill(pid, signal.SIGCONT)

    people = _live_through(serving, "broker-stopped", stop)
    assert {status for person in people for _door, status in person.answers} <= {200, *SAVED}
    _nothing_is_lost(serving, "broker-stopped", people)


def test_health_tells_of_a_database_that_hangs(serving):
    pids = [serving.pid("database"), *_backends(serving)]
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    url = f"http://127.0.0.1:{serving.environment['PORT']}/dwcps/"
    crowd = [threading.Thread(target=_wait_in_vain, args=(url,), daemon=True) for _person in range(100)]
    for person in crowd:
        person.start()
    try:
        time.sleep(2)
        begun = time.monotonic()
        told = _health(serving)
        log.info("health of a hanging database, before a hundred who wait: %.2f s", time.monotonic() - begun)
        assert (told["status"], told["parts"]["database"]) == ("failing", "hanging")
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)
    wait_for(lambda: _health(serving)["status"] == "ok", 60)


def _wait_in_vain(url: str) -> None:
    with suppress(requests.RequestException):
        requests.get(url, timeout=20)


def _backends(portal: Portal) -> list[int]:
    """Return the processes of the database beside the first."""
    return [
        one["pid"] for one in _count(portal, "SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
    ]
