"""Starting, finding and ending processes whose ids stand in PORTAL_HOME/run.

A process holds a lock on its own pid file, inherited by its children, for as long as any of them lives. So
"does it run?" has an exact answer: a stale file or a number that the system has given to a stranger never
counts, and a crashed process counts as gone only when its last child is.
"""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from ilo_dc.embedded import paths
from ilo_dc.embedded.errors import UnableToRun
from ilo_dc.embedded.report import last_lines

Command = Sequence[str | Path]
LAUNCHER = Path(__file__).with_name("child.py")
LARGEST_LOG = 20 * 2**20
POLL_SECONDS = 0.05


class UnableToStart(UnableToRun):
    """A process could not be started, or ended at once."""


class Interrupted(BaseException):
    """The user asked to stop while something was being set up."""


class Stopping:
    """Whether the user asked to stop; twice means at once."""

    def __init__(self) -> None:
        self.requests = 0
        self.last = 0  # the number of the last signal

    def listen(self) -> None:
        """Take Ctrl-C, SIGTERM and the terminal's end as requests, instead of dying of them."""
        signal.signal(signal.SIGINT, self._request)
        signal.signal(signal.SIGTERM, self._request)
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # ignored under nohup: then stay
            signal.signal(signal.SIGHUP, self._request)

    def _request(self, number: int, _frame: object) -> None:
        self.requests += 1
        self.last = number

    def check(self) -> None:
        """Leave what is being set up, if the user asked to stop."""
        if self.requests:
            raise Interrupted


@dataclass(frozen=True)
class Program:
    """What to run under a name, and how it is ended."""

    name: str
    command: Command
    stop_signals: tuple[tuple[signal.Signals, float], ...]  # each with the seconds it is given to obey
    death_signal: signal.Signals  # sent by the kernel if the supervisor is killed
    identity: str = "same"
    # PostgreSQL's processes notice their postmaster's death and must not be killed: they hold shared memory.
    children_end_alone: bool = False
    before_start: Callable[[], None] | None = None


class Process:
    """A running program: started here, or left by a supervisor that was killed."""

    def __init__(self, program: Program, home: Path, pid: int, popen: subprocess.Popen[bytes] | None) -> None:
        self.program = program
        self.home = home
        self.pid = pid
        self.popen = popen
        self.started = time.monotonic()

    def ended(self) -> bool:
        """Say whether the program itself has ended; its children may live on."""
        if self.popen is not None:
            return self.popen.poll() is not None
        return running_pid(self.home, self.program.name) is None

    def how_it_ended(self) -> str:
        """Return the exit status in words."""
        status = self.popen.returncode if self.popen is not None else None
        if status is not None and status < 0:
            return f"was ended by {signal.Signals(-status).name}"
        return f"ended with status {status}"

    def stop(self, hurry: Callable[[], bool] | None = None) -> None:
        """End it with its children, gently first; `hurry` says when patience is over."""
        for number, seconds in self.program.stop_signals:
            self._signal(number)
            if _wait(self.ended, seconds, None if self.program.children_end_alone else hurry):
                break
        else:
            self._signal(signal.SIGKILL)
            _wait(self.ended, 5)
        self.clear_away()

    def clear_away(self) -> None:
        """End what is left of a program that has ended, and forget its pid."""
        if not self.program.children_end_alone:
            with suppress(ProcessLookupError):  # no child is left
                os.killpg(self.pid, signal.SIGKILL)
        name = self.program.name
        if not _wait(lambda: running_pid(self.home, name) is None, 30):
            raise UnableToRun(
                f"A part of {name} (process {self.pid}) does not end. Try again, or end it by hand."
            )
        pid_file(self.home, name).unlink(missing_ok=True)

    def _signal(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):  # it was faster
            os.kill(self.pid, number)


def pid_file(home: Path, name: str) -> Path:
    """Return the file that holds a process's id and its lock."""
    return paths.run_directory(home) / f"{name}.pid"


def log_file(home: Path, name: str) -> Path:
    """Return the file that takes what a process prints."""
    return paths.log_directory(home) / f"{name}.log"


