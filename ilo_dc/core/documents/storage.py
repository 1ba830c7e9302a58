"""Where files are kept: whole or not at all."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import UploadedFile

from ilo_dc.embedded.backup import UNFINISHED

if TYPE_CHECKING:
    from django.core.files.base import File


class WholeFiles(FileSystemStorage):
    """A file gets its name when all of it is written; a disk that fills up leaves nothing behind."""

    def _save(self, name: str, content: File[bytes]) -> str:
        place = Path(self.path(name)).parent
        place.mkdir(parents=True, exist_ok=True)
        handle, written = tempfile.mkstemp(dir=place, prefix=UNFINISHED)
        try:
            with os.fdopen(handle, "wb") as file:
                for chunk in content.chunks():
                    file.write(chunk)
            return str(super()._save(name, _Written(written)))  # type: ignore[misc]
        except BaseException:
            with suppress(FileNotFoundError):
                os.unlink(written)  # noqa: PTH108
            raise


class _Written(UploadedFile):
    """A file that is written already, which Django's storage moves to its name."""

    def __init__(self, path: str) -> None:
        super().__init__(name=path)
        self._path = path

    def temporary_file_path(self) -> str:
        """Return where it is."""
        return self._path
