"""What must be so before anything is set up, each with advice for when it is not."""

from __future__ import annotations

import os
import platform
import shutil
import socket
import sys
from importlib.util import find_spec
from pathlib import Path

from ilo_dc.embedded.errors import UnableToRun

OLDEST_PYTHON = (3, 11)
MEGABYTES_TO_INSTALL = 1500
MEGABYTES_TO_RUN = 300


class UnableToSetUp(UnableToRun):
    """The machine lacks something that `make demo` needs."""


def check_python() -> None:
    """Refuse a Python that is too old, or one without venv, or a system without unix sockets."""
    if sys.version_info < OLDEST_PYTHON:
        raise UnableToSetUp(
            f"Python {platform.python_version()} ({sys.executable}) is too old: 3.11 or newer is needed. "
            "Name one that is: make demo PYTHON=python3.12"
        )
    if not hasattr(socket, "AF_UNIX") or sys.platform == "win32":
        raise UnableToSetUp("The embedded services need Linux or macOS; on Windows use WSL.")
    if find_spec("venv") is None or find_spec("ensurepip") is None:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise UnableToSetUp(
            f"Python's venv module is not complete ({sys.executable}). Your system ships it apart:\n"
            f"    Debian, Ubuntu:  apt-get install python3-venv     (or python{version}-venv)\n"
            "    openSUSE:        zypper install python3-pip python3-venv\n"
            "    Alpine:          apk add python3 py3-pip\n"
            "    Fedora, Arch, macOS (python.org, Homebrew): it comes with Python"
        )


def port_from_environment() -> int:
    """Return PORT (8000 if not given), refusing what is no port."""
    given = os.environ.get("PORT") or "8000"
    if not given.isascii() or not given.isdigit() or not 1 <= int(given) <= 65535:
        raise UnableToSetUp(f"PORT={given} is not a port: give a number from 1 to 65535, e.g. PORT=8001.")
    return int(given)


def check_port(port: int) -> None:
    """Refuse a port that another program listens on, or that this user may not open."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port in TIME_WAIT is free
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise UnableToSetUp(
                f"Port {port} is only for root: choose one from 1024 up, e.g. PORT=8000."
            ) from None
        except OSError:
            raise UnableToSetUp(
                f"Port {port} of 127.0.0.1 is in use by another program. "
                f"Choose a free one: make demo PORT={port + 1 if port < 65535 else 8001}"
            ) from None


def check_space(directory: Path, megabytes: int) -> None:
    """Refuse to fill a disk: `directory` need not exist yet."""
    while not directory.exists():
        directory = directory.parent
    free = shutil.disk_usage(directory).free // 2**20
    if free < megabytes:
        raise UnableToSetUp(
            f"Only {free} MB are free at {directory}; about {megabytes} MB are needed. "
            "Free some, or put PORTAL_HOME on another disk."
        )


def check_writable(directory: Path) -> None:
    """Refuse a place where this user cannot write, before half of the work is done."""
    place = directory
    while not place.exists():
        place = place.parent
    if not place.is_dir() or not os.access(place, os.W_OK | os.X_OK):
        raise UnableToSetUp(
            f"{directory} cannot be written by this user. Give another place: make demo PORTAL_HOME=~/portal"
        )
