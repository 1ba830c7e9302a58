"""Databases that are made once and copied, and a copy of one's own for tests that commit.

Facts refuse DELETE and TRUNCATE, so nothing that was committed could be swept up afterwards.
"""

from __future__ import annotations

import hashlib
import inspect
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import wraps
from typing import Any
from unittest import mock

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import (
    AddConstraint,
    AddIndex,
    AlterModelOptions,
    RemoveConstraint,
    RemoveIndex,
)
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger, RemoveTrigger
from psycopg import sql
from psycopg.pq import TransactionStatus

from ilo_dc.embedded import paths
from ilo_dc.embedded.roles import prepare
from ilo_dc.embedded.services import base_environment
from ilo_dc.embedded.sql import Server

PORTAL = connection.settings_dict["NAME"]  # before the tests put a database of their own in its place

# The lines that are open and not in use, by database: a server that answers on a line it knows need not read
# its catalogues anew for every test.
_kept: dict[str, Any] = {}


def _maintenance() -> psycopg.Connection[Any]:
    """Open the server's maintenance database, where other databases are made and dropped, as the owner."""
    parameters = {**connection.get_connection_params(), "dbname": "postgres"}
    names = {"user": "USER", "password": "PASSWORD"}
    parameters |= {name: settings.OWNER_DATABASE[key] for name, key in names.items()}
    for name in ("cursor_factory", "context", "prepare_threshold", "pool"):
        parameters.pop(name, None)
    return psycopg.connect(**parameters, autocommit=True)


def template(kind: str, made_from: str, fill: Callable[[], object], *, original: str = "template1") -> str:
    """Return the name of a database that all workers of this server copy, in every run of the tests.

    It bears the fingerprint of what it is made from: the first who needs it copies `original` and fills it,
    everybody after that finds it there. Databases of its kind that were made from anything else are dropped.
    """
    family = f"{PORTAL}_{kind}_"
    name = f"{family}{hashlib.sha256(made_from.encode()).hexdigest()[:12]}"
    _hang_up()
    with _maintenance() as server:
        server.execute("SELECT pg_advisory_lock(hashtext(%s))", [family])
        known = [row[0] for row in server.execute("SELECT datname FROM pg_database").fetchall()]
        if name not in known:
            for other in known:
                if other.startswith(family):
                    server.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(other)))
            _fill(server, name, fill, original)
    return name


def _fill(server: psycopg.Connection[Any], name: str, fill: Callable[[], object], original: str) -> None:
    """Make a database to copy; only a whole one bears its name.

    The tests work in it as the application's role does.
    """
    unfinished = f"{name}_unfinished"
    _copy(server, original, unfinished)
    with connected_to(unfinished):
        fill()
    allow_application(unfinished)
    _hang_up()
    server.execute(
        sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(unfinished), sql.Identifier(name))
    )


def allow_application(name: str) -> None:
    """Let the application's role into a database, as every start of the portal does."""
    environment = base_environment(paths.portal_home())
    prepare(Server(environment["PORTAL_OWNER_URL"]), environment["DATABASE_URL"], database=name)


def _copy(server: psycopg.Connection[Any], original: str, name: str) -> None:
    """Make the database `name`, or make it anew, as a copy of one that nobody is connected to."""
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
    server.execute(
        sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(original))
    )


def migrated() -> str:
    """Return the name of the database that has every table and no row of ours; it is only copied."""
    return template("migrated", _migrations(), _migrate)


# What changes no column of a model.
BESIDE_COLUMNS = (
    AddConstraint,
    AddIndex,
    AddTrigger,
    AlterModelOptions,
    RemoveConstraint,
    RemoveIndex,
    RemoveTrigger,
)


def _migrate() -> None:
    """Run every migration, in half the time that Django takes for it.

    After each operation Django makes the model's class anew, with the classes of all models that lead to it:
    here that is nearly all. Where no column changed, the class at hand does.
    """
    with ExitStack() as changed:
        for operation in BESIDE_COLUMNS:
            forwards = _in_place(operation.state_forwards)
            changed.enter_context(mock.patch.object(operation, "state_forwards", forwards))
        call_command("migrate", verbosity=0, interactive=False)


def _in_place(forwards: Callable[[Any, str, ProjectState], None]) -> Callable[[Any, str, ProjectState], None]:
    """Return an operation's change of the state that lets the model's class stand, with its options new."""

    @wraps(forwards)
    def change(operation: Any, app_label: str, state: ProjectState) -> None:
        with mock.patch.object(state, "reload_model"):
            forwards(operation, app_label, state)
        name = getattr(operation, "model_name", None) or operation.name
        options = state.models[app_label, name.lower()].options
        meta = state.apps.get_model(app_label, name)._meta
        meta.constraints, meta.indexes = ([*options.get(one, ())] for one in ("constraints", "indexes"))

    return change


def _migrations() -> str:
    """Return what tells one set of migrations from another: the text of all of them."""
    return "".join(
        f"{key}{inspect.getsource(inspect.getmodule(type(migration)))}"
        for key, migration in sorted(MigrationLoader(None).disk_migrations.items())
    )


def copied(original: str, name: str) -> None:
    """Make the database `name` a copy of one that nobody is connected to."""
    _hang_up()
    with _maintenance() as server:
        _copy(server, original, name)


@contextmanager
def cloned(original: str) -> Iterator[str]:
    """Make a copy of a database that nobody is connected to; drop it at the end."""
    clone = f"{original}_{uuid.uuid4().hex[:8]}"
    copied(original, clone)
    try:
        yield clone
    finally:
        dropped(clone)


def dropped(name: str) -> None:
    """Drop a database, whoever still uses it."""
    _hang_up()
    with _maintenance() as server:
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _hang_up() -> None:
    """Close every line, for a database to which one is open is neither copied nor renamed."""
    connections.close_all()
    while _kept:
        _kept.popitem()[1].close()


@contextmanager
def connected_to(name: str) -> Iterator[None]:
    """Use the database `name`, on one connection that stays open as a pool keeps it."""
    before = {setting: connection.settings_dict[setting] for setting in ("NAME", "CONN_MAX_AGE")}
    connections.close_all()
    connection.settings_dict.update(NAME=name, CONN_MAX_AGE=None)
    if name in _kept:  # as `connection.connect()` leaves it
        connection.connection, connection.close_at = _kept.pop(name), None
        connection.closed_in_transaction = connection.errors_occurred = False
    try:
        yield
    finally:
        _keep(name)
        connections.close_all()
        connection.settings_dict.update(before)


def _keep(name: str) -> None:
    """Put a line aside for the next who uses its database, unless something still waits on it."""
    line = connection.connection
    if line and not line.closed and line.info.transaction_status == TransactionStatus.IDLE:
        _kept[name], connection.connection = line, None


@contextmanager
def nothing_stays() -> Iterator[None]:
    """Undo what is written, after the checks of the constraints that wait for a commit."""
    with transaction.atomic():
        yield
        connection.check_constraints()
        transaction.set_rollback(True)


@contextmanager
def rolled_back(name: str) -> Iterator[None]:
    """Use the database `name`; nothing that is written stays."""
    with connected_to(name), nothing_stays():
        yield


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