def lock_pid_file(home: Path, name: str) -> int | None:
    """Open and lock a pid file; None if a living process holds it. The caller closes the descriptor."""
    paths.run_directory(home).mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(pid_file(home, name), os.O_RDWR | os.O_CREAT, 0o600)
    # Whoever asks whether it runs holds a shared lock for an instant: hence a short patience.
    if _wait(lambda: _locked(handle, fcntl.LOCK_EX), 0.5):
        return handle
    os.close(handle)
    return None


def _locked(handle: int, kind: int) -> bool:
    """Try to lock an open file; say whether it worked."""
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def write_pid(handle: int, pid: int) -> None:
    """Write a process id into its locked file."""
    os.ftruncate(handle, 0)
    os.pwrite(handle, f"{pid}\n".encode(), 0)


def running_pid(home: Path, name: str) -> int | None:
    """Return the id of a living process; None if it, or the last of its children, has ended."""
    try:
        handle = os.open(pid_file(home, name), os.O_RDONLY)
    except FileNotFoundError:
        return None
    try:
        if _locked(handle, fcntl.LOCK_SH):
            return None
        # It is locked a moment before its id is written.
        _wait(lambda: os.pread(handle, 1, 0) != b"", 5)
        written = os.pread(handle, 20, 0)
        return int(written) if written else None  # one that ends takes its id away before its lock
    finally:
        os.close(handle)


def launch(
    command: Command, *, death_signal: signal.Signals = signal.SIGTERM, identity: str = "same"
) -> list[str]:
    """Return the command line that runs a command tied to this process (and not as root, if so wished)."""
    launcher = [sys.executable, "-I", "-S", LAUNCHER, int(death_signal), os.getpid(), identity]
    return [str(word) for word in (*launcher, *command)]


def start(program: Program, home: Path, environment: Mapping[str, str]) -> Process:
    """Start a program in its own session, its output in its log, its id in its pid file."""
    handle = lock_pid_file(home, program.name)
    if handle is None:
        pid = running_pid(home, program.name)
        raise UnableToStart(f"{program.name} (process {pid}) still runs from before: `make stop` ends it.")
    try:
        if program.before_start:
            program.before_start()
        with open_log(home, program.name) as log:
            popen = subprocess.Popen(
                launch(program.command, death_signal=program.death_signal, identity=program.identity),
                cwd=paths.PROJECT,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                pass_fds=[handle],
                start_new_session=True,
            )
        write_pid(handle, popen.pid)
    finally:
        os.close(handle)  # the child holds its own
    return Process(program, home, popen.pid, popen)


def wait_until(
    ready: Callable[[], bool], process: Process, *, seconds: float, stopping: Stopping | None = None
) -> None:
    """Wait until a started process does its work; fail if it ends or takes too long."""
    name = process.program.name
    deadline = time.monotonic() + seconds
    while not ready():
        if stopping is not None:
            stopping.check()
        problem = ""
        if process.ended():
            problem = f"{name} {process.how_it_ended()} instead of starting."
        elif time.monotonic() > deadline:
            problem = f"{name} did not answer within {seconds:.0f} seconds."
        if problem:
            raise UnableToStart(f"{problem}\n{last_lines(log_file(process.home, name))}")
        time.sleep(POLL_SECONDS)


def run_to_end(command: Command, *, log: Path, environment: Mapping[str, str], stopping: Stopping) -> None:
    """Run a step of the set-up, its output in a log; fail with the log's end."""
    log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with log.open("ab") as output:
        popen = subprocess.Popen(
            launch(command),
            cwd=paths.PROJECT,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        while popen.poll() is None:
            stopping.check()
            time.sleep(POLL_SECONDS)
    except Interrupted:
        os.killpg(popen.pid, signal.SIGTERM)
        popen.wait()
        raise
    if popen.returncode != 0:
        words = " ".join(map(str, command[:6]))
        raise UnableToRun(f"`{words}` failed with status {popen.returncode}.\n{last_lines(log)}")


def open_log(home: Path, name: str) -> BinaryIO:
    """Open a process's log for appending; a large one is put aside first, one generation is kept."""
    log = log_file(home, name)
    log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > LARGEST_LOG:
        log.replace(log.with_suffix(".log.1"))
    return log.open("ab")


def _wait(done: Callable[[], bool], seconds: float, hurry: Callable[[], bool] | None = None) -> bool:
    """Wait until something is done; say whether it is."""
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline or (hurry is not None and hurry()):
            return False
        time.sleep(POLL_SECONDS)
    return True
