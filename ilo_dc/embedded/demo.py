"""`make demo`: from a bare machine to a portal with data, one line per step."""

from __future__ import annotations

import hmac
import http.client
import os
import signal
from pathlib import Path

from ilo_dc.embedded import checks, installation, paths, roles, services
from ilo_dc.embedded.processes import (
    Interrupted,
    Program,
    Stopping,
    log_file,
    run_to_end,
    wait_until,
)
from ilo_dc.embedded.report import Steps, complain, say
from ilo_dc.embedded.sql import Server
from ilo_dc.embedded.supervisor import HomeInUse, Supervisor

STEPS = 10
CONTACT = "partnerships@example.org"  # nobody reads it: an installation names its own
REQUIREMENTS = ("base", "demo")
WEB_PROCESSES, WORKER_PROCESSES = 2, 2
WEB_THREADS = 32  # as `ilo_dc/door.py` counts: four work, the others wait, and one answers at once
SECONDS_TO_SERVE = 90
NOT_LOADED = {"tests", "docs", "static", "templates", "locale"}


def demo() -> int:
    """Set everything up, serve until the user stops it; return the exit status."""
    port, home = checks.port_from_environment(), paths.portal_home()
    stopping = Stopping()
    stopping.listen()
    try:
        checks.check_python()
        checks.check_writable(home)
        with Supervisor(home, "make demo", stopping) as supervisor:
            Demonstration(supervisor, port).serve()
            say("Stopping (once more Ctrl-C: at once) ...")
        say("Stopped. Everything is kept; `make demo` goes on from here.")
    except HomeInUse as used:
        return _already_running(used, port)
    except Interrupted:
        say("Stopped during the set-up. `make demo` goes on from here.")
        return 130
    return 0


class Demonstration:
    """One run of the portal in one PORTAL_HOME."""

    def __init__(self, supervisor: Supervisor, port: int) -> None:
        self.supervisor = supervisor
        self.home = supervisor.home
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        given = services.base_environment(self.home)
        self.environment = {"PORTAL_CONTACT": CONTACT, **given, "PORT": str(port)}
        self.steps = Steps(STEPS)
        self._sign_ins = self.home / "demo-sign-ins.txt"

    def serve(self) -> None:
        """Set up step by step, then watch until the user stops it."""
        self._prepare()
        self._start_services()
        self._fill()
        self._start_portal()
        self.supervisor.tell(serving=True, url=self.url, port=self.port)
        self._invite()
        self.supervisor.watch()

    def _prepare(self) -> None:
        with self.steps.step("Checking this machine (Python, venv, port, disk)"):
            checks.check_port(self.port)
            checks.check_space(self.home, checks.MEGABYTES_TO_RUN)
        log = log_file(self.home, "setup")
        with self.steps.step(f"Installing Python packages (the first time takes minutes; {log})") as step:
            new = installation.install(REQUIREMENTS, log=log, stopping=self.supervisor.stopping)
            step.note = "" if new else "up to date"
        # Only now can the broker's program be in .venv, on which the address depends.
        self.environment.update(services.base_environment(self.home))
        with self.steps.step("Compiling message catalogues") as step:
            new_messages = installation.compile_catalogues(
                log=log, environment=self.environment, stopping=self.supervisor.stopping
            )
            step.note = "" if new_messages else "up to date"

    def _start_services(self) -> None:
        with self.steps.step("Starting the database") as step:
            step.note = services.start_database(self.supervisor)
        with self.steps.step("Starting the broker") as step:
            step.note = services.start_broker(self.supervisor)

    def _fill(self) -> None:
        """Make the tables and load the data, unless the database says that these very files made it."""
        server = Server(self.environment["PORTAL_OWNER_URL"])
        made_from = self._fingerprints()
        kept = (server.comment() or "").split(" ")
        up_to_date = kept == made_from and self._sign_ins.exists()
        with self.steps.step("Bringing the database's tables up to date") as step:
            step.note = "up to date" if kept[0] == made_from[0] else self._manage("migrate", "--noinput")
            roles.prepare_installation(self.environment)
        with self.steps.step("Collecting static files") as step:
            step.note = self._collect_static_files()
        with self.steps.step("Loading reference data, public data and demonstration users") as step:
            step.note = "up to date" if up_to_date else self._manage("load_portal")
        server.set_comment(" ".join(made_from))

    def _fingerprints(self) -> list[str]:
        """Return a checksum over what the tables are made from, and one over what the data are made from.

        They are kept in the database itself, as a comment, which no backup holds: so a restored database and
        a new one are always brought up to date.
        """
        loaded = what_is_loaded(self.home)
        tables = installation.digest_of([*what_makes_tables(loaded), *_stamps()])
        password = os.environ.get("PORTAL_DEMO_PASSWORD", "")
        key = os.environ.get("PORTAL_SECRET_KEY") or paths.secret_key(self.home)
        content = f"{installation.digest_of(loaded)} {password}"
        return [hmac.new(key.encode(), one.encode(), "sha256").hexdigest() for one in (tables, content)]

    def _collect_static_files(self) -> str:
        """Collect them if any changed; the packages' own count by the stamps of their installation."""
        sources = [file for place in (paths.PROJECT, *_apps()) for file in (place / "static").rglob("*")]
        digest = installation.digest_of([*filter(Path.is_file, sources), *_stamps()])
        kept = paths.run_directory(self.home) / "static-files"
        if kept.is_file() and kept.read_text() == digest and (self.home / "static").is_dir():
            return "up to date"
        self._manage("collectstatic", "--noinput")
        kept.write_text(digest)
        return ""

    def _manage(self, *words: str) -> str:
        """Run a management command; return that there is nothing to note."""
        run_to_end(
            [installation.PYTHON, "manage.py", *words],
            log=log_file(self.home, "setup"),
            environment=self.environment,
            stopping=self.supervisor.stopping,
        )
        return ""

    def _start_portal(self) -> None:
        # What serves never learns the owner's address.
        served = {name: text for name, text in self.environment.items() if name != "PORTAL_OWNER_URL"}
        with self.steps.step("Starting the web server") as step:
            web = self.supervisor.start(web_program(self.port), served)
            wait_until(self._answers, web, seconds=SECONDS_TO_SERVE, stopping=self.supervisor.stopping)
            step.note = f"process {web.pid}"
        with self.steps.step("Starting the worker and its scheduler") as step:
            worker = self.supervisor.start(worker_program(self.home), served)
            step.note = f"process {worker.pid}"

    def _answers(self) -> bool:
        """Say whether the web server answers.

        503 will do: /health/ may miss the worker, which starts next.
        """
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", "/health/")
            return connection.getresponse().status != 500
        except OSError:  # not there yet: asked again
            return False
        finally:
            connection.close()

    def _invite(self) -> None:
        """Tell where the portal is and how to sign in."""
        say(f"\nReady after {self.steps.seconds():.1f} s. The portal: {self.url}")
        if self._sign_ins.exists():
            say(f"\nTo sign in (kept in {self._sign_ins}):\n\n{self._sign_ins.read_text().rstrip()}")
        say(f"\nLogs: {paths.log_directory(self.home)}. Ctrl-C or `make stop` ends everything.\n")


