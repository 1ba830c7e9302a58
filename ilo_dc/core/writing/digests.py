"""What a request asks to be saved, as a digest: two requests that ask the same have the same."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.http import HttpRequest

ONCE = "once"  # the hidden field of a form that holds its one-time key
FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")
# What differs between two sendings of one form, or says nothing about it.
PASSING = frozenset((ONCE, "csrfmiddlewaretoken"))


def digest_of(request: HttpRequest) -> str:
    """Return the digest of address and body; of a form its fields and files, not how they were wrapped."""
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if request.content_type in FORMS:
        for name in sorted(set(request.POST) - PASSING):
            _add(digest, name, *request.POST.getlist(name))
        for name in sorted(request.FILES):
            for file in request.FILES.getlist(name):
                _add(digest, name, str(file.name))
                for chunk in file.chunks():
                    digest.update(chunk)
                file.seek(0)
    else:
        digest.update(request.body)
    return digest.hexdigest()


def _add(digest: Any, *texts: str) -> None:
    for text in texts:
        digest.update(f"{len(text)}:{text}\n".encode())
