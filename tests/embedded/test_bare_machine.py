"""`make demo` of the portal itself, from nothing but its files, a Python and make."""

import os
import re
import shutil
import subprocess

import pytest

from ilo_dc.embedded.paths import PROJECT
from tests.embedded.conftest import Portal, a_portal, wait_for

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        os.environ.get("PORTAL_TEST_INSTALL") != "1",
        reason="installs all packages anew, from a package index: set PORTAL_TEST_INSTALL=1",
    ),
]


@pytest.fixture
def bare_portal(directory):
    """The project's files alone: what a clone holds."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, names.split("\0")):
        if (PROJECT / name).is_file():
            (directory / "clone" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(PROJECT / name, directory / "clone" / name)
    with a_portal(directory / "clone", directory / "home") as portal:
        portal.environment["PIP_NO_COMPILE"] = "no"  # which means: do not; Python compiles what it imports
        yield portal


def make_demo(portal: Portal) -> float:
    """Start it; return its own word on how many seconds it took."""
    with (portal.home.parent / "output").open("w") as output:
        held = subprocess.Popen(
            ["make", "demo"],
            cwd=portal.project,
            env=portal.environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    portal.running.append(held)
    wait_for(lambda: "Ready after" in portal.output or held.poll() is not None, 900)
    assert held.poll() is None, portal.output
    return float(re.search(r"Ready after ([\d.]+) s", portal.output)[1])


def test_a_bare_checkout_serves_and_a_second_start_takes_seconds(bare_portal):
    first = make_demo(bare_portal)
    assert (bare_portal.project / ".venv" / "installed-base").exists()
    assert "<html" in bare_portal.get()
    assert len(bare_portal.sql("SELECT count(*) FROM django_migrations")) > 1
    bare_portal("stop")
    second = make_demo(bare_portal)
    assert "<html" in bare_portal.get()
    assert second < max(15, first / 2)
