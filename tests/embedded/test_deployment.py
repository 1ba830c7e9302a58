"""The files for a server, which cannot be run here: at least they are well-formed and name what exists."""

import re
import subprocess
from importlib.util import find_spec

import pytest
import yaml

from ilo_dc.embedded.paths import PROJECT

COMPOSE = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
REQUIREMENTS = sorted((PROJECT / "requirements").glob("*.txt"))


def test_a_server_has_every_part():
    assert set(SERVICES) == {"postgres", "redis", "setup", "web", "worker", "beat", "proxy"}


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"setup"}))
def test_every_lasting_part_is_watched_and_restarted(name):
    assert SERVICES[name]["healthcheck"]["test"]
    assert SERVICES[name]["restart"] == "unless-stopped"


def test_every_secret_comes_from_outside():
    text = (PROJECT / "docker-compose.yml").read_text()
    for name in ("POSTGRES_PASSWORD", "PORTAL_SECRET_KEY"):
        assert set(re.findall(rf"\$\{{{name}[^}}]*\}}", text)) == {f"${{{name}:?set {name} in .env}}"}


def test_every_dependency_and_volume_exists():
    for service in SERVICES.values():
        assert set(service.get("depends_on", {})) <= set(SERVICES)
        named = {volume.partition(":")[0] for volume in service.get("volumes", [])}
        assert named <= set(COMPOSE["volumes"])


def test_only_the_proxy_is_reached_from_outside():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]


@pytest.mark.parametrize("name", ["worker", "beat"])
def test_the_modules_that_are_run_exist(name):
    words = SERVICES[name]["command"]
    assert words[:2] == ["python", "-m"]
    assert find_spec(words[2])
    assert find_spec(words[words.index("-A") + 1])


@pytest.mark.parametrize("file", REQUIREMENTS, ids=lambda file: file.stem)
def test_requirements_name_no_place_and_hash_everything(file):
    text = file.read_text()
    assert "://" not in text
    assert not re.findall(r"^\s*--(?!hash=)", text, re.MULTILINE)
    packages = re.findall(r"^[a-z0-9._\[\]-]+==\S+.*(?:\n    --hash=.*)*", text, re.MULTILINE)
    assert packages
    assert all("--hash=sha256:" in package for package in packages)


def test_every_requirement_file_agrees_with_the_base():
    """Pip gets several of them at once, and refuses two versions of one package."""
    versions: dict[str, set[str]] = {}
    for file in REQUIREMENTS:
        for name, version in re.findall(r"^([a-z0-9._\[\]-]+)==(\S+)", file.read_text(), re.MULTILINE):
            versions.setdefault(name, set()).add(version)
    base = dict(
        re.findall(r"^([a-z0-9._\[\]-]+)==(\S+)", (PROJECT / "requirements" / "base.txt").read_text(), re.M)
    )
    assert {name: found for name, found in versions.items() if name in base and found != {base[name]}} == {}


def test_ci_is_a_script_that_can_be_read():
    done = subprocess.run(
        ["bash", "-n", PROJECT / ".ci" / "run"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
