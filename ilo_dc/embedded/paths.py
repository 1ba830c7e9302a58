"""Where an installation keeps its state, and the addresses that follow from it.

Settings, management commands run by hand and the supervisor all ask here, so they agree on the sockets
without a word passing between them.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
DATABASE_NAME = "portal"
DATABASE_USER = "portal"  # who made the embedded database and owns its tables
APPLICATION_USER = "portal_app"
DATABASE_SOCKET = ".s.PGSQL.5432"
BROKER_SOCKET = "broker.sock"

# A socket's path is a fixed array in the kernel: 108 bytes on Linux, 104 on macOS, one of them a NUL.
LONGEST_SOCKET_PATH = 103
# Characters that need no quoting in a URL: clients differ in how they unquote a socket's path.
PLAIN_PATH = re.compile(r"[A-Za-z0-9/._-]+")
# Not TMPDIR: it may differ between the shell of `make demo` and the shell of a later `manage.py`.
SHORT_DIRECTORY = Path("/tmp")  # noqa: S108 - made with mode 700, and its owner is checked, in `private`

# Files in memory, where a system has that (Linux).
MEMORY = Path("/dev/shm")  # noqa: S108 - what is made there has a new name and mode 700
MEMORY_WANTED = 4 * 2**30


def portal_home() -> Path:
    """Return the directory of this installation's state: PORTAL_HOME, or `.portal` in the project.

    A relative PORTAL_HOME is relative to the project, wherever the command was started.
    """
    return (PROJECT / (os.environ.get("PORTAL_HOME") or ".portal")).resolve()


def throw_away_directory() -> Path:
    """Return where homes are made that live for minutes: in memory if there is plenty, else in TMPDIR.

    A database is a thousand small files. A disk's file system is slow to make new ones right after as many
    were deleted, which is all that tests do.
    """
    if "TMPDIR" not in os.environ and os.access(MEMORY, os.W_OK | os.X_OK):
        runs_programs = not os.statvfs(MEMORY).f_flag & os.ST_NOEXEC
        if runs_programs and shutil.disk_usage(MEMORY).free >= MEMORY_WANTED:
            return MEMORY
    return Path(tempfile.gettempdir())


def run_directory(home: Path) -> Path:
    """Return where process ids, locks and (if its path is short) the sockets lie."""
    return home / "run"


def log_directory(home: Path) -> Path:
    """Return where each process writes its log."""
    return home / "log"


def database_directory(home: Path) -> Path:
    """Return the embedded PostgreSQL's data directory."""
    return home / "database"


def broker_directory(home: Path) -> Path:
    """Return where the embedded broker keeps its append-only file."""
    return home / "broker"


def files_directory(home: Path) -> Path:
    """Return where uploaded files lie (the settings' MEDIA_ROOT)."""
    return home / "files"


def socket_directory(home: Path) -> Path:
    """Return the directory of the sockets: in PORTAL_HOME, or a short one derived from it.

    The short one is for a PORTAL_HOME whose socket path would be longer than the kernel takes or would need
    quoting in a URL.
    """
    inside = run_directory(home) / "sockets"
    longest = os.fsencode(inside / DATABASE_SOCKET)
    if len(longest) <= LONGEST_SOCKET_PATH and PLAIN_PATH.fullmatch(str(inside)):
        return inside
    digest = hashlib.sha256(os.fsencode(home)).hexdigest()[:16]
    base = SHORT_DIRECTORY if SHORT_DIRECTORY.is_dir() else Path(tempfile.gettempdir())
    return base / f"ilo-dc-portal-{digest}"


def default_database_url(home: Path) -> str:
    """Return the libpq URL of the embedded database (also when it is not running), as the application."""
    return f"postgresql://{APPLICATION_USER}@/{DATABASE_NAME}?host={socket_directory(home)}"


def default_owner_url(home: Path) -> str:
    """Return the same for the owner of its tables."""
    return f"postgresql://{DATABASE_USER}@/{DATABASE_NAME}?host={socket_directory(home)}"


def default_redis_url(home: Path) -> str:
    """Return the URL of the embedded broker; empty where no broker program exists (jobs then go by files)."""
    from ilo_dc.embedded.programs import find_broker  # it asks here for the project's directory

    return f"unix://{socket_directory(home) / BROKER_SOCKET}" if find_broker() else ""


def secret_key(home: Path) -> str:
    """Return the installation's secret key, made once and kept readable by its owner alone.

    The first of several simultaneous callers wins: a complete file is linked into place, which fails if
    another was faster, so nobody ever reads half a key.
    """
    kept = home / "secret-key"
    if kept.exists():
        return kept.read_text().strip()
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=home, prefix=".secret-key-")  # mode 600
    fresh = Path(name)
    try:
        with os.fdopen(handle, "w") as stream:
            stream.write(secrets.token_urlsafe(50))
            stream.flush()
            os.fsync(stream.fileno())
        with suppress(FileExistsError):  # another caller was faster: his key counts
            kept.hardlink_to(fresh)
    finally:
        fresh.unlink()
    return kept.read_text().strip()
