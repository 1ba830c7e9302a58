"""What the lives of all uploaded sheets share: the lock of one, the step for a worker, the end."""

from __future__ import annotations

from typing import Any

from django.db import OperationalError, transaction
from django.utils.translation import gettext as _

from ilo_dc.core.errors import UnableToAct, is_lock_taken
from ilo_dc.core.imports.models import ImportBatch
from ilo_dc.core.imports.vocab import AT_WORK, PUT_AWAY, ImportState
from ilo_dc.core.people.models.user import User
from ilo_dc.core.runs.actions.runs import request_run, stop_run
from ilo_dc.core.runs.vocab import RunState


class UnableToImport(UnableToAct):
    """The sheet cannot be taken; nothing was saved."""

    title = "Unable to import"


class SheetAtWork(UnableToImport):
    """A worker saves the sheet, or somebody else decides on it at this moment; nothing was changed."""

    status = 409


def lock_batch(batch: ImportBatch, *, waits: bool = False) -> ImportBatch:
    """Return the batch as it is now, locked; only a worker `waits` for whoever works on it.

    Raises:
        SheetAtWork: a worker saves it, which may take many minutes, or somebody else decides on it.
    """
    rows = ImportBatch.objects.select_for_update(of=("self",), nowait=not waits)
    rows = rows.select_related("run", "change")
    try:
        with transaction.atomic():
            return rows.get(pk=batch.pk)
    except OperationalError as error:
        if not is_lock_taken(error):
            raise
        if ImportBatch.objects.filter(pk=batch.pk, state=ImportState.POSTING).exists():
            raise SheetAtWork(_("This sheet is being saved.")) from error
        raise SheetAtWork(_("Somebody else decides on this sheet right now. Look at it again.")) from error


def require_waiting(batch: ImportBatch, *states: str) -> None:
    """Refuse a sheet that waits for no decision.

    Raises:
        UnableToImport: its state is none of `states`.
    """
    if batch.state not in states:
        raise UnableToImport(
            _("This sheet is not waiting for a decision: %(state)s.") % {"state": batch.get_state_display()}
        )


def give_to_a_worker(batch: ImportBatch, task: str, label: str, by: User, **more: Any) -> ImportBatch:
    """Save the batch with the run that does its next step, which starts when this transaction commits."""
    batch.run = request_run(by=by, task=task, label=label, parameters={"batch": batch.pk, **more})
    batch.save()
    return batch


def is_stopped(batch: ImportBatch) -> bool:
    """Return whether the work on a sheet ended without a result."""
    ended = (RunState.FAILED, RunState.CANCELLED)
    return batch.state in AT_WORK and batch.run is not None and batch.run.state in ended


def put_away(batch: ImportBatch) -> None:
    """Mark a locked sheet as put away and stop the worker that reads it; the caller saves it.

    Raises:
        UnableToImport: it is saved, being saved, or put away already.
    """
    if batch.run is not None and batch.state == ImportState.UPLOADED:
        stop_run(batch.run)
    if batch.state not in PUT_AWAY and not is_stopped(batch):
        raise UnableToImport(
            _("This sheet can no longer be cancelled: %(state)s.") % {"state": batch.get_state_display()}
        )
    batch.state = ImportState.CANCELLED
