"""Benchmarks: collected only when their path is named, as `make bench` does."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.benchmarks.ratios import Table
from tests.benchmarks.volume import Volume, fill
from tests.database import cloned, connected_to

HERE = Path(__file__).parent


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave the benchmarks out of every run that does not name them: they take minutes and judge no code."""
    start = config.invocation_params.dir
    named = [(start / argument.split("::")[0]).resolve() for argument in config.args]
    return None if any(HERE in (path, *path.parents) for path in named) else True


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep file names and a warning of the test client's out of the table."""
    ours = [item for item in items if item.path.is_relative_to(HERE)]
    for item in ours:
        item.add_marker(pytest.mark.filterwarnings("ignore:No directory at"))
    if ours and len(ours) == len(items):
        reporter: Any = config.pluginmanager.getplugin("terminalreporter")
        reporter.showfspath = False


def pytest_report_teststatus(report: Any) -> tuple[str, str, str] | None:
    """Let the table speak for a benchmark that ran, instead of a letter in the midst of it."""
    ran = report.when == "call" and not report.failed
    if not ran or not report.nodeid.startswith("tests/benchmarks/"):
        return None
    return ("xfailed", "", "XFAIL") if hasattr(report, "wasxfail") else (report.outcome, "", "")


@pytest.fixture(scope="session")
def table(request: pytest.FixtureRequest) -> Table:
    """The table of this run, written to the terminal line by line."""
    reporter: Any = request.config.pluginmanager.getplugin("terminalreporter")

    def tell(line: str) -> None:
        reporter.ensure_newline()
        reporter.write_line(line)

    return Table(tell)


@pytest.fixture(scope="session")
def volume(published_database: str, django_db_blocker: Any) -> Iterator[Volume]:
    """A clone of the published database with about 100,000 current sub-outputs."""
    with django_db_blocker.unblock(), cloned(published_database) as name:
        with connected_to(name):
            key, half_way = fill()
        yield Volume(name, published_database, key, half_way)


@pytest.fixture
def large(volume: Volume, django_db_blocker: Any) -> Iterator[Volume]:
    """Use the large database."""
    with django_db_blocker.unblock(), connected_to(volume.name):
        yield volume


@pytest.fixture
def own(published_database: str, django_db_blocker: Any) -> Iterator[None]:
    """Use a clone of the published database of one's own, to write into."""
    with django_db_blocker.unblock(), cloned(published_database) as name, connected_to(name):
        yield


@pytest.fixture(autouse=True)
def _log_to_nobody() -> Iterator[None]:
    """Write the log as the portal does, but where it disturbs no table of ratios."""
    handlers = [one for one in logging.getLogger().handlers if type(one) is logging.StreamHandler]
    with Path(os.devnull).open("w") as nobody:
        kept = [(handler, handler.setStream(nobody)) for handler in handlers]
        yield
        for handler, stream in kept:
            handler.setStream(stream or handler.stream)
