import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ilo_dc.embedded import processes, supervisor
from ilo_dc.embedded.processes import Program, running_pid, start
from tests.embedded.conftest import is_alive, wait_for

SLEEP = [sys.executable, "-S", "-c", "import time; print('up', flush=True); time.sleep(60)"]
IGNORE = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
STUBBORN = [*SLEEP[:3], IGNORE + SLEEP[3]]
WITH_CHILD = ["sh", "-c", "sleep 60 & echo $! ; wait"]


def program(command=SLEEP, name="sleeper", seconds=5.0):
    return Program(name, command, ((signal.SIGTERM, seconds),), signal.SIGTERM)


def printed(home, name="sleeper"):
    return processes.log_file(home, name).read_text()


@pytest.fixture
def home(tmp_path):
    yield tmp_path
    for file in (tmp_path / "run").glob("*.pid"):
        if pid := running_pid(tmp_path, file.stem):
            os.killpg(pid, signal.SIGKILL)


def test_a_process_is_found_by_its_pid_file_until_it_has_ended(home):
    process = start(program(), home, os.environ)
    assert (home / "run" / "sleeper.pid").read_text() == f"{process.pid}\n"
    assert running_pid(home, "sleeper") == process.pid
    process.stop()
    assert running_pid(home, "sleeper") is None
    assert not (home / "run" / "sleeper.pid").exists()


def test_a_pid_file_with_a_strangers_number_does_not_count(home):
    (home / "run").mkdir()
    (home / "run" / "sleeper.pid").write_text(f"{os.getpid()}\n")
    assert running_pid(home, "sleeper") is None
    process = start(program(), home, os.environ)
    assert running_pid(home, "sleeper") == process.pid


def test_the_same_name_is_not_started_twice(home):
    process = start(program(), home, os.environ)
    with pytest.raises(processes.UnableToStart, match=str(process.pid)):
        start(program(), home, os.environ)


def test_a_process_ends_by_a_signal_that_its_parent_ignores(home):
    before = signal.signal(signal.SIGQUIT, signal.SIG_IGN)  # as a shell does for what runs in the background
    try:
        process = start(program(), home, os.environ)
    finally:
        signal.signal(signal.SIGQUIT, before)
    wait_for(lambda: "up" in printed(home))
    os.kill(process.pid, signal.SIGQUIT)
    wait_for(lambda: not is_alive(process.pid), 20)  # it would sleep for 60


def test_a_process_that_ignores_the_signal_is_killed(home):
    process = start(program(STUBBORN, seconds=0.3), home, os.environ)
    wait_for(lambda: "up" in printed(home))
    process.stop()
    assert process.how_it_ended() == "was ended by SIGKILL"


def test_a_second_request_ends_patience(home):
    process = start(program(STUBBORN, seconds=60), home, os.environ)
    wait_for(lambda: "up" in printed(home))
    begun = time.monotonic()
    process.stop(hurry=lambda: True)
    assert time.monotonic() - begun < 5


def test_children_count_as_the_process_and_end_with_it(home):
    process = start(program(WITH_CHILD), home, os.environ)
    wait_for(lambda: printed(home))
    child = int(printed(home))
    os.kill(process.pid, signal.SIGKILL)
    wait_for(process.ended)
    assert is_alive(child)
    assert running_pid(home, "sleeper") == process.pid
    process.clear_away()
    wait_for(lambda: not is_alive(child))
    assert running_pid(home, "sleeper") is None


def test_a_program_that_ends_at_once_shows_the_end_of_its_log(home):
    process = start(program(["sh", "-c", "echo the reason; exit 4"]), home, os.environ)
    with pytest.raises(processes.UnableToStart, match="status 4 instead of starting") as refusal:
        processes.wait_until(lambda: False, process, seconds=30)
    assert "the reason" in str(refusal.value)


def test_a_large_log_is_put_aside(home, monkeypatch):
    monkeypatch.setattr(processes, "LARGEST_LOG", 3)
    (home / "log").mkdir()
    (home / "log" / "sleeper.log").write_text("old lines")
    processes.open_log(home, "sleeper").close()
    assert (home / "log" / "sleeper.log").read_text() == ""
    assert (home / "log" / "sleeper.log.1").read_text() == "old lines"


SUPERVISE = """
import os, signal, sys, time
from pathlib import Path
from ilo_dc.embedded.processes import Program
from ilo_dc.embedded.supervisor import Supervisor
with Supervisor(Path(sys.argv[1]), "test") as holder:
    holder.start(Program("sleeper", sys.argv[2:], ((signal.SIGTERM, 5),), signal.SIGTERM), os.environ)
    holder.watch()
"""


def supervise(home, *command):
    """Supervise a command in another process, which can be killed."""
    held = subprocess.Popen([sys.executable, "-c", SUPERVISE, str(home), *command], stdout=subprocess.DEVNULL)
    wait_for(lambda: running_pid(home, "sleeper") and "up" in printed(home))
    return held


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of its parent's death")
def test_a_killed_supervisor_takes_its_children_down(home):
    held = supervise(home, *SLEEP)
    child = running_pid(home, "sleeper")
    held.kill()
    held.wait()
    wait_for(lambda: not is_alive(child), 5)


def test_the_next_supervisor_ends_what_a_killed_one_left(home, monkeypatch):
    monkeypatch.setattr(supervisor, "SERVED", ("sleeper",))
    held = supervise(home, *STUBBORN)  # it does not even listen to its parent's death
    child = running_pid(home, "sleeper")
    held.kill()
    held.wait()
    assert is_alive(child)
    with supervisor.Supervisor(home, "next"):
        assert not is_alive(child)


def test_one_home_has_one_supervisor(home):
    refused = pytest.raises(supervisor.HomeInUse, match=f"in use by `first`.*{os.getpid()}")
    with supervisor.Supervisor(home, "first"), refused, supervisor.Supervisor(home, "second"):
        pass
    with supervisor.Supervisor(home, "third"):
        pass


def test_a_dead_process_is_started_again_and_ever_later(home, monkeypatch):
    clock = [100.0]
    holder = supervisor.Supervisor(home, "test")
    lines: list[str] = []
    monkeypatch.setattr(holder, "log", lines.append)
    with holder:
        holder.start(program(["false"]), os.environ)
        one = holder.watched[0]
        waited = []
        for _ in range(9):
            wait_for(one.process.ended)
            holder._tend(one, clock[0])
            waited.append(one.due - clock[0])
            clock[0] = one.due
            holder._tend(one, clock[0])
            one.process.started = clock[0]
    assert waited == [0.5, 1, 2, 4, 8, 16, 30, 30, 30]
    assert "sleeper" in lines[0]
    assert "ended with status 1" in lines[0]
    assert "runs again" in lines[1]


def test_a_process_that_has_lived_long_is_started_again_soon(home):
    holder = supervisor.Supervisor(home, "test")
    with holder:
        holder.start(program(["false"]), os.environ)
        one = holder.watched[0]
        one.delay = 30
        wait_for(one.process.ended)
        holder._tend(one, one.process.started + supervisor.SECONDS_TO_PROVE_ITSELF + 1)
        assert one.delay == supervisor.FIRST_DELAY


def test_stopping_respects_nohup(monkeypatch):
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        processes.Stopping().listen()
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def test_the_launcher_does_not_start_an_orphan():
    launcher = Path(processes.__file__).with_name("child.py")
    command = [sys.executable, "-I", "-S", launcher, "15", "1", "same", "echo", "started"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
