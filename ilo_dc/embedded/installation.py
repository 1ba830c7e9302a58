"""The project's own .venv: made, filled from requirements/*.txt, and left alone when it is up to date."""

from __future__ import annotations

import fcntl
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from ilo_dc.embedded.checks import MEGABYTES_TO_INSTALL, OLDEST_PYTHON, check_space
from ilo_dc.embedded.errors import UnableToRun
from ilo_dc.embedded.paths import PROJECT
from ilo_dc.embedded.processes import Command, Stopping, run_to_end
from ilo_dc.embedded.programs import VENV

REQUIREMENTS = PROJECT / "requirements"
PYTHON = VENV / "bin" / "python"
PIP_ADVICE = (
    "pip could not install the packages. It needs a way to a package index: behind a proxy set HTTPS_PROXY, "
    "with an index of your own set PIP_INDEX_URL, without a network set PIP_NO_INDEX and PIP_FIND_LINKS."
)


class UnableToInstall(UnableToRun):
    """The Python packages could not be installed."""


def missing_requirements(names: Sequence[str]) -> list[str]:
    """Return those of the requirement files that .venv does not hold as they now are."""
    if not _is_whole():
        return list(names)
    return [name for name in names if not _is_installed(name)]


def install(names: Sequence[str], *, log: Path, stopping: Stopping) -> list[str]:
    """Bring .venv up to the named requirement files; return those that had to be installed."""
    with _one_at_a_time():
        missing = missing_requirements(names)
        if not missing:
            return []
        check_space(PROJECT, MEGABYTES_TO_INSTALL)
        log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        environment = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1"}
        if not _is_whole():
            make: Command = [sys.executable, "-m", "venv", "--clear", VENV]
            with _advising("The directory .venv could not be made."):
                run_to_end(make, log=log, environment=environment, stopping=stopping)
        for name in missing:
            _stamp(name).unlink(missing_ok=True)  # half an installation counts as none
        files = [word for name in missing for word in ("-r", f"requirements/{name}.txt")]
        pip: Command = [PYTHON, "-m", "pip", "install", "--require-hashes", *files]
        with _advising(PIP_ADVICE):
            run_to_end(pip, log=log, environment=environment, stopping=stopping)
        for name in missing:
            _stamp(name).write_text(_digest(name))
        return missing


def compile_catalogues(*, log: Path, environment: Mapping[str, str], stopping: Stopping) -> bool:
    """Compile the message catalogues if they changed; say whether they did."""
    sources = [*(PROJECT / "locale").rglob("*.po")]
    stamp = _stamp("catalogues")
    compiled = all(source.with_suffix(".mo").exists() for source in sources)
    if compiled and stamp.is_file() and stamp.read_text() == digest_of(sources):
        return False
    manage: Command = [PYTHON, "manage.py", "compile_catalogues"]
    run_to_end(manage, log=log, environment=environment, stopping=stopping)
    stamp.write_text(digest_of(sources))
    return True


def digest_of(files: Iterable[Path]) -> str:
    """Return one checksum over the paths and contents of files of the project."""
    total = hashlib.sha256()
    for file in sorted(files):
        name, content = file.relative_to(PROJECT), hashlib.sha256(file.read_bytes())
        total.update(f"{name} {content.hexdigest()}\n".encode())
    return total.hexdigest()


@contextmanager
def _advising(advice: str) -> Iterator[None]:
    """Put before the error of a step what helps against it."""
    try:
        yield
    except UnableToRun as error:
        raise UnableToInstall(f"{advice}\n{error}") from error


def _is_whole() -> bool:
    """Say whether .venv has a Python that is new enough, still runs and finds its packages and pip.

    It may not: a system upgrade takes away the interpreter to which a .venv points.
    """
    if not PYTHON.exists():
        return False
    tell = "import sys, sysconfig; print(*sys.version_info[:2], sysconfig.get_path('purelib'))"
    answer = subprocess.run([PYTHON, "-I", "-c", tell], capture_output=True, text=True, check=False)
    if answer.returncode != 0:
        return False
    major, minor, packages = answer.stdout.strip().split(" ", 2)
    return (int(major), int(minor)) >= OLDEST_PYTHON and (Path(packages) / "pip").is_dir()


def _is_installed(name: str) -> bool:
    """Say whether a requirement file was installed as it now is."""
    return _stamp(name).is_file() and _stamp(name).read_text() == _digest(name)


def _stamp(name: str) -> Path:
    return VENV / f"installed-{name}"


def _digest(name: str) -> str:
    return digest_of([REQUIREMENTS / f"{name}.txt"])


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Keep `make demo` and `make test` from filling .venv at the same time: the second waits."""
    handle = os.open(REQUIREMENTS, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
