"""Keeps callers from waiting, each anew, for a server that does not answer."""

from __future__ import annotations

import threading
import time


class Breaker:
    """Opens when a server failed; then one caller every `pause` seconds tries it, and the others do without.

    One per process and server. A hung server costs its time-out once every `pause`, not in every call.
    """

    def __init__(self, pause: float) -> None:
        self.pause = pause
        self._next_try = 0.0  # monotonic seconds; 0 while the server answers
        self._lock = threading.Lock()

    @property
    def is_open(self) -> bool:
        """Whether the server failed when it was last asked."""
        return self._next_try > 0

    def lets_through(self) -> bool:
        """Return whether the caller may ask the server; while it is away, that is one caller a pause."""
        with self._lock:
            now = time.monotonic()
            if now < self._next_try:
                return False
            if self.is_open:
                self._next_try = now + self.pause  # the others wait for what this one finds
            return True

    def succeeded(self) -> None:
        """Let everybody through from now on."""
        self._next_try = 0.0

    def failed(self) -> bool:
        """Keep callers away for a pause; return whether the server had answered until now."""
        with self._lock:
            first = not self.is_open
            self._next_try = time.monotonic() + self.pause
            return first
