"""The embedded broker: Valkey (or Redis) on a private unix socket, its queue kept on disk."""

from __future__ import annotations

import shutil
import signal
import socket
from pathlib import Path

from ilo_dc.embedded import paths
from ilo_dc.embedded.identity import private_directory
from ilo_dc.embedded.processes import Process, Program, Stopping, running_pid, wait_until
from ilo_dc.embedded.programs import find_broker

NAME = "broker"
FILE_QUEUE = ("queue", "done", "control")


def program(home: Path, *, throw_away: bool = False) -> Program | None:
    """Return how to run the broker; None where there is none, and jobs go through files."""
    server = find_broker()
    if server is None:
        return None
    directory = paths.broker_directory(home)
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    private_directory(paths.socket_directory(home))
    return Program(
        name=NAME,
        command=[
            *(server, "--port", "0", "--unixsocket", _socket(home), "--unixsocketperm", "700"),
            *("--dir", directory, "--daemonize", "no", "--save", ""),
            # What a client was told is written lies with the system at once and on the disk within a second.
            *("--appendonly", "no" if throw_away else "yes", "--appendfsync", "everysec"),
            # A queue must not forget; what the cache holds has an end, and goes first when memory is short.
            *("--maxmemory", "256mb", "--maxmemory-policy", "volatile-lru"),
        ],
        stop_signals=((signal.SIGTERM, 20),),
        death_signal=signal.SIGTERM,
    )


def make_file_queue(home: Path) -> None:
    """Make the directories through which jobs go where there is no broker (the settings name them)."""
    for name in FILE_QUEUE:
        (paths.broker_directory(home) / name).mkdir(mode=0o700, parents=True, exist_ok=True)


def wait_until_ready(process: Process, stopping: Stopping | None = None) -> None:
    """Wait until the broker answers, which it does when it has read its queue."""
    wait_until(lambda: _answers(process.home), process, seconds=60, stopping=stopping)


def forget(home: Path) -> None:
    """Drop the queue and the cache of the embedded broker, running or not.

    Both speak of data that a restored backup has replaced. No job is lost: a job that matters is a row of the
    database, and the sweeper queues it again.
    """
    if running_pid(home, NAME):
        _ask(home, b"FLUSHALL\r\n")
        return
    for directory in (paths.broker_directory(home), home / "cache"):
        if directory.exists():
            shutil.rmtree(directory)


def _answers(home: Path) -> bool:
    """Ask for a PONG."""
    try:
        return _ask(home, b"PING\r\n").startswith(b"+PONG")
    except OSError:  # not there yet, or still reading: asked again
        return False


def _ask(home: Path, words: bytes) -> bytes:
    """Send one command, return the start of the answer."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(5)
        client.connect(str(_socket(home)))
        client.sendall(words)
        return client.recv(16)


def _socket(home: Path) -> Path:
    return paths.socket_directory(home) / paths.BROKER_SOCKET
