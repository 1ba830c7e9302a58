"""The database and the broker of a home, and the environment that leads other programs to them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from ilo_dc.embedded import broker, paths, postgres, roles
from ilo_dc.embedded.processes import Stopping
from ilo_dc.embedded.programs import VENV
from ilo_dc.embedded.supervisor import HomeInUse, Supervisor


def base_environment(home: Path) -> dict[str, str]:
    """Return what every process of the portal is given; the addresses are those of the embedded services."""
    environment = {**os.environ, "PORTAL_HOME": str(home), "PYTHONUNBUFFERED": "1"}
    environment.setdefault("DJANGO_SETTINGS_MODULE", "ilo_dc.settings")
    environment["VIRTUAL_ENV"] = str(VENV)
    environment["PATH"] = f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    given = os.environ.get("DATABASE_URL")
    environment["DATABASE_URL"] = given or paths.default_database_url(home)
    owner = os.environ.get("PORTAL_OWNER_URL") or given or paths.default_owner_url(home)
    environment["PORTAL_OWNER_URL"] = owner
    if "REDIS_URL" not in os.environ:
        environment["REDIS_URL"] = paths.default_redis_url(home)
    return environment


@contextmanager
def running(
    home: Path, command: str, stopping: Stopping, *, throw_away: bool = False, with_broker: bool = True
) -> Iterator[None]:
    """Run the services of a home for as long as the block lasts, unless `make demo` runs them already."""
    all_given = os.environ.get("DATABASE_URL") and ("REDIS_URL" in os.environ or not with_broker)
    if all_given:
        yield
        return
    with ExitStack() as stack:
        try:
            supervisor = stack.enter_context(Supervisor(home, command, stopping))
        except HomeInUse as used:
            if not used.state.get("serving"):
                raise
        else:
            start_database(supervisor, throw_away=throw_away)
            if with_broker:
                start_broker(supervisor, throw_away=throw_away)
        yield


def start_database(supervisor: Supervisor, *, throw_away: bool = False) -> str:
    """Start the embedded database unless DATABASE_URL names another; return what was done."""
    if os.environ.get("DATABASE_URL"):
        return "the one of DATABASE_URL is used"
    program = postgres.program(supervisor.home, throw_away=throw_away)
    process = supervisor.start(program, base_environment(supervisor.home))
    postgres.wait_until_ready(process, supervisor.stopping)
    roles.prepare_installation(base_environment(supervisor.home))
    return f"process {process.pid}"


def start_broker(supervisor: Supervisor, *, throw_away: bool = False) -> str:
    """Start the embedded broker unless REDIS_URL names another; return what was done."""
    if os.environ.get("REDIS_URL"):
        return "the one of REDIS_URL is used"
    wanted = os.environ.get("REDIS_URL") is None  # given but empty: none is wanted
    program = broker.program(supervisor.home, throw_away=throw_away) if wanted else None
    if program is None:
        broker.make_file_queue(supervisor.home)
        return "none: jobs go through files"
    process = supervisor.start(program, base_environment(supervisor.home))
    broker.wait_until_ready(process, supervisor.stopping)
    return f"process {process.pid}"
