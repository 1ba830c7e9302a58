"""Files that no row names: left by a save that was undone after its file was kept."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path

import structlog
from django.apps import apps
from django.conf import settings
from django.db.models import FileField

log = structlog.get_logger(__name__)

AGE = timedelta(days=1)  # a save that is still under way has named its file by then


def sweep_orphan_files() -> int:
    """Delete the uploads older than `AGE` that no row and no history of a row names; return how many.

    Repeating it does nothing more. Files are looked at before rows, so that one kept meanwhile is not missed.
    """
    root, before = Path(settings.MEDIA_ROOT), time.time() - AGE.total_seconds()
    old = [file for file in root.rglob("*") if file.is_file() and file.stat().st_mtime < before]
    if not old:
        return 0
    named = _named_files()
    orphans = [file for file in old if str(file.relative_to(root)) not in named]
    for file in orphans:
        file.unlink(missing_ok=True)
    if orphans:
        log.info("orphan_files_deleted", files=len(orphans))
    return len(orphans)


def _named_files() -> set[str]:
    """Return every file that a row names, of all models: those of the history too."""
    named: set[str] = set()
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, FileField):
                named.update(model._default_manager.values_list(field.name, flat=True))
    return named
