"""`run -- COMMAND`: a command beside the database and the broker, in this PORTAL_HOME or a throw-away one."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path

from ilo_dc.embedded import paths, services, supervisor
from ilo_dc.embedded.processes import Interrupted, Stopping, launch, running_pid

PREFIX = "portal-ephemeral-"
SECONDS_BEFORE_STALE = 3600


def run(words: Sequence[str], *, ephemeral: bool) -> int:
    """Run a command with the services' addresses in its environment; return its exit status."""
    stopping = Stopping()
    stopping.listen()
    try:
        with ephemeral_home() if ephemeral else nullcontext(paths.portal_home()) as home:  # noqa: SIM117
            with services.running(home, words[0], stopping, throw_away=ephemeral):
                return _run(words, home, stopping)
    except Interrupted:
        return 130


def _run(words: Sequence[str], home: Path, stopping: Stopping) -> int:
    """Run the command at this terminal; Ctrl-C reaches it directly, other signals are passed on."""
    child = subprocess.Popen(launch(words), env=services.base_environment(home))
    passed_on = 0
    while child.poll() is None:
        time.sleep(0.05)
        if stopping.requests > passed_on:
            passed_on = stopping.requests
            if stopping.last != signal.SIGINT:
                child.send_signal(stopping.last)
    status = child.returncode
    return status if status >= 0 else 128 - status


@contextmanager
def ephemeral_home() -> Iterator[Path]:
    """Make a home that is deleted afterwards, and delete those that killed runs left behind."""
    _delete_stale_homes()
    home = Path(tempfile.mkdtemp(prefix=PREFIX, dir=paths.throw_away_directory())).resolve()
    try:
        yield home
    finally:
        shutil.rmtree(home)


def _delete_stale_homes() -> None:
    """Delete this user's throw-away homes in which nothing has run for an hour."""
    places = {paths.throw_away_directory(), Path(tempfile.gettempdir())}
    for home in (home for place in places for home in place.glob(f"{PREFIX}*")):
        found = home.lstat()
        old = time.time() - found.st_mtime > SECONDS_BEFORE_STALE
        names = (supervisor.NAME, *supervisor.SERVED)
        if old and found.st_uid == os.geteuid() and not any(running_pid(home, name) for name in names):
            shutil.rmtree(home)
