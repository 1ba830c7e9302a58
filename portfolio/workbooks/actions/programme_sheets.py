"""The workbook of a country programme, or of a country without one, on its way in: kept, compared, saved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_noop

from ilo_dc.core.sheets.limits import Watch, quiet
from portfolio.programmes.models.programme_outcome import Milestone, OutcomeIndicator, ProgrammeOutcome
from portfolio.updates.models import OutcomeUpdate
from portfolio.workbooks.actions import sheets
from portfolio.workbooks.actions.plans import may_edit_plan, plan_called, within
from portfolio.workbooks.actions.programme_rows import carry_out, compare
from portfolio.workbooks.actions.workbook import ReadWorkbook, Workbook
from portfolio.workbooks.vocab import PROGRAMME_SHEET, SHEETS

if TYPE_CHECKING:
    from django.core.files.base import File
    from django.db.models import QuerySet

    from ilo_dc.core.models import ImportBatch, User
    from portfolio.workbooks.actions.plans import Plan

# The doors of the work for a worker.
CHECK_PROGRAMME_SHEET = "portfolio.check_programme_sheet"
SAVE_PROGRAMME_SHEET = "portfolio.save_programme_sheet"


def parts_of(plan: Plan) -> tuple[QuerySet[Any], ...]:
    """Return what belongs to a plan, in the order in which all lock it.

    From the top down, but updates first: who accepts one goes on to its outcome.
    """
    of_outcome = within(plan, "outcome__")
    return (
        OutcomeUpdate.objects.filter(**of_outcome),
        plan.priorities.all(),
        ProgrammeOutcome.objects.filter(**within(plan)),
        OutcomeIndicator.objects.filter(**of_outcome),
        Milestone.objects.filter(**within(plan, "indicator__outcome__")),
    )


PROGRAMME_WORKBOOK = Workbook(
    code=PROGRAMME_SHEET,
    noun="programme",
    sheets=SHEETS,
    find=plan_called,
    policy=may_edit_plan,
    parts=parts_of,
    compare=compare,
    carry_out=carry_out,
    check=CHECK_PROGRAMME_SHEET,
    save=SAVE_PROGRAMME_SHEET,
    meanwhile=gettext_noop(
        "The programme was changed in the portal meanwhile: look at the differences again."
    ),
)


def upload_programme_sheet(
    *, by: User, programme: Plan, file: File[bytes], reason: str, read: ReadWorkbook
) -> ImportBatch:
    """Keep an uploaded workbook of a programme with what saving it would do; see `sheets.upload_workbook`."""
    return sheets.upload_workbook(
        PROGRAMME_WORKBOOK, by=by, subject=programme, file=file, reason=reason, read=read
    )


def check_programme_sheet(
    *, by: User, batch: ImportBatch, read: ReadWorkbook, watch: Watch = quiet
) -> ImportBatch:
    """Read a workbook that was kept and note what saving it would do; see `sheets.check_workbook`."""
    return sheets.check_workbook(PROGRAMME_WORKBOOK, by=by, batch=batch, read=read, watch=watch)


def have_programme_sheet_saved(*, by: User, batch: ImportBatch, only_valid: bool) -> ImportBatch:
    """Decide to save a workbook that a worker read; see `sheets.have_workbook_saved`."""
    return sheets.have_workbook_saved(PROGRAMME_WORKBOOK, by=by, batch=batch, only_valid=only_valid)


def save_programme_sheet(
    *,
    by: User,
    batch: ImportBatch,
    read: ReadWorkbook,
    only_valid: bool = False,
    watch: Watch = quiet,
) -> ImportBatch:
    """Save what the preview of a workbook showed; see `sheets.save_workbook`."""
    return sheets.save_workbook(
        PROGRAMME_WORKBOOK, by=by, batch=batch, read=read, only_valid=only_valid, watch=watch
    )


def cancel_programme_sheet(*, by: User, batch: ImportBatch) -> ImportBatch:
    """Put a workbook away without saving it; see `sheets.cancel_workbook`."""
    return sheets.cancel_workbook(PROGRAMME_WORKBOOK, by=by, batch=batch)
