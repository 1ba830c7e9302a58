"""What the person at the terminal sees: one line per step, with the seconds it took."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def say(line: str = "", *, end: str = "\n") -> None:
    """Write a line to the terminal at once, so that it is also seen through a pipe."""
    try:
        sys.stdout.write(line + end)
        sys.stdout.flush()
    except (BrokenPipeError, ValueError):
        # Whoever read us has gone (`make demo | head`). The portal goes on: its logs are in PORTAL_HOME.
        sys.stdout = Path("/dev/null").open("w", encoding="utf-8")  # noqa: SIM115 - it is for good


def complain(line: str) -> None:
    """Write a line to the error stream."""
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


class Steps:
    """Numbered steps of one command; each tells its seconds when it ends."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.number = 0
        self.started = time.monotonic()
        self.note = ""

    @contextmanager
    def step(self, title: str) -> Iterator[Steps]:
        """Announce a step, run it, tell how long it took (and `note`, where the step sets one)."""
        self.number += 1
        self.note = ""
        begun = time.monotonic()
        say(f"[{self.number}/{self.count}] {title} ... ", end="")
        try:
            yield self
        except BaseException:
            say("failed")
            raise
        note = f", {self.note}" if self.note else ""
        say(f"{time.monotonic() - begun:.1f} s{note}")

    def seconds(self) -> float:
        """Return the seconds since the first step."""
        return time.monotonic() - self.started


def last_lines(log: Path, count: int = 15) -> str:
    """Return the end of a log, for the message about what failed."""
    if not log.exists():
        return f"({log} does not exist)"
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()[-count:]
    return "\n".join([f"The end of {log}:", *(f"    {line}" for line in lines)])
