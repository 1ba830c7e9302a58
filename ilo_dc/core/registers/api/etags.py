"""Entity tags of figures and lists of facts: known before a row is read (DESIGN 5)."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.http import HttpRequest
from django.utils.http import parse_etags
from django.utils.translation import get_language

from ilo_dc.core.facts.moments import data_version

CODE_VERSION = "2"  # raised when the same data would be answered differently


def etag_of(request: HttpRequest, *, seen_by: str, moment: datetime | None = None) -> str:
    """Return the tag of an answer: data version, who may see it, address, format, language, code.

    The version is that of `moment`, when the answer was settled; None: the present one. `seen_by` names the
    permission scope: `public`, or one that tells callers with different rows apart.
    """
    parts = (
        str(data_version(moment)),
        seen_by,
        request.get_full_path(),
        request.headers.get("Accept", ""),
        get_language() or "",
        CODE_VERSION,
    )
    return f'"{hashlib.sha256("|".join(parts).encode()).hexdigest()[:32]}"'


def is_known(request: HttpRequest, etag: str) -> bool:
    """Return whether the caller already holds the answer with this tag."""
    known = parse_etags(request.headers.get("If-None-Match", ""))
    return any(tag == "*" or tag.removeprefix("W/") == etag for tag in known)


def tag_of(version: int) -> str:
    """Return the entity tag of a record: its version."""
    return f'"{version}"'
