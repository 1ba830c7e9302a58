"""A database of one's own: a clone of the migrated test database, for tests that commit.

Facts refuse DELETE and TRUNCATE, so nothing that was committed could be swept up afterwards.
"""

from __future__ import annotations

import hashlib
import inspect
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader
from psycopg import sql


def _maintenance() -> psycopg.Connection[Any]:
    """Open the server's maintenance database, where other databases are made and dropped."""
    parameters = {**connection.get_connection_params(), "dbname": "postgres"}
    for name in ("cursor_factory", "context", "prepare_threshold", "pool"):
        parameters.pop(name, None)
    return psycopg.connect(**parameters, autocommit=True)


def migrated(name: str) -> None:
    """Make the database `name` out of a template that all workers of this server share.

    The template bears the fingerprint of the migrations that made it: the first who needs it migrates it,
    everybody after that copies it, which takes a second. Templates of other migrations are dropped.
    """
    family = f"{connection.settings_dict['NAME']}_template_"
    template = f"{family}{_fingerprint()}"
    connections.close_all()
    with _maintenance() as server:
        server.execute("SELECT pg_advisory_lock(hashtext(%s))", [family])
        known = [row[0] for row in server.execute("SELECT datname FROM pg_database").fetchall()]
        if template not in known:
            for other in known:
                if other.startswith(family):
                    server.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(other)))
            _migrate(server, template)
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        server.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        )


def _migrate(server: psycopg.Connection[Any], template: str) -> None:
    """Make the template; only a whole one bears its name."""
    unfinished = f"{template}_unfinished"
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(unfinished)))
    server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(unfinished)))
    with connected_to(unfinished):
        call_command("migrate", verbosity=0, interactive=False)
    server.execute(
        sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(unfinished), sql.Identifier(template))
    )


def _fingerprint() -> str:
    """Return what tells one set of migrations from another: the text of all of them."""
    digest = hashlib.sha256()
    for key, migration in sorted(MigrationLoader(None).disk_migrations.items()):
        source = inspect.getsource(inspect.getmodule(type(migration)))
        digest.update(f"{key}{source}".encode())
    return digest.hexdigest()[:12]


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
        dropped(clone)


def dropped(name: str) -> None:
    """Drop a database, whoever still uses it."""
    connections.close_all()
    with _maintenance() as server:
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


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
