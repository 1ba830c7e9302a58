"""What an API key may do: its scopes, which never give more than its person may. What a browser is called."""

from __future__ import annotations

from collections.abc import Collection

READ, WRITE = "read", "write"


def scope_of(noun: str, *, writes: bool) -> str:
    """Return the narrowest scope that opens an operation: `read:alignments`, `write:alignments`."""
    return f"{WRITE if writes else READ}:{noun}"


def covers(scopes: Collection[str], noun: str, *, writes: bool) -> bool:
    """Return whether scopes open an operation on a noun: `write` reads as well, and no noun means all."""
    levels = (WRITE,) if writes else (READ, WRITE)
    return any(level in scopes or f"{level}:{noun}" in scopes for level in levels)


def gives_writes(scopes: Collection[str]) -> bool:
    """Return whether one of the scopes changes anything."""
    return any(scope.partition(":")[0] == WRITE for scope in scopes)


def without_covered(scopes: Collection[str]) -> list[str]:
    """Return the scopes in order, each once, without those that another of them covers."""
    return sorted(scope for scope in set(scopes) if not _wider(scope) & set(scopes))


def _wider(scope: str) -> set[str]:
    level, _colon, noun = scope.partition(":")
    return {WRITE, *((level,) if noun else ()), *((f"{WRITE}:{noun}",) if noun else ())} - {scope}


# What a browser sends of itself: the first that fits names it, for most also say that they are others.
BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "Firefox/": "Firefox",
    "Chrome/": "Chrome",
    "CriOS/": "Chrome",
    "Safari/": "Safari",
}
SYSTEMS = {
    "Windows": "Windows",
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Mac OS X": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


def browser_of(client: str) -> str:
    """Return browser and system of a `User-Agent`, as "Firefox, Windows"; empty: neither is known."""
    return ", ".join(filter(None, (_named(client, BROWSERS), _named(client, SYSTEMS))))


def _named(client: str, names: dict[str, str]) -> str:
    return next((name for mark, name in names.items() if mark in client), "")
