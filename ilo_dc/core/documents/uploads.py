"""What every uploaded file goes through at the door, whatever becomes of it."""

from __future__ import annotations

import hashlib
from pathlib import PurePath
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from django.core.files.base import File


def too_large(file: File[bytes]) -> str | None:
    """Return why a file is too large to be taken (`PORTAL_UPLOAD_MB`); None: it is not."""
    if file.size <= settings.UPLOAD_MB * 1024 * 1024:
        return None
    return _("The file has %(size)s MB; at most %(most)s MB are taken.") % {
        "size": -(-file.size // 1024 // 1024),
        "most": settings.UPLOAD_MB,
    }


def _with_limit(hint: object) -> str:
    limit = _("At most %(most)s MB.") % {"most": settings.UPLOAD_MB}
    return f"{hint} {limit}"


with_limit = lazy(_with_limit, str)  # a hint of a field with the largest size that is taken


def checksum_of_upload(file: File[bytes]) -> str:
    """Return the SHA-256 of a file, which stands at its beginning again afterwards."""
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def shown_name(file: File[bytes]) -> str:
    """Return what people call the file, without any folder."""
    return PurePath(str(file.name).replace("\\", "/")).name[-300:]


def kept_name(checksum: str, name: str) -> str:
    """Return the file's name on disk: the checksum's. What people call their files is never a path."""
    return f"{checksum[:32]}{PurePath(name).suffix.lower()[:8]}"
