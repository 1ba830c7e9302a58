"""The commands that the Makefile calls."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from ilo_dc.embedded import backup, checks, control, installation, paths, restore, roles
from ilo_dc.embedded.demo import demo
from ilo_dc.embedded.processes import Interrupted, Stopping, log_file
from ilo_dc.embedded.report import Steps
from ilo_dc.embedded.run import run
from ilo_dc.embedded.services import base_environment


def run_command(words: list[str]) -> int:
    """Parse the command line and run the command; return its exit status."""
    chosen = _parser().parse_args(words)
    if chosen.command == "install":
        return _install(chosen.names)
    if chosen.command == "run":
        return run(chosen.words, ephemeral=chosen.ephemeral)
    if chosen.command == "backup":
        return backup.back_up(Path(chosen.to) if chosen.to else None)
    if chosen.command == "restore":
        return restore.restore(Path(chosen.path), force=chosen.force)
    if chosen.command == "roles":
        roles.prepare_installation(base_environment(paths.portal_home()))
        return 0
    return {"demo": demo, "stop": control.stop, "status": control.status}[chosen.command]()


def _parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    parser = argparse.ArgumentParser(prog="python -m ilo_dc.embedded", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("demo", help="set everything up and serve the portal until Ctrl-C")
    commands.add_parser("stop", help="end what runs in PORTAL_HOME")
    commands.add_parser("status", help="tell what runs in PORTAL_HOME")
    install = commands.add_parser("install", help="bring .venv up to the named requirement files")
    install.add_argument("names", nargs="+", metavar="NAME", help="base, demo, dev or browser")
    runner = commands.add_parser("run", help="run a command beside the database and the broker")
    runner.add_argument("--ephemeral", action="store_true", help="in a new home, fast and deleted afterwards")
    runner.add_argument("words", nargs="+", metavar="COMMAND", help="after --")
    commands.add_parser("roles", help="let DATABASE_URL's role read and write rows, and own nothing")
    saver = commands.add_parser("backup", help="save the database and the uploaded files")
    saver.add_argument("--to", help="directory (default: PORTAL_HOME/backups/TIME)")
    restorer = commands.add_parser("restore", help="put a backup in place of the present data")
    restorer.add_argument("path", help="directory of the backup")
    restorer.add_argument("--force", action="store_true", help="even while the portal is serving")
    return parser


def _install(names: list[str]) -> int:
    """Bring .venv up to date and compile the message catalogues."""
    checks.check_python()
    stopping = Stopping()
    stopping.listen()
    home, steps = paths.portal_home(), Steps(2)
    log = log_file(home, "setup")
    try:
        with steps.step(f"Installing Python packages ({', '.join(names)})") as step:
            step.note = "" if installation.install(names, log=log, stopping=stopping) else "up to date"
        with steps.step("Compiling message catalogues") as step:
            environment = base_environment(home)
            new = installation.compile_catalogues(log=log, environment=environment, stopping=stopping)
            step.note = "" if new else "up to date"
    except Interrupted:
        return 130
    return os.EX_OK
