"""A file loaded by a command: read, compared and saved at once, and kept as any uploaded sheet is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.files.base import File
from django.db import transaction

from ilo_dc.core.documents.uploads import kept_name
from ilo_dc.core.errors import require
from ilo_dc.core.imports.actions.files import Outcome, Progress, Provenance, Sender, read_file, save_rows
from ilo_dc.core.imports.actions.imports import keep_outcome
from ilo_dc.core.imports.importer import checksum_of
from ilo_dc.core.imports.models import ImportBatch
from ilo_dc.core.imports.scope import Scope
from ilo_dc.core.imports.vocab import ImportState
from ilo_dc.core.progress import quiet

if TYPE_CHECKING:
    from ilo_dc.core.imports.importer import Importer
    from ilo_dc.core.people.models.user import User


def load_file(
    *,
    by: User | None,
    importer: Importer[Any],
    path: Path,
    scope: Scope,
    reason: str = "",
    progress: Progress = quiet,
) -> tuple[ImportBatch, Outcome]:
    """Load the file at `path` and keep it with what came of it, in one transaction: both or neither.

    `by` None is the machine's operator. With problems nothing of it is saved, and they are kept with it.

    Raises:
        Refused: `by` may not load this kind of sheet.
        UnableToRecord: somebody else records for too long.
    """
    if by is not None:
        require(importer.policy(by))
    checksum = checksum_of(path)
    file = read_file(importer, path, scope, progress, sender=Sender(by))
    with transaction.atomic():
        provenance = Provenance(by, path.name, checksum, None, reason, scope=scope)
        outcome = save_rows(importer=importer, file=file, provenance=provenance, progress=progress)
        batch = ImportBatch(
            importer=importer.code,
            file_name=path.name[-300:],
            size=path.stat().st_size,
            checksum=checksum,
            reason=reason,
            state=ImportState.REFUSED if outcome.blocked else ImportState.POSTED,
            scope=scope.as_json(),
            change=outcome.change,
            uploaded_by=by,
            demonstration=outcome.demonstration,
        )
        with path.open("rb") as content:
            batch.file.save(kept_name(checksum, path.name), File(content), save=False)
        keep_outcome(batch, outcome)
    return batch, outcome
