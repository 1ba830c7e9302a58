"""A real browser before a real server, over a copy of the published database."""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import axe_core_python
import pytest
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.db import connection, connections

from tests.database import cloned
from tests.selection import names

HERE = Path(__file__).parent
PASSWORD = "demonstration-only-2026"
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = (Path(axe_core_python.__file__).parent / "axe.min.js").read_text()


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave the browser to runs of its own; `make test` has one.

    Its driver keeps a loop in the tests' thread, and while a loop runs Django keeps another set of
    connections: tests after it would not find theirs.
    """
    return None if names(config, HERE) else True


class QuietHandler(WSGIRequestHandler):
    """Serves without a line a request."""

    def log_message(self, *_args: Any) -> None:
        pass


class BreakableServer(ThreadedWSGIServer):
    """Knows the lines that are open, so that a stop breaks them as the end of a process does."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines: set[socket.socket] = set()

    def process_request(self, request: Any, client_address: Any) -> None:
        self.lines.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self.lines.discard(request)
        super().shutdown_request(request)


class Server:
    """A server of the portal that can be stopped and started again at the same address."""

    def __init__(self) -> None:
        self.port = 0
        self.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        self.running = BreakableServer(("127.0.0.1", self.port), QuietHandler)
        self.port = self.running.server_address[1]
        self.running.set_app(StaticFilesHandler(WSGIHandler()))
        threading.Thread(target=self.running.serve_forever, daemon=True).start()

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """Stop it for a while."""
        self.stop()
        try:
            yield
        finally:
            self.start()

    def stop(self) -> None:
        self.running.shutdown()
        self.running.server_close()
        for line in list(self.running.lines):
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)


@pytest.fixture(scope="session")
def server(published_database: str, django_db_blocker: Any) -> Iterator[Server]:
    """Serve a copy of the published database with its demonstration people."""
    from ilo_dc.core.administration.demonstration import load_demonstration_people

    original = connection.settings_dict["NAME"]
    with (
        django_db_blocker.unblock(),
        cloned(published_database) as name,
        tempfile.TemporaryDirectory() as home,
    ):
        connection.settings_dict["NAME"] = name
        load_demonstration_people(home=Path(home), password=PASSWORD)
        server = Server()
        yield server
        server.stop()
        connections.close_all()
        connection.settings_dict["NAME"] = original


@pytest.fixture(scope="session")
def site(server: Server) -> str:
    """Return the address of the portal."""
    return server.address


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Start Chromium; without one the tests skip, or fail where a browser is required."""
    program = next((path for name in PROGRAMS if (path := shutil.which(name))), None)
    if program is None:
        if os.environ.get("PORTAL_REQUIRE_BROWSER") == "1":
            pytest.fail("Chromium is required here and was not found.")
        pytest.skip("no Chromium found: browser tests are skipped")
    from playwright.sync_api import sync_playwright

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # the driver's loop runs in the tests' own thread
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=program, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser: Any, site: str) -> Iterator[Any]:
    """Return a function that opens a page: visit(path, who=..., width=..., language=...)."""
    opened = []

    def open_page(
        path: str, *, who: str = "", width: int = 1280, language: str = "en", **options: Any
    ) -> Any:
        context = browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=True, **options)
        opened.append(context)
        page = context.new_page()
        if who:
            sign_in(page, site, who)  # which sets the person's own language
        if language != "en":
            context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": site}])
        page.answer = page.goto(f"{site}{path}")
        return page

    yield open_page
    for context in opened:
        context.close()


def sign_in(page: Any, site: str, who: str) -> None:
    """Sign in as a person of the demonstration, by keyboard."""
    page.goto(f"{site}/account/login/")
    page.fill("input[name=login]", who)
    page.fill("input[name=password]", PASSWORD)
    with page.expect_navigation(url=lambda address: "login" not in address):
        page.keyboard.press("Enter")


def violations(page: Any) -> list[str]:
    """Return what axe finds against WCAG 2.2 A and AA, each with where."""
    page.evaluate(AXE)
    found = page.evaluate(
        "() => axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})"
    )["violations"]
    return [
        f"{one['id']}: {node['target']} {node['failureSummary']}" for one in found for node in one["nodes"]
    ]
