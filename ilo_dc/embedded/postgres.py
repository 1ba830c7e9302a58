"""The embedded PostgreSQL: made once, listening on a private unix socket only."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

from ilo_dc.embedded import paths
from ilo_dc.embedded.errors import UnableToRun
from ilo_dc.embedded.identity import choose_identity, hand_over, owner_of, private_directory
from ilo_dc.embedded.processes import Command, Process, Program, Stopping, launch, wait_until
from ilo_dc.embedded.programs import Postgres, find_postgres

NAME = "database"
SECONDS_TO_RECOVER = 300
# Below this, parallel queries run out of the shared memory that containers grant (64 MB in Docker).
SHARED_MEMORY_WANTED = 256 * 2**20
PRELOADED = "pg_stat_statements"

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] ",
    "random_page_cost": "1.1",
    "work_mem": "16MB",
}
# For tests and other throw-away data: a crash of the machine loses everything, and nobody minds.
THROW_AWAY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "256MB",  # it may lie in memory
    "autovacuum": "off",  # nothing grows old
}


class UnableToStartDatabase(UnableToRun):
    """The embedded PostgreSQL cannot be made or started."""


def program(home: Path, *, throw_away: bool = False) -> Program:
    """Return how to run the embedded database, making its data directory first if there is none."""
    data = paths.database_directory(home)
    postgres = find_postgres(_version_of(data))
    identity = choose_identity(postgres.program("postgres"))
    owner = owner_of(identity)
    if not data.exists():
        _initialise(data, postgres, identity=identity, sync=not throw_away)
    hand_over(data, owner)
    sockets = private_directory(paths.socket_directory(home), owner)
    settings = {**SETTINGS, **(THROW_AWAY if throw_away else {}), "unix_socket_directories": str(sockets)}
    if postgres.has_library(PRELOADED):
        settings["shared_preload_libraries"] = PRELOADED
    if not _has_shared_memory():
        settings["dynamic_shared_memory_type"] = "mmap"
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    return Program(
        name=NAME,
        command=[postgres.program("postgres"), "-D", data, *options],
        stop_signals=((signal.SIGINT, 60), (signal.SIGQUIT, 20)),  # fast, then immediate shutdown
        death_signal=signal.SIGINT,
        identity=identity,
        children_end_alone=True,
        before_start=partial(_forget_dead_server, data, sockets / f"{paths.DATABASE_SOCKET}.lock"),
    )


def wait_until_ready(process: Process, stopping: Stopping | None = None) -> None:
    """Wait until the server answers, however long it recovers from a crash; make the database if missing."""
    psql = Path(process.program.command[0]).with_name("psql")
    sockets = paths.socket_directory(process.home)
    options = ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-v", f"name={paths.DATABASE_NAME}"]
    command: Command = [psql, *options, "-h", sockets, "-U", paths.DATABASE_USER, "-d", "postgres"]
    script = (
        "SELECT 'CREATE DATABASE ' || quote_ident(:'name')"
        " WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'name') \\gexec"
    )

    def answers() -> bool:
        done = subprocess.run(
            command, input=script, env=clean_environment(), capture_output=True, text=True, check=False
        )
        if done.returncode not in {0, 2}:  # 2: no connection yet
            raise UnableToStartDatabase(f"The database refused to be set up: {done.stderr.strip()}")
        return done.returncode == 0

    wait_until(answers, process, seconds=SECONDS_TO_RECOVER, stopping=stopping)


def clean_environment() -> dict[str, str]:
    """Return the environment without libpq's variables, which would redirect psql and its like."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}


def _version_of(data: Path) -> int | None:
    """Return the major version that made a data directory, None if there is none."""
    if not data.exists():
        return None
    version = data / "PG_VERSION"
    if not version.exists():
        raise UnableToStartDatabase(
            f"{data} is no data directory of PostgreSQL. Move it away and start again."
        )
    return int(version.read_text())


def _initialise(data: Path, postgres: Postgres, *, identity: str, sync: bool) -> None:
    """Make a data directory under another name, then rename it: a half-made one never counts as made."""
    fresh = data.with_name(f"{data.name}.being-made")
    if fresh.exists():
        shutil.rmtree(fresh)
    fresh.mkdir(mode=0o700, parents=True)
    os.chown(fresh, *owner_of(identity))
    # The C.UTF-8 order is the same on every machine; only version 17 brings it along.
    locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    if postgres.version < 17:
        locale = ["--locale=C.UTF-8" if sys.platform == "linux" else "--locale=C"]
    # Whoever can open the socket is let in: its directory is open to its owner alone.
    access = ["--username", paths.DATABASE_USER, "--auth-local=trust", "--auth-host=reject"]
    options = ["--encoding=UTF8", "--data-checksums", *locale, *access, *([] if sync else ["--no-sync"])]
    command: Command = [postgres.program("initdb"), "-D", fresh, *options]
    environment = clean_environment()
    done = subprocess.run(
        launch(command, identity=identity), env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise UnableToStartDatabase(f"initdb failed:\n{(done.stdout + done.stderr).strip()}")
    fresh.rename(data)


def _forget_dead_server(data: Path, socket_lock: Path) -> None:
    """Remove the lock files of a server that was killed.

    PostgreSQL does so itself unless its old number belongs to another process by now, which is likely in a
    container, where numbers start from 1 each time.
    """
    for lock in (data / "postmaster.pid", socket_lock):
        if not lock.exists():
            continue
        first = lock.read_text().partition("\n")[0]
        if first.strip().isdigit() and _is_server(int(first), data):
            raise UnableToStartDatabase(
                f"A PostgreSQL that the portal did not start (process {first}) has {data} open. Stop it."
            )
        lock.unlink()


def _is_server(pid: int, data: Path) -> bool:
    """Say whether a process is a PostgreSQL server on this data directory."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # it lives and is somebody else's
    process = Path("/proc") / str(pid)
    try:
        return (process / "cwd").samefile(data)  # a server works in its data directory
    except OSError:  # no /proc, or the process may not be looked at
        asked = ["ps", "-o", "comm=", "-p", str(pid)]
        return "postgres" in subprocess.run(asked, capture_output=True, text=True, check=False).stdout


def _has_shared_memory() -> bool:
    """Say whether /dev/shm, if this system has one, is large enough for parallel queries."""
    if sys.platform != "linux":
        return True
    directory = Path("/dev/shm")  # noqa: S108 - only looked at
    return directory.is_dir() and shutil.disk_usage(directory).free >= SHARED_MEMORY_WANTED
