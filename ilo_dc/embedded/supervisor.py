"""Keeps the processes of one PORTAL_HOME running: it alone may start them, and it starts again what dies."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from ilo_dc.embedded import paths
from ilo_dc.embedded.errors import UnableToRun
from ilo_dc.embedded.processes import (
    Process,
    Program,
    Stopping,
    lock_pid_file,
    log_file,
    open_log,
    running_pid,
    start,
    write_pid,
)
from ilo_dc.embedded.report import complain, say

NAME = "supervisor"
FIRST_DELAY, LONGEST_DELAY = 0.5, 30.0  # seconds before a program is started again, doubled each time
SECONDS_TO_PROVE_ITSELF = 60  # a program that lived so long starts from the first delay again
LOOK_SECONDS = 0.2
SERVED = ("web", "worker", "broker", "database")  # in the order in which they are ended


class HomeInUse(UnableToRun):
    """Another command runs the services of this PORTAL_HOME."""

    def __init__(self, home: Path, pid: int) -> None:
        self.state = read_state(home)
        self.pid = pid
        what = self.state.get("command", "another command")
        super().__init__(f"{home} is in use by `{what}` (process {pid}). `make stop` ends it.")


@dataclass
class Watched:
    """A process and how often it has died lately."""

    process: Process
    environment: Mapping[str, str]
    delay: float = FIRST_DELAY
    due: float | None = None  # when it is to be started again


@dataclass
class Supervisor:
    """The holder of a PORTAL_HOME: a context manager that ends all it has started."""

    home: Path
    command: str
    stopping: Stopping = field(default_factory=Stopping)
    watched: list[Watched] = field(default_factory=list)
    handle: int = -1

    def __enter__(self) -> Self:
        """Take the home, or raise HomeInUse; processes left by a killed supervisor are ended first."""
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = lock_pid_file(self.home, NAME)
        if handle is None:
            raise HomeInUse(self.home, running_pid(self.home, NAME) or 0)
        self.handle = handle
        write_pid(handle, os.getpid())
        self.tell(serving=False)
        end_leftovers(self.home)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End all processes, last started first, and let go of the home."""
        try:
            self.stop()
        finally:
            (paths.run_directory(self.home) / "state.json").unlink(missing_ok=True)
            with suppress(OSError):  # it is not empty, because a process still ends, or was never made
                paths.socket_directory(self.home).rmdir()
            os.ftruncate(self.handle, 0)
            os.close(self.handle)

    def tell(self, **state: object) -> None:
        """Leave word for `make status` and for who finds the home in use."""
        place = paths.run_directory(self.home) / "state.json"
        fresh = place.with_suffix(".new")
        fresh.write_text(json.dumps({"command": self.command, **state}))
        fresh.replace(place)

    def start(self, program: Program, environment: Mapping[str, str]) -> Process:
        """Start a program and watch it from now on."""
        process = start(program, self.home, environment)
        self.watched.append(Watched(process, environment))
        return process

    def watch(self) -> None:
        """Start again what dies, until the user asks to stop."""
        while not self.stopping.requests:
            for one in self.watched:
                self._tend(one, time.monotonic())
            time.sleep(LOOK_SECONDS)

    def stop(self) -> None:
        """End all processes, last started first; a second request to stop ends them without patience."""
        asked = self.stopping.requests
        problems = []
        while self.watched:
            try:
                self.watched.pop().process.stop(hurry=lambda: self.stopping.requests > max(asked, 1))
            except UnableToRun as error:  # the others are ended all the same
                problems.append(str(error))
        if problems:
            raise UnableToRun("\n".join(problems))

    def log(self, line: str) -> None:
        """Tell the terminal and the supervisor's own log."""
        stamped = f"{time.strftime('%Y-%m-%d %H:%M:%S')} {line}"
        say(stamped)
        with open_log(self.home, NAME) as log:
            log.write(f"{stamped}\n".encode())

    def _tend(self, one: Watched, now: float) -> None:
        """Look after one program."""
        name = one.process.program.name
        if one.due is None and one.process.ended():
            if now - one.process.started > SECONDS_TO_PROVE_ITSELF:
                one.delay = FIRST_DELAY
            self.log(
                f"{name} (process {one.process.pid}) {one.process.how_it_ended()}; "
                f"it is started again in {one.delay:g} s. Its log: {log_file(self.home, name)}"
            )
            one.due = now + one.delay
        elif one.due is not None and now >= one.due:
            one.delay = min(one.delay * 2, LONGEST_DELAY)
            self._restart(one, now)

    def _restart(self, one: Watched, now: float) -> None:
        """Start a dead program again; if that is refused, try later."""
        program = one.process.program
        try:
            one.process.clear_away()
            one.process = start(program, self.home, one.environment)
        except UnableToRun as error:
            self.log(
                f"{program.name} could not be started again: {error} The next attempt is in {one.delay:g} s."
            )
            one.due = now + one.delay
        else:
            one.due = None
            self.log(f"{program.name} runs again (process {one.process.pid})")


def end_leftovers(home: Path) -> None:
    """End what a killed supervisor left: on Linux it is ending already, elsewhere nobody has told it to."""
    for name in SERVED:
        pid = running_pid(home, name)
        if pid is not None:
            complain(f"(ending {name}, process {pid}, left by a supervisor that was killed)")
            signals = ((signal.SIGINT, 30.0), (signal.SIGQUIT, 10.0))
            left = Program(name, (), signals, signal.SIGINT, children_end_alone=name == "database")
            Process(left, home, pid, popen=None).stop()


def read_state(home: Path) -> dict[str, object]:
    """Return what the holder of a home told, empty if nobody holds it."""
    place = paths.run_directory(home) / "state.json"
    try:
        return dict(json.loads(place.read_text()))
    except FileNotFoundError:
        return {}
