"""A database of one's own: a clone of the migrated test database, for tests that commit.

Facts refuse DELETE and TRUNCATE, so nothing that was committed could be swept up afterwards.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.db import connection, connections
from psycopg import sql


def _maintenance() -> psycopg.Connection[Any]:
    """Open the server's maintenance database, where other databases are made and dropped."""
    parameters = {**connection.get_connection_params(), "dbname": "postgres"}
    for name in ("cursor_factory", "context", "prepare_threshold", "pool"):
        parameters.pop(name, None)
    return psycopg.connect(**parameters, autocommit=True)


@contextmanager
def cloned(original: str) -> Iterator[str]:
    """Make a copy of a database that nobody is connected to; drop it at the end."""
    clone = f"{original}_{uuid.uuid4().hex[:8]}"
    connections.close_all()
    with _maintenance() as server:
        server.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(clone), sql.Identifier(original))
        )
    try:
        yield clone
    finally:
        connections.close_all()
        with _maintenance() as server:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(clone)))


@contextmanager
def connected_to(name: str) -> Iterator[None]:
    """Use the database `name`, on one connection that stays open as a pool keeps it."""
    kept = {setting: connection.settings_dict[setting] for setting in ("NAME", "CONN_MAX_AGE")}
    connections.close_all()
    connection.settings_dict.update(NAME=name, CONN_MAX_AGE=None)
    try:
        yield
    finally:
        connections.close_all()
        connection.settings_dict.update(kept)


@pytest.fixture
def committing(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """Give the test its own committed database; yields its name and drops it afterwards."""
    original = connection.settings_dict["NAME"]
    with django_db_blocker.unblock(), cloned(original) as name:
        connection.settings_dict["NAME"] = name
        try:
            yield name
        finally:
            connections.close_all()
            connection.settings_dict["NAME"] = original
