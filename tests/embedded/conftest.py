"""Homes and projects to throw away, and the command line of `ilo_dc.embedded` as a user calls it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from ilo_dc.embedded.paths import PROJECT, throw_away_directory

# What `make test` itself was given: these tests start services of their own.
OURS = (
    "DATABASE_URL",
    "PORTAL_OWNER_URL",
    "REDIS_URL",
    "PORTAL_HOME",
    "PORT",
    "PORTAL_DEMO_PASSWORD",
    "DJANGO_SETTINGS_MODULE",
)


RUN = "from ilo_dc.embedded.__main__ import main; raise SystemExit(main())"
ASK = """
import os, sys
from ilo_dc.embedded.sql import Server
print(Server(os.environ["PORTAL_OWNER_URL"]).execute(sys.argv[1]))
"""


def wait_for(
    true: Callable[[], object], seconds: float = 120, told: Callable[[], object] = lambda: "it took too long"
) -> None:
    """Wait until something is true; `told` says what was there instead."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, told()
        time.sleep(0.05)


def is_alive(pid: int) -> bool:
    """Say whether a process lives (a zombie does not)."""
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


def what_is(pid: int) -> str:
    """Return the command, state and place in the kernel of a process, for a test that fails."""
    there = Path(f"/proc/{pid}")
    if not there.exists():
        return f"{pid}: gone"
    command = (there / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    stat = (there / "stat").read_text().rpartition(")")[2].split()
    return f"{pid}: {command[:120]}, state {stat[0]}, child of {stat[1]}, in {(there / 'wchan').read_text()}"


@dataclass
class Portal:
    """A project directory with a home, and its command line."""

    project: Path
    home: Path
    environment: dict[str, str] = field(default_factory=dict)
    running: list[subprocess.Popen[str]] = field(default_factory=list)

    def command(self, *words: str | Path) -> list[str]:
        return [sys.executable, "-m", "ilo_dc.embedded", *map(str, words)]

    def __call__(self, *words: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(
            self.command(*words),
            cwd=self.project,
            env=self.environment | environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def sql(self, script: str, *before: str, python: str = sys.executable, main: str = RUN) -> str:
        """Run SQL in this home's database, started if need be; return what it prints.

        `before` becomes another user or the like; `main` stands for `python -m ilo_dc.embedded`.
        """
        command = [*before, python, "-c", main, "run", "--", python, "-c", ASK, script]
        given = {"cwd": self.project, "env": self.environment | {"PYTHONDONTWRITEBYTECODE": "1"}}
        done = subprocess.run(command, **given, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.strip()

    def begin(self, *words: str | Path) -> subprocess.Popen[str]:
        """Start a command and leave it running until the test's end."""
        self.running.append(
            subprocess.Popen(
                self.command(*words),
                cwd=self.project,
                env=self.environment,
                stdout=(self.home.parent / "output").open("w"),
                stderr=subprocess.STDOUT,
                text=True,
            )
        )
        return self.running[-1]

    @property
    def output(self) -> str:
        """What the begun command has printed."""
        return (self.home.parent / "output").read_text()

    def pid(self, name: str) -> int:
        """The id that stands in a pid file; 0 while there is none."""
        file = self.home / "run" / f"{name}.pid"
        return int(file.read_text() or 0) if file.exists() else 0

    def get(self, path: str = "/") -> str:
        """Return a page of the running portal, empty if it does not answer."""
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{self.environment['PORT']}{path}", timeout=10
            ) as answer:
                return answer.read().decode()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return ""


def free_port() -> int:
    """Return a port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def a_directory() -> Iterator[Path]:
    """Make a directory with a short path, in which every user may look around."""
    made = Path(tempfile.mkdtemp(prefix="portal-test-", dir=throw_away_directory()))
    made.chmod(0o755)
    try:
        yield made
    finally:
        shutil.rmtree(made)


@contextmanager
def a_portal(project: Path, home: Path) -> Iterator[Portal]:
    """Make a portal; whatever it left running ends with the block."""
    environment = {name: value for name, value in os.environ.items() if name not in OURS}
    environment |= {"PORTAL_HOME": str(home), "PORT": str(free_port())}
    portal = Portal(project, home, environment)
    try:
        yield portal
    finally:
        if any(file.stat().st_size for file in (home / "run").glob("*.pid")):
            portal("stop")
        for process in portal.running:
            process.kill()
            process.wait()


@contextmanager
def a_tiny_portal(directory: Path) -> Iterator[Portal]:
    """Make a project as small as can be, served by the same supervisor, with this checkout's packages."""
    project = directory / "project"
    shutil.copytree(Path(__file__).parent / "tiny_portal", project)
    shutil.copytree(PROJECT / "ilo_dc" / "embedded", project / "ilo_dc" / "embedded")
    shutil.copy(PROJECT / "ilo_dc" / "logs.py", project / "ilo_dc")  # the web server's log
    shutil.copytree(PROJECT / "requirements", project / "requirements")
    shutil.copy(PROJECT / "Makefile", project)
    (project / ".venv").mkdir()
    for part in ("bin", "lib", "pyvenv.cfg", "installed-base", "installed-demo"):
        (project / ".venv" / part).symlink_to(PROJECT / ".venv" / part)  # other stamps are its own
    with a_portal(project, directory / "home") as portal:
        yield portal


@pytest.fixture
def directory() -> Iterator[Path]:
    """A directory of one's own."""
    with a_directory() as made:
        yield made


@pytest.fixture
def portal(directory: Path) -> Iterator[Portal]:
    """This checkout with a home of its own."""
    with a_portal(PROJECT, directory / "home") as made:
        yield made


@pytest.fixture
def tiny_portal(directory: Path) -> Iterator[Portal]:
    """A tiny portal of one's own, which is not started yet."""
    with a_tiny_portal(directory) as made:
        yield made
