"""How often one caller may ask: counted per key, person or address, in the shared cache."""

from __future__ import annotations

import hashlib
import time
from typing import TYPE_CHECKING

from django.core.cache import cache
from rest_framework.exceptions import Throttled
from rest_framework.settings import api_settings
from rest_framework.throttling import BaseThrottle

from ilo_dc.core.accounts.models.api_key import ApiKey
from ilo_dc.core.client_address import counted_as

if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.views import APIView

SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


class CallerThrottle(BaseThrottle):
    """One counter per caller and window: a request costs one increment, however high the rate is.

    Rates stand in the settings as "anonymous" and "signed_in". Without the shared cache each process counts
    for itself (ADR 0016).
    """

    window_ends: float = 0.0

    def allow_request(self, request: Request, view: APIView) -> bool:
        """Count the request; False when the caller has used up the window."""
        caller, scope = _caller(request)
        most, seconds = rate(scope)
        window = int(time.time() // seconds)
        self.window_ends = (window + 1) * seconds
        return count(f"throttle:{scope}:{caller}:{window}", seconds) <= most

    def wait(self) -> float:
        """Return the seconds until the window ends; the answer says them as Retry-After."""
        return max(1.0, self.window_ends - time.time())


def refuse_guesses(request: Request) -> None:
    """Refuse keys from an address that sent too many that nobody has.

    Raises:
        Throttled: it has to wait until the minute is over.
    """
    name, most, seconds = _guesses(request)
    if int(cache.get(name) or 0) >= most:
        raise Throttled(wait=max(1, seconds - int(time.time()) % seconds))


def note_guess(request: Request) -> None:
    """Count a key that nobody has."""
    name, _most, seconds = _guesses(request)
    count(name, seconds)


def _guesses(request: Request) -> tuple[str, int, int]:
    """Return the counter of an address, how far it may go, and the seconds of its window."""
    most, seconds = rate("wrong_keys")
    return f"wrong-keys:{counted_as(request)}:{int(time.time() // seconds)}", most, seconds


def _caller(request: Request) -> tuple[str, str]:
    """Return who asks and which rate applies."""
    if isinstance(request.auth, ApiKey):
        return f"key-{request.auth.pk}", "signed_in"
    if request.user.is_authenticated:
        return f"user-{request.user.pk}", "signed_in"
    return hashlib.sha256(counted_as(request).encode()).hexdigest()[:32], "anonymous"


def rate(scope: str) -> tuple[int, int]:
    """Return how many requests in how many seconds: "600/min" is (600, 60)."""
    most, _slash, period = str(api_settings.DEFAULT_THROTTLE_RATES[scope]).partition("/")
    return int(most), SECONDS[period[0]]


def count(name: str, seconds: int) -> int:
    """Return how often `name` was counted, this time included."""
    for _attempt in range(2):
        try:
            return int(cache.incr(name))
        except ValueError:  # no counter yet, or it expired meanwhile
            if cache.add(name, 1, timeout=seconds + 5):
                return 1
    return 1
