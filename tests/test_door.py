"""The door: so many work, so many wait, and one thread always answers how the portal is."""

from __future__ import annotations

import json
import re
import threading
from typing import Any

import pytest

from ilo_dc import door
from ilo_dc.door import THREADS, Door
from ilo_dc.embedded.demo import WEB_THREADS
from ilo_dc.embedded.paths import PROJECT


class Hanging:
    """An application whose answers begin when they are let go, but for health."""

    def __init__(self) -> None:
        self.let_go = threading.Event()
        self.inside = threading.Semaphore(0)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        if environ["PATH_INFO"] != "/health/":
            self.inside.release()
            assert self.let_go.wait(60)
        start_response("200 OK", [])
        return [b"answered"]


def ask(application: Door, path: str) -> tuple[str, bytes]:
    told: list[str] = []
    answer = application({"PATH_INFO": path}, lambda status, _headers: told.append(status))
    try:
        return told[0], b"".join(answer)
    finally:
        if hasattr(answer, "close"):
            answer.close()


def test_health_is_answered_while_all_who_work_and_wait_hang():
    hanging, answers = Hanging(), []
    application = Door(hanging, working=2, waiting=1)
    people = [threading.Thread(target=lambda: answers.append(ask(application, "/"))) for _one in range(3)]
    for person in people:
        person.start()
    for _place in range(2):
        assert hanging.inside.acquire(timeout=60)
    while application._room.acquire(blocking=False):  # until the third stands in line
        application._room.release()

    assert ask(application, "/health/") == ("200 OK", b"answered")
    status, page = ask(application, "/dwcps/")
    assert (status, b"Try again" in page) == ("503 Service Unavailable", True)
    status, problem = ask(application, "/api/v1/countries/")
    assert (status, json.loads(problem)["status"]) == ("503 Service Unavailable", 503)
    hanging.let_go.set()
    for person in people:
        person.join(60)
    assert answers == [("200 OK", b"answered")] * 3


def test_who_waits_too_long_is_told(monkeypatch):
    monkeypatch.setattr(door, "PATIENCE", 0.01)
    application = Door(lambda _environ, start: start("200 OK", []) or [b""], working=1, waiting=1)
    being_sent = application({"PATH_INFO": "/"}, lambda *_told: None)
    assert ask(application, "/")[0] == "503 Service Unavailable"
    being_sent.close()
    being_sent.close()  # twice is once
    assert ask(application, "/")[0] == "200 OK"


def test_a_failure_gives_the_place_back():
    def fail(environ: dict[str, Any], _start: Any) -> list[bytes]:
        raise ZeroDivisionError

    application = Door(fail, working=1, waiting=0)
    for _time in range(3):
        with pytest.raises(ZeroDivisionError):
            ask(application, "/")


def test_the_web_servers_have_as_many_threads_as_the_door_counts():
    (given,) = re.findall(r'"--threads", "(\d+)"', (PROJECT / "Dockerfile").read_text())
    assert THREADS == WEB_THREADS == int(given)
