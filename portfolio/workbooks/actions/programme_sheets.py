"""The workbook of a country programme on its way in: kept, compared, then saved or put away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop

from ilo_dc.core.sheets.limits import Watch, quiet
from portfolio.programmes import policies
from portfolio.programmes.models.country_programme import CountryProgramme, Priority
from portfolio.programmes.models.programme_outcome import Milestone, OutcomeIndicator, ProgrammeOutcome
from portfolio.updates.models import OutcomeUpdate
from portfolio.workbooks.actions import sheets
from portfolio.workbooks.actions.programme_rows import carry_out, compare
from portfolio.workbooks.actions.workbook import ReadWorkbook, Workbook
from portfolio.workbooks.vocab import PROGRAMME_SHEET, SHEETS

if TYPE_CHECKING:
    from django.core.files.base import File

    from ilo_dc.core.models import ImportBatch, User

# The doors of the work for a worker.
CHECK_PROGRAMME_SHEET = "portfolio.check_programme_sheet"
SAVE_PROGRAMME_SHEET = "portfolio.save_programme_sheet"

PROGRAMME_WORKBOOK = Workbook(
    code=PROGRAMME_SHEET,
    noun="programme",
    sheets=SHEETS,
    subjects=CountryProgramme.objects.for_detail,
    policy=policies.may_edit_programme,
    # From the top down, as everyone locks it, but updates first: who accepts one goes on to its outcome.
    parts=(
        (OutcomeUpdate, "outcome__programme"),
        (Priority, "programme"),
        (ProgrammeOutcome, "programme"),
        (OutcomeIndicator, "outcome__programme"),
        (Milestone, "indicator__outcome__programme"),
    ),
    compare=compare,
    carry_out=carry_out,
    check=CHECK_PROGRAMME_SHEET,
    save=SAVE_PROGRAMME_SHEET,
    meanwhile=gettext_noop(
        "The programme was changed in the portal meanwhile: look at the differences again."
    ),
)


def upload_programme_sheet(
    *, by: User, programme: CountryProgramme, file: File[bytes], reason: str, read: ReadWorkbook
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
