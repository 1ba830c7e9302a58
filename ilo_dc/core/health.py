"""Whether the portal is fit to answer: for load balancers, `make demo` and whoever is on duty.

It answers within a second whatever hangs. Each part is asked in a thread of its own; one that has not
answered in time is "hanging", and is not asked again before it has.
"""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import psycopg
import structlog
from django.conf import settings
from django.core.cache import cache as shared_cache
from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from ilo_dc.core.cache import cache_is_away
from ilo_dc.core.documents.storage import UNFINISHED
from ilo_dc.core.runs import queue
from ilo_dc.core.runs.actions.sweeping import SWEPT_AT

log = structlog.get_logger(__name__)

PATH = "/health/"
SILENCE = timedelta(minutes=3)  # the sweeper runs every 30 seconds
SECONDS = 0.7  # for all parts together
FIT = {"ok", "waiting"}
PROBE_BYTES = 4096
NOT_OF_LIBPQ = {"pool", "cursor_factory", "context", "prepare_threshold"}  # what Django's backend adds


class HealthMiddleware:
    """Answers `/health/` before anything that may hang: a session, a person, a language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        shipped_migrations()  # before the first who asks, who does not wait for it

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or pass the request on."""
        return health(request) if request.path_info == PATH else self.get_response(request)


def health(request: HttpRequest) -> HttpResponse:
    """Answer 200 when every part works, else 503; each part is named, and nothing about it is told."""
    if request.method not in ("GET", "HEAD"):
        response = HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
    else:
        states = ask_parts(CHECKS)
        fit = set(states.values()) <= FIT
        body = {"status": "ok" if fit else "failing", "parts": states}
        response = JsonResponse(body, status=200 if fit else 503)
    add_never_cache_headers(response)
    return response


class Asking:
    """One question to one part, and its answer once there is one."""

    def __init__(self, name: str, check: Callable[[], str]) -> None:
        self.name, self.check = name, check
        self.state = "hanging"
        self.thread = threading.Thread(target=self._ask, name=f"health-{name}", daemon=True)
        self.thread.start()

    def _ask(self) -> None:
        try:
            self.state = self.check()
        except Exception as error:  # the cause goes to the log: an address or a password may stand in it
            log.warning("part_is_failing", part=self.name, error=str(error))
            self.state = "failing"
        finally:
            connections.close_all()


_asked: dict[str, Asking] = {}
_lock = threading.Lock()


def ask_parts(checks: dict[str, Callable[[], str]]) -> dict[str, str]:
    """Return how each part is, after `SECONDS` at most."""
    until = time.monotonic() + SECONDS
    with _lock:
        for name, check in checks.items():
            if name not in _asked or not _asked[name].thread.is_alive():
                _asked[name] = Asking(name, check)
        questions = {name: _asked[name] for name in checks}
    for question in questions.values():
        question.thread.join(max(0.0, until - time.monotonic()))
    return {name: question.state for name, question in questions.items()}


def _database() -> str:
    """Ask on a line of its own, past the pool: a server that is gone refuses at once."""
    given = connection.get_connection_params()
    kept = {name: value for name, value in given.items() if name not in NOT_OF_LIBPQ}
    with psycopg.connect(**kept) as line:
        line.execute("SELECT 1")
    return "ok"


def _migrations() -> str:
    """Ask as pages do, out of the pool: it hangs when every connection is in use."""
    applied = MigrationRecorder(connection).applied_migrations()
    return "ok" if shipped_migrations() <= set(applied) else "pending"


@cache
def shipped_migrations() -> frozenset[tuple[str, str]]:
    """Return app and name of every migration of this code; a process reads the files once."""
    return frozenset(MigrationLoader(None).disk_migrations)


def _broker() -> str:
    queue.ask_broker()
    return "ok"


def _worker() -> str:
    """Return "ok", "waiting" before the first sweep, "unknown" without the cache that holds the time of it.

    "silent": scheduler, broker or worker has stopped.
    """
    swept_at = shared_cache.get(SWEPT_AT)
    if swept_at is None:
        return "unknown" if cache_is_away() else "waiting"
    return "ok" if timezone.now() - datetime.fromisoformat(swept_at) < SILENCE else "silent"


def _files() -> str:
    """Write a little where uploads go: a directory that is read-only and a disk that is full refuse it."""
    place = Path(settings.MEDIA_ROOT)
    place.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=place, prefix=UNFINISHED) as probe:
        probe.write(bytes(PROBE_BYTES))
        probe.flush()
    return "ok"


CHECKS: dict[str, Callable[[], str]] = {
    "database": _database,
    "migrations": _migrations,
    "broker": _broker,
    "worker": _worker,
    "files": _files,
}
