"""The scopes that a key may have: of all nouns of the API, or of one, which the addresses tell."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from django.conf import settings
from django.urls import URLResolver, get_resolver

from ilo_dc.core.accounts.rules import READ, WRITE, scope_of

ROOT = "api/v1/"
WRITES = ("post", "put", "patch", "delete")
OPEN = frozenset(("schema",))  # the API's own description: every key reads it


def noun_of(path: str) -> str:
    """Return what an address or route of the API is about: the first word below its root."""
    return path.lstrip("/").removeprefix(ROOT).partition("/")[0]


def known_scopes() -> tuple[str, ...]:
    """Return all scopes: of everything first, then of each noun that is read or written."""
    return _known(settings.ROOT_URLCONF)


@cache
def _known(urlconf: str) -> tuple[str, ...]:
    reads, writes = set(), set()
    for route, view in _routes(get_resolver(urlconf).url_patterns):
        kind = getattr(view, "cls", None)
        noun = noun_of(route)
        if not route.startswith(ROOT) or kind is None or noun in OPEN:
            continue
        reads.add(noun)
        by_session = getattr(kind, "by_session", ())
        if any(
            method in kind.http_method_names and hasattr(kind, method) and method.upper() not in by_session
            for method in WRITES
        ):
            writes.add(noun)
    return (
        READ,
        WRITE,
        *(scope_of(noun, writes=False) for noun in sorted(reads)),
        *(scope_of(noun, writes=True) for noun in sorted(writes)),
    )


def names_of_nouns() -> dict[str, Any]:
    """Return the name of the list of each noun that has one, to be written in the reader's language."""
    return _names(settings.ROOT_URLCONF)


@cache
def _names(urlconf: str) -> dict[str, Any]:
    found = {}
    for route, view in _routes(get_resolver(urlconf).url_patterns):
        register = getattr(getattr(view, "cls", None), "register", None)
        if register is not None and register.code == noun_of(route):
            found[register.code] = register.label
    return found


def _routes(patterns: Any, above: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the route and the view of each address."""
    for one in patterns:
        route = f"{above}{one.pattern}"
        if isinstance(one, URLResolver):
            yield from _routes(one.url_patterns, route)
        else:
            yield route, one.callback
