"""Static files as they are served."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import rcssmin
from whitenoise.storage import CompressedManifestStaticFilesStorage

if TYPE_CHECKING:
    from collections.abc import Iterator

OWN_STYLES = "css/"


class ServedFiles(CompressedManifestStaticFilesStorage):
    """Names collected files by their content and compresses them; own stylesheets go without comments."""

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:  # noqa: FBT001, FBT002
        """Take out of the collected stylesheets what no browser reads, then name and compress all files."""
        for path in () if dry_run else paths:
            if path.startswith(OWN_STYLES) and path.endswith(".css"):
                sheet = Path(self.path(path))
                sheet.write_text(rcssmin.cssmin(sheet.read_text()))
        yield from super().post_process(paths, dry_run=dry_run, **options)
