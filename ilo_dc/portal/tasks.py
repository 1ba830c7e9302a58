"""Doors of the portal's background work: parse ids, one call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from celery import shared_task
from django.utils import timezone

from ilo_dc.core.accounts.actions.deputies import asker_of
from ilo_dc.core.imports.actions import imports
from ilo_dc.core.models import ImportBatch
from ilo_dc.core.runs.actions import working
from ilo_dc.portal.imports.importers import importer_named, kinds_of_files
from ilo_dc.portal.leaving.actions import handovers

if TYPE_CHECKING:
    from ilo_dc.core.runs.actions.working import Work


@shared_task(name=imports.CHECK_SHEET)
def check_sheet(*, run_id: int, **_kwargs: object) -> None:
    """Read an uploaded sheet and try it out."""
    working.perform(run_id, _check)


@shared_task(name=imports.POST_SHEET)
def post_sheet(*, run_id: int, **_kwargs: object) -> None:
    """Save a confirmed sheet."""
    working.perform(run_id, _post)


@shared_task(name="portal.schedule_handovers")
def schedule_handovers(**_kwargs: object) -> None:
    """Ask to move the work of roles that are over; the scheduler calls this every ten minutes."""
    handovers.request_settling()


@shared_task(name=handovers.SETTLE)
def settle_handovers(*, run_id: int, **_kwargs: object) -> None:
    """Move what awaited people by name whose roles are over."""
    working.perform(run_id, lambda _work: handovers.settle_what_is_due(today=timezone.now().date()))


def _check(work: Work) -> dict[str, Any]:
    batch = ImportBatch.objects.get(pk=work.run.parameters["batch"])
    outcome = imports.check_sheet(
        batch=batch,
        importer=importer_named(batch.importer),
        by=asker_of(work.run),
        progress=lambda step: work.advance(step=step),
        kinds=kinds_of_files(),
    )
    return {"batch": batch.pk, "rows": outcome.rows, "errors": outcome.problem_count}


def _post(work: Work) -> dict[str, Any]:
    batch = ImportBatch.objects.get(pk=work.run.parameters["batch"])
    batch = imports.post_sheet(
        by=asker_of(work.run),
        batch=batch,
        importer=importer_named(batch.importer),
        run=work.run,
        progress=lambda step: work.advance(step=step),
    )
    return {"batch": batch.pk, "state": batch.state, "change": batch.change_id}
