"""Working as the owner of the tables, whom the application is not (ADR 0021)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connection


@contextmanager
def as_owner() -> Iterator[None]:
    """Reach the present database as the owner of its tables: to make and change them, never to serve.

    The connection is closed before and after, so no transaction may be open.
    """
    names = ("USER", "PASSWORD", "HOST", "PORT", "OPTIONS")
    owner: dict[str, Any] = {name: settings.OWNER_DATABASE[name] for name in names}
    owner["OPTIONS"] = {**owner["OPTIONS"], "pool": False}
    before = {name: connection.settings_dict[name] for name in owner}
    connection.close()
    connection.settings_dict.update(owner)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)
