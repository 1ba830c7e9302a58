"""As whom the database runs, and whose its files are: PostgreSQL refuses root."""

from __future__ import annotations

import os
import pwd
import subprocess
import sys
from pathlib import Path

from ilo_dc.embedded.errors import UnableToRun
from ilo_dc.embedded.processes import launch


class UnableToChangeUser(UnableToRun):
    """The database cannot run as a user who may open its files."""


def choose_identity(program: Path) -> str:
    """Return as whom to run PostgreSQL, which refuses root and users without a name."""
    user = os.geteuid()
    if user != 0 and _has_name(user):
        return "same"
    attempts = ["namespace"] if sys.platform == "linux" else []
    if user == 0 and (nobody := _nobody()):
        attempts.append(f"{nobody[0]}:{nobody[1]}")
    answers = []
    for identity in attempts:
        command = launch([program, "--version"], identity=identity)
        tried = subprocess.run(command, capture_output=True, text=True, check=False)
        if tried.returncode == 0:
            return identity
        answers.append(tried.stderr.strip().rpartition("\n")[2])
    raise UnableToChangeUser(
        f"PostgreSQL refuses to run as {name_of(user)}, and here neither a user namespace nor another user "
        f"helps ({'; '.join(answers)}). Run this as an ordinary user, or set DATABASE_URL."
    )


def owner_of(identity: str) -> tuple[int, int]:
    """Return the user and group that own the files of a server with this identity."""
    if ":" in identity:
        user, group = identity.split(":")
        return int(user), int(group)
    return os.geteuid(), os.getegid()


def hand_over(data: Path, owner: tuple[int, int]) -> None:
    """Give the data to whom the server runs as here: root's two ways past the refusal have two owners."""
    found = data.stat().st_uid
    if found == owner[0]:
        return
    if os.geteuid() != 0 or found not in {0, *_nobody()[:1]}:
        theirs, mine = name_of(found), name_of(os.geteuid())
        raise UnableToChangeUser(
            f"{data} belongs to user {theirs}, but this is {mine}. "
            f"Run this as {theirs}, or give the whole of PORTAL_HOME to {mine} (chown -R)."
        )
    for directory, _, names in os.walk(data):
        for path in (directory, *(os.path.join(directory, name) for name in names)):  # noqa: PTH118
            os.chown(path, *owner, follow_symlinks=False)


def private_directory(directory: Path, owner: tuple[int, int] | None = None) -> Path:
    """Make a directory that only its owner can enter; refuse one that somebody else has put there."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = directory.lstat()
    trusted = {os.geteuid(), *(owner[:1] if owner else ())}
    if os.geteuid() == 0:
        trusted.update(_nobody()[:1])  # as root's database may have left it
    if directory.is_symlink() or found.st_uid not in trusted or found.st_mode & 0o077:
        raise UnableToChangeUser(
            f"{directory} belongs to somebody else or is open to others. Remove it and start again."
        )
    if owner and found.st_uid != owner[0]:
        os.chown(directory, *owner)
    return directory


def name_of(user: int) -> str:
    """Return a user's name, or his number: a container may run under one without a name."""
    return pwd.getpwuid(user).pw_name if _has_name(user) else str(user)


def _has_name(user: int) -> bool:
    try:
        pwd.getpwuid(user)
    except KeyError:
        return False
    return True


def _nobody() -> tuple[int, int] | tuple[()]:
    """Return the user and group numbers of nobody, empty if there is no such user."""
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:
        return ()
    return entry.pw_uid, entry.pw_gid
