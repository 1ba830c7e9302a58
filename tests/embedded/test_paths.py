import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ilo_dc.embedded import paths, programs


def test_the_home_is_in_the_project_unless_it_is_named(monkeypatch):
    monkeypatch.delenv("PORTAL_HOME", raising=False)
    assert paths.portal_home() == paths.PROJECT / ".portal"


def test_a_relative_home_is_relative_to_the_project_and_not_to_the_shell(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PORTAL_HOME", "elsewhere")
    assert paths.portal_home() == paths.PROJECT / "elsewhere"


def test_sockets_lie_in_the_home_if_their_path_is_short():
    assert paths.socket_directory(Path("/srv/portal")) == Path("/srv/portal/run/sockets")


@pytest.mark.parametrize("name", ["long" * 30, "with space", "per%cent", "añadido"])
def test_sockets_lie_in_a_short_directory_of_their_own_if_the_homes_path_would_not_do(name):
    home = Path("/srv") / name
    directory = paths.socket_directory(home)
    assert directory.parent == paths.SHORT_DIRECTORY
    assert len(os.fsencode(directory / paths.DATABASE_SOCKET)) <= paths.LONGEST_SOCKET_PATH
    assert directory == paths.socket_directory(home)
    assert directory != paths.socket_directory(home / "other")


def test_the_addresses_are_those_of_the_sockets(monkeypatch):
    monkeypatch.setattr(programs, "find_broker", lambda: Path("/bin/valkey-server"))
    home = Path("/srv/portal")
    place = "/portal?host=/srv/portal/run/sockets"
    assert paths.default_database_url(home) == f"postgresql://portal_app@{place}"
    assert paths.default_owner_url(home) == f"postgresql://portal@{place}"
    assert paths.default_redis_url(home) == "unix:///srv/portal/run/sockets/broker.sock"


def test_there_is_no_broker_address_where_there_is_no_broker(monkeypatch):
    monkeypatch.setattr(programs, "find_broker", lambda: None)
    assert paths.default_redis_url(Path("/srv/portal")) == ""


def test_the_secret_key_is_made_once_and_is_its_owners_alone(tmp_path):
    home = tmp_path / "home"
    with ThreadPoolExecutor(8) as several:
        keys = set(several.map(lambda _: paths.secret_key(home), range(32)))
    assert len(keys) == 1
    assert len(keys.pop()) > 50
    assert (home / "secret-key").stat().st_mode & 0o777 == 0o600
    assert [file.name for file in home.iterdir()] == ["secret-key"]


def test_the_package_needs_nothing_but_the_standard_library():
    modules = [file.stem for file in Path(paths.__file__).parent.glob("*.py") if file.stem[0] != "_"]
    script = f"import sys; sys.path.insert(0, {str(paths.PROJECT)!r})\n" + "\n".join(
        f"import ilo_dc.embedded.{module}" for module in sorted(modules)
    )
    # -I -S: neither installed packages nor this environment
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", script], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
