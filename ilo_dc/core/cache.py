"""A cache that may die: what the shared one cannot keep, each process keeps for itself meanwhile.

Nothing that matters lies only here: drawings are made again, counters of callers start again (ADR 0017).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import structlog
from django.core.cache import cache
from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.filebased import FileBasedCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis import RedisError

from ilo_dc.core.breaker import Breaker

log = structlog.get_logger(__name__)

SECONDS_AWAY = 5.0  # how often a process asks a cache that did not answer
BREAKERS: dict[str, Breaker] = {}  # by address: Django makes one backend per thread


class Tolerant(BaseCache):
    """Goes before a shared cache: while that refuses, hangs or is full, the process's memory serves.

    No caller sees an error. The memory is emptied when the cache fails, so that nothing in it is older.
    """

    def __init__(self, place: str, params: dict[str, Any]) -> None:
        super().__init__(place, params)  # type: ignore[call-arg, arg-type]
        self._meanwhile = LocMemCache(f"meanwhile {place}", {"OPTIONS": {"MAX_ENTRIES": 2000}})
        self._breaker = BREAKERS.setdefault(place, Breaker(SECONDS_AWAY))

    @property
    def is_away(self) -> bool:
        """Whether the shared cache failed when it was last asked."""
        return self._breaker.is_open

    def _ask(self, shared: Callable[..., Any], own: Callable[..., Any], *given: Any, **named: Any) -> Any:
        """Ask the shared cache; if it fails, or failed a moment ago, ask this process's memory."""
        if self._breaker.lets_through():
            try:
                answer = shared(*given, **named)
            except ValueError:  # an answer: there is no such counter
                self._breaker.succeeded()
                raise
            except (RedisError, OSError) as error:
                if self._breaker.failed():
                    self._meanwhile.clear()
                    log.warning("cache_is_away", error=type(error).__name__)
            else:
                self._breaker.succeeded()
                return answer
        return own(*given, **named)

    def add(self, *given: Any, **named: Any) -> bool:
        """Keep a value unless there is one."""
        return bool(self._ask(super().add, self._meanwhile.add, *given, **named))

    def get(self, *given: Any, **named: Any) -> Any:
        """Return a value."""
        return self._ask(super().get, self._meanwhile.get, *given, **named)

    def set(self, *given: Any, **named: Any) -> None:
        """Keep a value."""
        self._ask(super().set, self._meanwhile.set, *given, **named)

    def touch(self, *given: Any, **named: Any) -> bool:
        """Keep a value longer."""
        return bool(self._ask(super().touch, self._meanwhile.touch, *given, **named))

    def delete(self, *given: Any, **named: Any) -> bool:
        """Forget a value."""
        return bool(self._ask(super().delete, self._meanwhile.delete, *given, **named))

    def get_many(self, *given: Any, **named: Any) -> dict[str, Any]:
        """Return several values."""
        return dict(self._ask(super().get_many, self._meanwhile.get_many, *given, **named))

    def has_key(self, *given: Any, **named: Any) -> bool:
        """Return whether there is a value."""
        return bool(self._ask(super().has_key, self._meanwhile.has_key, *given, **named))

    def incr(self, *given: Any, **named: Any) -> int:
        """Count on; a counter that is not there is a ValueError, as Django promises."""
        return int(self._ask(super().incr, self._meanwhile.incr, *given, **named))

    def set_many(self, *given: Any, **named: Any) -> list[str]:
        """Keep several values."""
        return list(self._ask(super().set_many, self._meanwhile.set_many, *given, **named))

    def delete_many(self, *given: Any, **named: Any) -> None:
        """Forget several values."""
        self._ask(super().delete_many, self._meanwhile.delete_many, *given, **named)

    def clear(self) -> None:
        """Forget everything, what this process kept for itself too."""
        self._meanwhile.clear()
        self._ask(super().clear, self._meanwhile.clear)


class TolerantRedis(Tolerant, RedisCache):
    """Redis or Valkey, given short time-outs by the settings."""


class TolerantFiles(Tolerant, FileBasedCache):
    """A directory, which may be read-only or on a full disk."""


def cache_is_away() -> bool:
    """Return whether the shared cache failed when this process last asked it."""
    return bool(getattr(cache, "is_away", False))
