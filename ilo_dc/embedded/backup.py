"""`make backup`: the database, the uploaded files, and a manifest that proves both whole.

A backup is written under another name and renamed when it is complete. The row counts in its manifest are
of the very snapshot that was dumped.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import takewhile
from pathlib import Path
from typing import IO, Any, cast

from ilo_dc.embedded import paths, services
from ilo_dc.embedded.errors import UnableToRun
from ilo_dc.embedded.processes import Command, Stopping
from ilo_dc.embedded.report import Steps, say
from ilo_dc.embedded.sql import Server

FORMAT = 1
DUMP, FILES, MANIFEST = "database.dump", "files", "manifest.json"

# One JSON line per table. The tables of extensions are theirs to fill.
COUNT_ROWS = r"""
SELECT format('SELECT json_build_object(''table'', %L, ''rows'', count(*)) FROM %s', name, name)
FROM (
    SELECT format('%I.%I', nspname, relname) AS name
    FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE relkind = 'r' AND relpersistence = 'p' AND nspname !~ '^(pg_|information_schema$)'
      AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e')
) AS tables
ORDER BY name \gexec
"""
# The roles that own something in this database, or were granted something.
ROLES = """
    SELECT DISTINCT rolname AS name, rolcanlogin AS login
    FROM pg_shdepend JOIN pg_roles ON pg_roles.oid = refobjid
    WHERE refclassid = 'pg_authid'::regclass AND rolname !~ '^pg_'
      AND dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


UNFINISHED = ".unfinished-"  # how files are called while they are written, which may vanish meanwhile


class UnableToBackUp(UnableToRun):
    """No backup was made, and nothing half-made is left."""


class UnableToRead(UnableToRun):
    """A directory is no backup, or not a whole one."""


def back_up(target: Path | None) -> int:
    """Write a backup; return the exit status."""
    home = paths.portal_home()
    target = (target or home / "backups" / time.strftime("%Y%m%d-%H%M%S")).absolute()
    if target.exists():
        raise UnableToBackUp(f"{target} exists already. Name another place: make backup BACKUP=...")
    if not os.environ.get("DATABASE_URL") and not paths.database_directory(home).exists():
        raise UnableToBackUp(f"There is no database in {home}.")
    stopping, steps = Stopping(), Steps(3)
    stopping.listen()
    with services.running(home, "make backup", stopping, with_broker=False), _being_written(target) as work:
        server = Server(services.base_environment(home)["PORTAL_OWNER_URL"])
        with steps.step("Dumping the database"), _snapshot(server) as (snapshot, rows):
            roles = server.ask(ROLES)
            options = ["--format=custom", f"--snapshot={snapshot}", f"--file={work / DUMP}"]
            run_client(server, "pg_dump", *options)
        with steps.step("Copying the uploaded files"):
            # After the dump, so that every file which the dump names is there.
            copy_files(paths.files_directory(home), work / FILES)
        with steps.step("Taking checksums"):
            made = {"format": FORMAT, "made_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())}
            found = checksums(work)
            manifest = {**made, "rows": rows, "roles": roles, "checksums": found}
            (work / MANIFEST).write_text(json.dumps(manifest, indent=1))
    files = len(found) - 1  # without the dump
    say(f"Kept: {sum(rows.values())} rows of {len(rows)} tables, {files} uploaded files.\n{target}")
    return 0


def read_manifest(source: Path) -> dict[str, Any]:
    """Return the manifest of a backup, every file of which it has proved to be whole."""
    if not (source / MANIFEST).is_file():
        raise UnableToRead(f"{source} is no backup: it has no {MANIFEST}.")
    manifest: dict[str, Any] = json.loads((source / MANIFEST).read_text())
    if manifest.get("format") != FORMAT:
        raise UnableToRead(f"{source} was made by another version (format {manifest.get('format')}).")
    found, expected = checksums(source), manifest["checksums"]
    damaged = [name for name in sorted({*found, *expected}) if found.get(name) != expected.get(name)]
    if damaged:
        raise UnableToRead(f"{source} is damaged: not as in the manifest: {', '.join(damaged[:5])}")
    return manifest


def checksums(directory: Path) -> dict[str, str]:
    """Return the SHA-256 of every file of a backup but its manifest, by the file's path in it."""
    found = {}
    for file in sorted(directory.rglob("*")):
        if file.is_file() and file != directory / MANIFEST:
            with file.open("rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
            found[file.relative_to(directory).as_posix()] = digest
    return found


def count_rows(server: Server, database: str) -> dict[str, int]:
    """Return the number of rows of every table of a database."""
    return dict(_count_of(line) for line in server.execute(COUNT_ROWS, database=database).splitlines())


def copy_files(source: Path, target: Path) -> None:
    """Copy a directory of files, which may not exist yet."""
    if source.exists():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns(f"{UNFINISHED}*"))
    else:
        target.mkdir(mode=0o700)


def run_client(server: Server, name: str, *words: str, database: str | None = None) -> None:
    """Run pg_dump or pg_restore of the server's version."""
    program = server.client(name)
    command: Command = [program, "--no-password", "--dbname", server.url(database), *words]
    done = subprocess.run(command, env=server.environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise UnableToRun(f"{program} failed:\n{done.stderr.strip()}")


@contextmanager
def _being_written(target: Path) -> Iterator[Path]:
    """Yield a directory that gets its name only when all is in it."""
    work = target.with_name(f"{target.name}.partial")
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if work.exists():
        shutil.rmtree(work)
    work.mkdir(mode=0o700)
    try:
        yield work
        work.rename(target)
    except BaseException:
        shutil.rmtree(work)
        raise


@contextmanager
def _snapshot(server: Server) -> Iterator[tuple[str, dict[str, int]]]:
    """Hold a snapshot of the database open; yield its name and, as seen in it, the rows of each table."""
    script = f"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT pg_export_snapshot();{COUNT_ROWS}"
    with subprocess.Popen(
        server.psql(),
        env=server.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as psql:
        asked, answers = cast("IO[str]", psql.stdin), cast("IO[str]", psql.stdout)
        asked.write(f"{script}\nSELECT 'end';\n")
        asked.flush()
        lines = list(takewhile(lambda line: line != "end\n", answers))
        if psql.poll() is not None:
            raise UnableToBackUp(f"The database could not be read:\n{''.join(lines)}")
        yield lines[0].strip(), dict(_count_of(line) for line in lines[1:])
        # The snapshot lives until psql's input ends, which it does here.


def _count_of(line: str) -> tuple[str, int]:
    """Read one line of COUNT_ROWS."""
    counted = json.loads(line)
    return counted["table"], counted["rows"]
