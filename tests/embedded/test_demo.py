"""`make demo` of a tiny portal: what the supervisor promises, whatever it supervises."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ilo_dc.embedded import installation
from ilo_dc.embedded.paths import PROJECT
from tests.embedded.conftest import (
    Portal,
    a_directory,
    a_tiny_portal,
    free_port,
    is_alive,
    wait_for,
    what_is,
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        bool(installation.missing_requirements(["base", "demo"])),
        reason="`make packages` has not filled .venv",
    ),
]
NAMES = ("web", "worker", "broker", "database")


def served(portal: Portal) -> subprocess.Popen[str]:
    """Run `demo` until it serves."""
    held = portal.begin("demo")
    wait_for(lambda: "Ready after" in portal.output or held.poll() is not None, 60)
    assert held.poll() is None, portal.output
    return held


def notes(portal: Portal, path: str = "/") -> list[str]:
    """Ask the tiny portal for its notes; none if it does not answer."""
    answer = portal.get(path)
    return json.loads(answer)["notes"] if answer else []


@pytest.fixture(scope="module")
def serving():
    """A tiny portal that serves, for the tests that leave it serving."""
    with a_directory() as directory, a_tiny_portal(directory) as portal:
        served(portal)
        yield portal


def test_it_serves_tells_each_step_and_goes_on_where_it_was(tiny_portal):
    nothing = tiny_portal("status")
    assert nothing.returncode == 3
    assert "Nothing is served" in nothing.stdout
    held = served(tiny_portal)
    for number in range(1, 11):
        assert re.search(rf"^\[{number}/10\] .+ \.\.\. \d+\.\d s", tiny_portal.output, re.MULTILINE)
    assert f"The portal: http://127.0.0.1:{tiny_portal.environment['PORT']}" in tiny_portal.output
    assert "pardev  secret-word" in tiny_portal.output
    assert all(is_alive(tiny_portal.pid(name)) for name in NAMES)
    notes(tiny_portal, "/?now=by-web")
    notes(tiny_portal, "/?later=by-worker")
    wait_for(
        lambda: {"loaded", "by-web", "by-worker", "tick"} <= set(notes(tiny_portal))
    )  # tick: the scheduler's

    pids = [tiny_portal.pid(name) for name in NAMES]
    held.send_signal(signal.SIGINT)
    assert held.wait(60) == 0
    assert "Everything is kept" in tiny_portal.output
    assert not any(map(is_alive, pids))
    assert not any((tiny_portal.home / "run" / f"{name}.pid").exists() for name in NAMES)

    begun = time.monotonic()
    held = served(tiny_portal)
    assert time.monotonic() - begun < 15
    assert {"by-web", "by-worker"} <= set(notes(tiny_portal))
    assert tiny_portal.output.count("s, up to date") == 5

    assert tiny_portal("stop").returncode == 0
    assert held.wait(10) == 0
    assert tiny_portal("stop").stdout.startswith("Nothing runs")
    assert tiny_portal("status").returncode == 3

    data = tiny_portal.project / "ilo_dc" / "notes" / "data"
    data.mkdir()
    (data / "new.csv").write_text("a,b\n")
    served(tiny_portal)  # which loads again: its files are not those that made the database
    assert tiny_portal.output.count("s, up to date") == 4  # packages, catalogues, static files, tables


def test_the_status_tells_each_process(serving):
    told = serving("status")
    assert told.returncode == 0
    assert all(f"process {serving.pid(name)}" in told.stdout for name in NAMES)


def test_a_second_start_says_that_it_runs_already(serving):
    second = serving("demo")
    assert second.returncode == 0
    assert f"already runs at http://127.0.0.1:{serving.environment['PORT']}" in second.stdout
    elsewhere = serving("demo", PORT=str(free_port()))
    assert elsewhere.returncode == 1
    assert "`make stop` first" in elsewhere.stderr
    assert notes(serving)


@pytest.mark.parametrize("victim", NAMES)
def test_a_killed_process_is_started_again_and_nothing_is_lost(serving, victim):
    notes(serving, f"/?now=before-{victim}")
    first = serving.pid(victim)
    os.kill(first, signal.SIGKILL)
    wait_for(lambda: is_alive(serving.pid(victim)) and serving.pid(victim) != first)
    assert f"{victim} (process {first}) was ended by SIGKILL" in serving.output
    wait_for(lambda: f"before-{victim}" in notes(serving, f"/?later=after-{victim}"))
    wait_for(lambda: f"after-{victim}" in notes(serving))


def test_a_killed_supervisor_takes_all_down_and_the_next_start_is_clean(tiny_portal):
    held = served(tiny_portal)
    notes(tiny_portal, "/?now=before")
    pids = [tiny_portal.pid(name) for name in NAMES]
    held.kill()
    held.wait()
    if sys.platform == "linux":
        wait_for(lambda: not any(map(is_alive, pids)), told=lambda: [*map(what_is, pids)])
    held = served(tiny_portal)
    assert "before" in notes(tiny_portal)
    assert not any(map(is_alive, pids))
    notes(tiny_portal, "/?now=again")
    held.kill()
    served(tiny_portal)  # right after, which waits for what is left
    assert "again" in notes(tiny_portal)


def test_a_step_that_fails_shows_why_and_leaves_nothing_running(tiny_portal):
    command = tiny_portal.project / "ilo_dc" / "notes" / "management" / "commands" / "load_portal.py"
    command.write_text("raise RuntimeError('the source file is missing')")
    done = tiny_portal("demo")
    assert done.returncode == 1
    assert "load_portal` failed with status 1" in done.stderr
    assert "the source file is missing" in done.stderr
    assert tiny_portal("status").stdout.count("not running") == 5


def test_a_request_to_stop_ends_the_set_up(tiny_portal):
    command = tiny_portal.project / "ilo_dc" / "notes" / "management" / "commands" / "load_portal.py"
    command.write_text("import time; print('loading', flush=True); time.sleep(100)")
    held = tiny_portal.begin("demo")
    log = tiny_portal.home / "log" / "setup.log"
    wait_for(lambda: log.exists() and "loading" in log.read_text())
    held.send_signal(signal.SIGTERM)
    assert held.wait(30) == 130
    assert "Stopped during the set-up" in tiny_portal.output
    assert tiny_portal("status").stdout.count("not running") == 5


def test_a_given_database_is_used_and_jobs_go_through_files_where_there_is_no_broker(tiny_portal, directory):
    other = Portal(
        PROJECT, directory / "other", {**tiny_portal.environment, "PORTAL_HOME": str(directory / "other")}
    )
    held = subprocess.Popen(other.command("run", "--", "sleep", "60"), cwd=PROJECT, env=other.environment)
    try:
        sockets = other.home / "run" / "sockets"
        wait_for((sockets / "broker.sock").exists)
        tiny_portal.environment["DATABASE_URL"] = f"postgresql://portal@/portal?host={sockets}"
        tiny_portal.environment["REDIS_URL"] = ""
        served(tiny_portal)
        assert "the one of DATABASE_URL is used" in tiny_portal.output
        assert tiny_portal.pid("database") == tiny_portal.pid("broker") == 0
        assert "loaded" in notes(tiny_portal, "/?later=by-file")
        wait_for(lambda: "by-file" in notes(tiny_portal))
        tiny_portal("stop")
    finally:
        held.terminate()
        held.wait()


@pytest.mark.skipif(
    os.environ.get("PORTAL_TEST_INSTALL") != "1", reason="makes a .venv anew: set PORTAL_TEST_INSTALL=1"
)
def test_it_makes_a_venv_and_installs_into_it_and_tells_what_helps_pip(tiny_portal):
    venv, requirements = tiny_portal.project / ".venv", tiny_portal.project / "requirements"
    shutil.rmtree(venv)
    (requirements / "base.txt").write_text("no-such-package==1.0 --hash=sha256:" + "0" * 64)
    done = tiny_portal("install", "base", PIP_NO_INDEX="1", PIP_FIND_LINKS="", PIP_EXTRA_INDEX_URL="")
    assert done.returncode == 1
    assert "HTTPS_PROXY" in done.stderr
    assert not (venv / "installed-base").exists()

    for name in ("base", "demo"):
        (requirements / f"{name}.txt").write_text("# nothing, so that no network is needed\n")
    done = tiny_portal("install", "base", "demo")
    # All is installed; then Django is missing, for the catalogues.
    assert "failed with status 1" in done.stderr, done.stderr
    assert "No module named 'django'" in done.stderr
    assert (venv / "installed-base").exists()
    # A .venv whose Python has gone is made anew.
    (venv / "bin" / "python").unlink()
    (venv / "bin" / "python").symlink_to("/nowhere/python3")
    assert "up to date" not in tiny_portal("install", "base").stdout.partition("Compiling")[0]
    assert (venv / "bin" / "python").exists()


def test_make_finds_a_python_and_runs_the_same(tiny_portal):
    if shutil.which("make") is None:
        pytest.skip("no make")
    made = ["make", "--no-print-directory", "status", f"PYTHON={sys.executable}"]
    done = subprocess.run(
        made,
        cwd=tiny_portal.project,
        env=tiny_portal.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Nothing is served" in done.stdout
    listed = subprocess.run(
        ["make"], cwd=tiny_portal.project, capture_output=True, text=True, check=True
    ).stdout
    assert all(
        f"  {name} " in listed for name in ("demo", "stop", "status", "backup", "restore", "test", "lint")
    )
    assert Path(tiny_portal.project / "Makefile").exists()
