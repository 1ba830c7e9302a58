"""A real browser before a real server, over a copy of the published database."""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

import axe_core_python
import pytest
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.db import connection, connections
from django.test import override_settings

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
    "--js-flags=--no-opt",  # a script that runs for a second is not worth compiling well
]
AXE = (Path(axe_core_python.__file__).parent / "axe.min.js").read_text()
WCAG = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
JUDGE = """
(rules) => axe.run(document, {runOnly: rules, resultTypes: ['violations']}).then((found) => found.violations)
"""
# What a page that was judged wide may still get wrong on a small screen, where its tables scroll. The parts
# that are shown there alone are the masthead's: pages in Arabic are judged narrow by every rule.
NARROW = ("color-contrast", "scrollable-region-focusable")
FIRST = "#first"  # in a path: the row that its list names first
TO = "#to"  # in a path: the first link of the page whose address ends so
FAST = ["django.contrib.auth.hashers.MD5PasswordHasher"]


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
        with override_settings(PASSWORD_HASHERS=FAST):
            load_demonstration_people(home=Path(home), password=PASSWORD)
        _leave_an_approval_to_sign()
        server = Server()
        yield server
        server.stop()
        connections.close_all()
        connection.settings_dict["NAME"] = original


def _leave_an_approval_to_sign() -> None:
    """Hand in an approval above the limit: all that the demonstration holds are issued."""
    from ilo_dc.core.models import Organisation, User
    from tests.recipes.approvals import handed_in

    germany = Organisation.objects.get(slug="germany")
    handed_in(User.objects.get(username="pardev"), germany, reference="DEMO-TO-SIGN")


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


@pytest.fixture(scope="session")
def cookies_of(browser: Any, site: str) -> Callable[[str], Any]:
    """Return a function that gives the cookies of somebody who signed in: once, for all tests but those
    that sign out, for a sign-out ends the session.
    """

    @cache
    def cookies(who: str) -> Any:
        with browser.new_context() as context:
            sign_in(context.new_page(), site, who)
            return context.storage_state()

    return cookies


@pytest.fixture
def visit(browser: Any, site: str, cookies_of: Callable[[str], Any]) -> Iterator[Any]:
    """Return a function that opens a page: visit(path, who=..., width=..., language=...)."""
    opened = []

    def open_page(
        path: str, *, who: str = "", width: int = 1280, language: str = "en", **options: Any
    ) -> Any:
        shown = {
            "viewport": {"width": width, "height": 900},
            "bypass_csp": True,
            "storage_state": cookies_of(who) if who else None,
        }
        context = browser.new_context(**{**shown, **options})
        opened.append(context)
        page = context.new_page()
        context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": site}])
        page.answer = reach(page, site, path)
        return page

    yield open_page
    for context in opened:
        context.close()


@pytest.fixture(scope="session")
def look(browser: Any, site: str, cookies_of: Callable[[str], Any]) -> Callable[..., Any]:
    """Return a function that shows a page, 1280 wide, in the one window of its reader: look(path, who=...).

    For pages that are only read. `page.answer` is what the server answered, `page.told` the errors of the
    console since. The Content-Security-Policy is in force, as in production.
    """

    @cache
    def window(who: str) -> Any:
        context = browser.new_context(storage_state=cookies_of(who) if who else None)
        page = context.new_page()
        page.on(
            "console", lambda message: page.told.append(message.text) if message.type == "error" else None
        )
        page.on("pageerror", lambda error: page.told.append(str(error)))
        return page

    def show(path: str, *, who: str = "") -> Any:
        page = window(who)
        page.set_viewport_size({"width": 1280, "height": 900})
        page.told = []
        page.answer = reach(page, site, path)
        return page

    return show


def reach(page: Any, site: str, path: str) -> Any:
    """Open a path and return what the server answered; `/agreements/#first` is what a list names first.

    `/agreements/#first/edit/` is a page below that, `/work/#to/sign/` the first page to sign that is linked.
    """
    linking, mark, ending = path.partition(TO)
    if mark:
        page.goto(f"{site}{linking}")
        return page.goto(site + page.locator(f'main a[href$="{ending}"]').first.get_attribute("href"))
    listed, mark, below = path.partition(FIRST)
    answer = page.goto(f"{site}{listed}")
    if not mark:
        return answer
    first = page.locator("main tbody th a").first.get_attribute("href")
    return page.goto(f"{site}{first.rstrip('/')}{below or '/'}")


def sign_in(page: Any, site: str, who: str, *, language: str = "en") -> None:
    """Sign in as a person of the demonstration, by keyboard, and read on in `language`; empty: in theirs."""
    page.goto(f"{site}/account/login/")
    page.fill("input[name=login]", who)
    page.fill("input[name=password]", PASSWORD)
    with page.expect_navigation(url=lambda address: "login" not in address):
        page.keyboard.press("Enter")
    if language:
        page.context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": site}])


def violations(page: Any, *, rules: Sequence[str] = ()) -> list[str]:
    """Return what axe finds against WCAG 2.2 A and AA, each with where.

    `rules`: these alone, for a page that was judged by all of them at another width.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found = page.evaluate(JUDGE, {"type": "rule", "values": rules} if rules else WCAG)
    return [
        f"{one['id']}: {node['target']} {node['failureSummary']}" for one in found for node in one["nodes"]
    ]
