"""The door of the web server: some requests work, some wait, and one thread is always free to say how it is.

When what every page needs hangs, all requests that work hang with it, and without this `/health/` would too.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

HEALTH = "/health/"
WORKING, WAITING = 4, 27  # with one in reserve, the threads of a web process
THREADS = WORKING + WAITING + 1
PATIENCE = 30.0  # seconds to wait for a place
RETRY_AFTER = "5"

Start = Callable[..., Any]
Application = Callable[[dict[str, Any], Start], Iterable[bytes]]


class Door:
    """Lets `working` requests in at a time and lets `waiting` wait; whoever comes beyond is answered 503."""

    def __init__(self, application: Application, *, working: int = WORKING, waiting: int = WAITING) -> None:
        self.application = application
        self._places = threading.BoundedSemaphore(working)
        self._room = threading.BoundedSemaphore(working + waiting)

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        """Answer one request; its place is free when the last of the answer is sent."""
        if environ.get("PATH_INFO") == HEALTH:
            return self.application(environ, start_response)
        if not self._enter():
            return _busy(environ, start_response)
        try:
            answer = self.application(environ, start_response)
        except BaseException:
            self._leave()
            raise
        return _Sent(answer, self._leave)

    def _enter(self) -> bool:
        if not self._room.acquire(blocking=False):
            return False
        if self._places.acquire(timeout=PATIENCE):
            return True
        self._room.release()
        return False

    def _leave(self) -> None:
        self._places.release()
        self._room.release()


class _Sent:
    """An answer that says when it has been sent, or given up."""

    def __init__(self, answer: Iterable[bytes], done: Callable[[], None]) -> None:
        self._answer, self._done = answer, done

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._answer)

    def close(self) -> None:
        """Close the answer, as every server does once."""
        try:
            if hasattr(self._answer, "close"):
                self._answer.close()
        finally:
            done, self._done = self._done, lambda: None
            done()


def _busy(environ: dict[str, Any], start_response: Start) -> list[bytes]:
    detail = _("The portal has more to do than it can at the moment. Try again in a minute.")
    body, kind = f"{detail}\n", "text/plain; charset=utf-8"
    if str(environ.get("PATH_INFO", "")).startswith("/api/"):
        problem = {"type": "about:blank", "title": "Not available", "status": 503, "detail": detail}
        body, kind = json.dumps(problem), "application/problem+json"
    content = body.encode()
    start_response(
        "503 Service Unavailable",
        [
            ("Content-Type", kind),
            ("Content-Length", str(len(content))),
            ("Cache-Control", "no-store"),
            ("Retry-After", RETRY_AFTER),
        ],
    )
    return [content]
