"""`make restore`: a backup in place of the present data.

A new database is filled beside the present one and compared with the backup's manifest; only then are the two
exchanged, in one transaction. So a restore that fails has changed nothing, and the data before it are kept.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ilo_dc.embedded import backup, broker, paths, roles, services
from ilo_dc.embedded.errors import UnableToRun
from ilo_dc.embedded.processes import Stopping, running_pid
from ilo_dc.embedded.report import Steps, say
from ilo_dc.embedded.sql import Server

MAINTENANCE = "postgres"  # the database from which the others are made and renamed

EXCHANGE = """
SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = :'present';
DROP DATABASE IF EXISTS :"before";
BEGIN;
SELECT format('ALTER DATABASE %I RENAME TO %I', :'present', :'before')
WHERE EXISTS (SELECT FROM pg_database WHERE datname = :'present') \\gexec
ALTER DATABASE :"fresh" RENAME TO :"present";
COMMIT;
"""
ALLOW = """
SELECT format('ALTER DATABASE %I ALLOW_CONNECTIONS %s', datname, :'allow') FROM pg_database
WHERE datname IN (:'present', :'before') \\gexec
"""
CREATE_ROLES = """
SELECT format('CREATE ROLE %I %s', name, CASE WHEN login THEN 'LOGIN' ELSE 'NOLOGIN' END)
FROM json_to_recordset(:'roles'::json) AS given(name text, login boolean)
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \\gexec
"""
SESSIONS = """
    SELECT pid FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
"""


class UnableToRestore(UnableToRun):
    """Nothing was restored, and nothing was changed."""


def restore(source: Path, *, force: bool) -> int:
    """Put a backup in place of the present data; return the exit status."""
    home, source = paths.portal_home(), source.absolute()
    stopping, steps = Stopping(), Steps(4)
    stopping.listen()
    with steps.step("Checking the backup"):
        manifest = backup.read_manifest(source)
    with services.running(home, "make restore", stopping, with_broker=False):
        environment = services.base_environment(home)
        server = Server(environment["PORTAL_OWNER_URL"])
        if not force and (sessions := server.ask(SESSIONS)):
            raise UnableToRestore(
                f"{len(sessions)} sessions use the database: `make stop` first, or FORCE=1 to cut them off."
            )
        with _beside(server, home) as (fresh, files):
            with steps.step("Filling a new database"):
                _fill(server, fresh, source, manifest)
                # A backup of before the application had a role of its own lets it do nothing.
                roles.prepare(server, environment["DATABASE_URL"], database=fresh)
            with steps.step("Copying the uploaded files"):
                backup.copy_files(source / backup.FILES, files)
            with steps.step("Exchanging old for new"):
                _exchange(server, fresh)
                _exchange_files(home, files)
        broker.forget(home)
    _tell(server, home, manifest)
    return 0


@contextmanager
def _beside(server: Server, home: Path) -> Iterator[tuple[str, Path]]:
    """Yield the names of a new database and a directory of files; drop them if the restore fails."""
    fresh, files = f"{server.database}_restoring", home / "files.restoring"
    drop = 'DROP DATABASE IF EXISTS :"fresh"'
    if files.exists():
        shutil.rmtree(files)
    server.execute(drop, database=MAINTENANCE, fresh=fresh)
    server.execute('CREATE DATABASE :"fresh"', database=MAINTENANCE, fresh=fresh)
    try:
        yield fresh, files
    except BaseException:
        shutil.rmtree(files, ignore_errors=True)
        server.execute(drop, database=MAINTENANCE, fresh=fresh)
        raise


def _fill(server: Server, fresh: str, source: Path, manifest: dict[str, Any]) -> None:
    """Fill the new database and compare it with the manifest."""
    server.execute(CREATE_ROLES, database=MAINTENANCE, roles=json.dumps(manifest["roles"]))
    options = ["--exit-on-error", f"--jobs={os.cpu_count() or 1}", str(source / backup.DUMP)]
    backup.run_client(server, "pg_restore", *options, database=fresh)
    found, expected = backup.count_rows(server, fresh), manifest["rows"]
    if found != expected:
        wrong = sorted(
            name for name in found.keys() | expected.keys() if found.get(name) != expected.get(name)
        )
        raise UnableToRestore(f"The restored rows are not those of the backup: {', '.join(wrong[:5])}")
    server.execute("ANALYZE", database=fresh)


def _exchange(server: Server, fresh: str) -> None:
    """Let the new database take the present one's name, and the present one a name that says so."""
    present, before = server.database, f"{server.database}_before_restore"
    server.execute(ALLOW, database=MAINTENANCE, allow="false", present=present, before=before)
    try:
        server.execute(EXCHANGE, database=MAINTENANCE, present=present, before=before, fresh=fresh)
    finally:
        server.execute(ALLOW, database=MAINTENANCE, allow="true", present=present, before=before)


def _exchange_files(home: Path, files: Path) -> None:
    """Do the same with the uploaded files."""
    present, before = paths.files_directory(home), _files_before(home)
    if before.exists():
        shutil.rmtree(before)
    if present.exists():
        present.rename(before)
    files.rename(present)


def _files_before(home: Path) -> Path:
    return home / "files.before-restore"


def _tell(server: Server, home: Path, manifest: dict[str, Any]) -> None:
    """Say what was restored, what is kept and what is left to do."""
    say(f"Restored {sum(manifest['rows'].values())} rows as of {manifest['made_at']}.")
    say("What was there before is kept until the next restore:")
    say(f"    database {server.database}_before_restore")
    if _files_before(home).exists():
        say(f"    {_files_before(home)}")
    if os.environ.get("REDIS_URL"):
        say("Now empty the cache and the queue of REDIS_URL (FLUSHDB): they speak of the data before.")
    if running_pid(home, "web"):
        say("Now restart the portal (`make stop`, `make demo`): its connections were cut off.")
