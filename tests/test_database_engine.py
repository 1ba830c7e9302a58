"""The connection to the database: one that is away is told from one that is busy."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any
from unittest import mock

import psycopg
import pytest
from django.db import connection, connections
from django.db.backends.postgresql import base as postgresql
from psycopg_pool import PoolTimeout

from ilo_dc.database import base
from ilo_dc.embedded.paths import PROJECT
from ilo_dc.settings import services


class Server:
    """A server and a pool of connections to it, and how often each was asked; `gives`: the pool's answers."""

    def __init__(self, *gives: Any, away: bool = False) -> None:
        self.gives, self.away = list(gives), away
        self.asked = {"pool": 0, "server": 0}
        self.now = 1000.0

    def take(self, _parameters: Any) -> Any:
        self.asked["pool"] += 1
        self.now += 0.5
        answer = self.gives.pop(0) if self.gives else PoolTimeout("in use")
        if isinstance(answer, Exception):
            raise answer
        return answer

    def connect(self, **_parameters: Any) -> Any:
        self.asked["server"] += 1
        if self.away:
            raise psycopg.OperationalError("connection refused")
        return mock.Mock()


@pytest.fixture
def serve(monkeypatch):
    """Put a server in place of the real one, and its clock."""

    def do(server: Server) -> base.DatabaseWrapper:
        monkeypatch.setattr(base.DatabaseWrapper, "_away_until", 0.0)
        monkeypatch.setattr(base.DatabaseWrapper, "pool", "a pool")
        monkeypatch.setattr(base.DatabaseWrapper.Database, "connect", server.connect)
        monkeypatch.setattr(postgresql.DatabaseWrapper, "get_new_connection", server.take)
        monkeypatch.setattr(base.time, "monotonic", lambda: server.now)
        return base.DatabaseWrapper(connection.settings_dict, "another")

    return do


def test_a_connection_that_is_there_is_taken_and_nobody_else_is_asked(serve):
    server = Server("a connection")
    assert serve(server).get_new_connection({}) == "a connection"
    assert server.asked == {"pool": 1, "server": 0}


def test_a_server_that_refuses_is_asked_once_for_all_that_a_request_needs(serve):
    server = Server(away=True)
    wrapper = serve(server)
    for _time in range(3):
        with pytest.raises(psycopg.OperationalError):
            wrapper.get_new_connection({})
    assert server.asked == {"pool": 1, "server": 1}
    server.now, server.away, server.gives = server.now + base.AWAY_FOR, False, ["a connection"]
    assert wrapper.get_new_connection({}) == "a connection"


def test_a_busy_pool_is_waited_for_while_the_server_answers(serve):
    server = Server(*[PoolTimeout("in use")] * 6, "a connection")
    assert serve(server).get_new_connection({}) == "a connection"
    assert server.asked == {"pool": 7, "server": 6}
    server = Server()
    with pytest.raises(PoolTimeout):
        serve(server).get_new_connection({})
    assert server.now == 1000 + base.PATIENCE


def test_a_server_that_goes_away_while_its_pool_is_waited_for_is_noticed(serve):
    server = Server()
    server.away, wrapper = True, serve(server)
    with pytest.raises(psycopg.OperationalError, match="refused"):
        wrapper.get_new_connection({})
    assert server.now == 1000.5


def test_the_portal_uses_this_engine_and_waits_for_no_silent_server():
    assert isinstance(connections["default"], base.DatabaseWrapper)
    found = services._database("postgresql://somebody@somewhere/portal")
    assert found["ENGINE"] == "ilo_dc.database"
    assert found["OPTIONS"]["connect_timeout"] == services.CONNECT_SECONDS
    named = services._database("postgresql://somebody@somewhere/portal?connect_timeout=9")
    assert named["OPTIONS"]["connect_timeout"] == "9"


ASK = """
import sys
from {door} import {name}
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("SHOW lock_timeout")
    print(cursor.fetchone()[0])
"""


def test_a_request_waits_shortly_for_what_others_have_locked():
    asked = [sys.executable, "-c", ASK.format(door="ilo_dc.wsgi", name="application")]
    done = subprocess.run(asked, cwd=PROJECT, env=os.environ, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "10s", done.stderr
