"""What no log may hold: the links that let somebody in."""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from typing import Any

from gunicorn.glogging import Logger

# The part of an address that is a secret: of a link to choose a password, of one to confirm an address, and
# what single sign-on hands over.
SECRETS = (
    re.compile(r"(/account/password/reset/key/)[^/?#\s\"'<>]+"),
    re.compile(r"(/account/confirm-email/)[^/?#\s\"'<>]+"),
    re.compile(r"([?&](?:code|state|key|token|id_token)=)[^&#\s\"'<>]+"),
)


def scrubbed(value: Any) -> Any:
    """Return a text, or what a list or mapping holds, without secrets; anything else as it is."""
    if isinstance(value, str):
        for pattern in SECRETS:
            value = pattern.sub(r"\1[removed]", value)
    elif isinstance(value, dict):
        value = {key: scrubbed(item) for key, item in value.items()}
    elif isinstance(value, list | tuple):
        value = type(value)(scrubbed(item) for item in value) if type(value) in (list, tuple) else value
    return value


def scrub(_logger: object, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Scrub a line of the portal's log (a processor of structlog, the last before it is written)."""
    for key, value in event.items():
        event[key] = scrubbed(value)
    return event


class AccessLogger(Logger):
    """Gunicorn's log of requests, scrubbed."""

    def atoms(self, *given: Any) -> dict[str, Any]:
        """Return what a line may name."""
        return {name: scrubbed(value) for name, value in super().atoms(*given).items()}
