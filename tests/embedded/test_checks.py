import shutil
import socket
import sys
from collections import namedtuple

import pytest

from ilo_dc.embedded import checks

Usage = namedtuple("Usage", "total used free")


def test_it_names_the_system_package_that_brings_venv(monkeypatch):
    monkeypatch.setattr(checks, "find_spec", lambda name: None if name == "ensurepip" else object())
    with pytest.raises(checks.UnableToSetUp, match="apt-get install python3-venv"):
        checks.check_python()


def test_it_refuses_an_old_python(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 10, 4))
    with pytest.raises(checks.UnableToSetUp, match=r"3\.11 or newer is needed"):
        checks.check_python()


def test_it_refuses_a_disk_that_is_too_full(monkeypatch, tmp_path):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(0, 0, 40 * 2**20))
    with pytest.raises(checks.UnableToSetUp, match="Only 40 MB are free"):
        checks.check_space(tmp_path / "not" / "yet", 300)


def test_it_refuses_a_home_where_it_cannot_write(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(checks.UnableToSetUp, match="cannot be written"):
        checks.check_writable(tmp_path / "file" / "home")


@pytest.mark.parametrize("port", ["x", "0", "65536", "-1", "80 80", "٨٠٠٠"])
def test_it_refuses_what_is_no_port(monkeypatch, port):
    monkeypatch.setenv("PORT", port)
    with pytest.raises(checks.UnableToSetUp, match="is not a port"):
        checks.port_from_environment()


def test_it_names_another_port_if_this_one_is_taken():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(checks.UnableToSetUp, match=f"Port {port} .* in use") as refusal:
            checks.check_port(port)
    assert "make demo PORT=" in str(refusal.value)
    checks.check_port(port)  # and takes it when it is free again


def test_a_taken_port_is_told_before_anything_is_set_up(tiny_portal):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        done = tiny_portal("demo", PORT=port)
    assert done.returncode == 1
    assert f"Port {port}" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tiny_portal.home / "database").exists()