def web_program(port: int) -> Program:
    """Return how to run the web server."""
    return Program(
        name="web",
        command=[
            *(installation.PYTHON, "-m", "gunicorn", "ilo_dc.wsgi", "--bind", f"127.0.0.1:{port}"),
            *("--worker-class", "gthread", "--workers", str(WEB_PROCESSES), "--threads", str(WEB_THREADS)),
            *("--timeout", "60", "--graceful-timeout", "8", "--no-control-socket", "--access-logfile", "-"),
            *("--logger-class", "ilo_dc.logs.AccessLogger"),
        ],
        stop_signals=((signal.SIGTERM, 10), (signal.SIGQUIT, 3)),
        death_signal=signal.SIGQUIT,  # without waiting for requests: the database ends too
    )


def worker_program(home: Path) -> Program:
    """Return how to run the Celery worker with its scheduler in one."""
    schedule = paths.run_directory(home) / "schedule"
    return Program(
        name="worker",
        command=[
            *(installation.PYTHON, "-m", "celery", "-A", "ilo_dc.celery", "worker", "-B", "-s", schedule),
            *("--concurrency", str(WORKER_PROCESSES), "--loglevel", "INFO", "--without-gossip"),
            "--without-mingle",
        ],
        # A job that is cut off is done again: its Run row is still pending.
        stop_signals=((signal.SIGTERM, 15), (signal.SIGQUIT, 5)),
        death_signal=signal.SIGQUIT,
    )


def _already_running(used: HomeInUse, port: int) -> int:
    """Say that there is nothing to do, or why it cannot be done."""
    if used.state.get("serving") and used.state.get("port") == port:
        say(f"The portal already runs at {used.state['url']} (process {used.pid}). `make stop` ends it.")
        return 0
    if used.state.get("serving"):
        complain(f"It runs already, at {used.state['url']}: `make stop` first to serve it on port {port}.")
    else:
        complain(str(used))
    return 1


def what_is_loaded(home: Path) -> list[Path]:
    """Return the code and the data files of the project: what the tables and their content follow from."""
    skipped = {place for place in paths.PROJECT.iterdir() if place.name.startswith(".")}
    skipped |= {paths.PROJECT / name for name in NOT_LOADED} | {home}
    found = []
    for place in sorted(set(paths.PROJECT.iterdir()) - skipped):
        for file in place.rglob("*"):
            inside = file.relative_to(paths.PROJECT).parts
            if (file.suffix == ".py" or "data" in inside) and file.is_file():
                found.append(file)
    return found


def what_makes_tables(loaded: list[Path]) -> list[Path]:
    """Return of the files of `what_is_loaded` those that tables follow from: migrations, and which apps."""
    settings = paths.PROJECT / "ilo_dc" / "settings"
    return [file for file in loaded if file.parent.name == "migrations" or file.is_relative_to(settings)]


def _stamps() -> list[Path]:
    """Return what says which packages are installed: they bring tables and static files of their own."""
    return [installation.VENV / f"installed-{name}" for name in REQUIREMENTS]


def _apps() -> list[Path]:
    """Return the directories of the project that may hold static files of an app."""
    return [place for pattern in ("*", "ilo_dc/*") for place in paths.PROJECT.glob(pattern) if place.is_dir()]
