"""A workbook on its way in, whatever it is about: kept, compared, then saved or put away.

The same life as other sheets (`ilo_dc.core.imports.actions.imports`). A small workbook is read and compared
within the request; any other is read, and later saved, by a worker. A `Workbook` says what it is about; its
functions take the reader, because actions know no imports.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ilo_dc.core.documents.uploads import checksum_of_upload, kept_name, shown_name, too_large
from ilo_dc.core.errors import require
from ilo_dc.core.imports.actions.batches import (
    UnableToImport,
    give_to_a_worker,
    lock_batch,
    put_away,
    require_waiting,
)
from ilo_dc.core.imports.problems import Problem
from ilo_dc.core.imports.vocab import ImportState
from ilo_dc.core.models import ImportBatch
from ilo_dc.core.people.waiting import forget_waiting_once_saved
from ilo_dc.core.sheets.limits import Limits, Watch, quiet, request_limits
from ilo_dc.core.sheets.reading import LimitError, SheetError, is_small
from ilo_dc.core.versions.actions import history_context
from portfolio.workbooks.actions.sheet_rows import Comparison, Reading, RowChange
from portfolio.workbooks.rules import excerpt

if TYPE_CHECKING:
    from typing import BinaryIO

    from ilo_dc.core.models import User
    from portfolio.workbooks.actions.workbook import ReadWorkbook, Workbook

# The preview of a workbook that could not be read.
EMPTY_PLAN: dict[str, Any] = {
    "rows": 0,
    "created": 0,
    "changed": 0,
    "withdrawn": 0,
    "unchanged": 0,
    "conflicting": 0,
    "differences": [],
    "conflicts": [],
    "notes": [],
}
KEPT_ROWS = 200
NAMED = 120


@transaction.atomic
def upload_workbook(
    kind: Workbook, *, by: User, subject: Any, file: File[bytes], reason: str, read: ReadWorkbook
) -> ImportBatch:
    """Keep an uploaded workbook with what saving it would do; nothing of it is saved.

    One that is not small, or changes many rows, is only kept: a worker then calls `check_workbook`.

    Raises:
        Refused: `by` may not edit the subject.
        UnableToImport: too large, no workbook, damaged, or of something else; the reason is missing.
    """
    require(kind.policy(by, subject))
    if not reason.strip():
        raise UnableToImport(_("Some entries need your attention."), {"reason": [_("Say why.")]})
    if (message := too_large(file)) is not None:
        raise UnableToImport(message, {"file": [message]})
    reading = _read_at_once(read, file, subject)
    checksum, name = checksum_of_upload(file), shown_name(file)
    batch = ImportBatch(
        importer=kind.code,
        file_name=name,
        size=file.size,
        checksum=checksum,
        reason=reason.strip(),
        uploaded_by=by,
        demonstration=subject.demonstration,
    )
    try:
        batch.full_clean(exclude=["plan", "problems", "file", "run", "change"])
    except ValidationError as error:
        raise UnableToImport.from_validation(error) from error
    compared = _Compared(kind, subject, reading) if reading is not None else None
    if compared is not None and len(compared.found.changes) > settings.SHEET_REQUEST_CHANGES:
        compared = None
    if compared is not None:
        _weigh(by, batch, compared)
    else:
        batch.plan = {kind.noun: subject.pk}
    with history_context(by, batch.reason):
        batch.file.save(kept_name(checksum, name), file, save=True)
        if compared is None:
            give_to_a_worker(batch, kind.check, _("Checking %(file)s") % {"file": name}, by)
    return batch


def _read_at_once(read: ReadWorkbook, file: File[bytes], subject: Any) -> Reading | None:
    """Read a workbook that is small; None: it is not, as it says itself or as it turned out."""
    try:
        if not is_small(cast("BinaryIO", file), size=file.size):
            return None
    except SheetError as error:
        raise _unreadable(error) from error
    try:
        return _read(read, file, subject, limits=request_limits())
    except LimitError:
        return None


@transaction.atomic
def check_workbook(
    kind: Workbook, *, by: User, batch: ImportBatch, read: ReadWorkbook, watch: Watch = quiet
) -> ImportBatch:
    """Read a workbook that was kept and note what saving it would do; unreadable is an error of it.

    May be repeated; a workbook that is past its check is left alone. Until the end nothing is locked, so that
    it can be put away meanwhile.

    Raises:
        Refused: `by` may not edit the subject any more.
    """
    subject = kind.find(batch.plan[kind.noun])
    require(kind.policy(by, subject))
    try:
        with batch.file.open("rb") as file:
            reading = read(cast("BinaryIO", file), size=batch.size, subject=subject, watch=watch)
    except SheetError as error:
        batch.state = ImportState.REFUSED
        problem = Problem(error.sheet, error.row, "", error.value, error.message)
        batch.problems, batch.problem_count = [vars(problem)], 1
        batch.plan = {**EMPTY_PLAN, kind.noun: subject.pk}
    else:
        _weigh(by, batch, _Compared(kind, subject, reading), watch=watch)
    now = lock_batch(batch, waits=True)
    if now.state != ImportState.UPLOADED:
        return now
    with history_context(by, batch.reason):
        batch.save()
    forget_waiting_once_saved(by)
    return batch


@transaction.atomic
def have_workbook_saved(kind: Workbook, *, by: User, batch: ImportBatch, only_valid: bool) -> ImportBatch:
    """Decide to save a workbook that a worker read: a worker then calls `save_workbook`.

    Raises:
        Refused: `by` may not edit the subject.
        SheetAtWork: it is being saved, or somebody else decides on it.
        UnableToImport: it waits for no decision.
    """
    batch = lock_batch(batch)
    _subject_of(kind, by, batch)
    require_waiting(batch, ImportState.READY)
    batch.state = ImportState.POSTING
    label = _("Saving %(file)s") % {"file": batch.file_name}
    with history_context(by, batch.reason):
        give_to_a_worker(batch, kind.save, label, by, only_valid=only_valid)
    return batch


@transaction.atomic
def save_workbook(
    kind: Workbook,
    *,
    by: User,
    batch: ImportBatch,
    read: ReadWorkbook,
    only_valid: bool = False,
    watch: Watch = quiet,
) -> ImportBatch:
    """Save what the preview of a workbook showed: all of it, or only the rows that are in order.

    The kept file is read and compared again. When that shows something else than what was agreed to, nothing
    is saved and the batch waits for a new decision.

    Raises:
        Refused: `by` may not edit the subject.
        SheetAtWork: it is being saved, or somebody else decides on it.
        UnableToImport: it waits for no decision, or has errors or conflicts and all was to be saved.
    """
    batch = lock_batch(batch, waits=batch.state == ImportState.POSTING)
    subject = _subject_of(kind, by, batch, locked=True)
    require_waiting(batch, ImportState.READY, ImportState.POSTING)
    with batch.file.open("rb") as file:
        reading = _read(read, file, subject, watch=watch)
    agreed = batch.plan
    with history_context(by, batch.reason, covers=True):
        with transaction.atomic():
            done = _weigh(by, batch, _Compared(kind, subject, reading), keeps=True, watch=watch)
            as_agreed = batch.plan["digest"] == agreed["digest"]
            if as_agreed and _is_blocked(batch) and not only_valid:
                raise UnableToImport(
                    _("Some rows have errors or conflicts. Put them right, or save only the valid rows.")
                )
            if not as_agreed or not done:
                transaction.set_rollback(True)
        if as_agreed:
            batch.state = ImportState.POSTED if done else ImportState.REFUSED
        else:
            batch.plan["notes"].append(_(kind.meanwhile))
        batch.save()
    forget_waiting_once_saved(by)
    return batch


@transaction.atomic
def cancel_workbook(kind: Workbook, *, by: User, batch: ImportBatch) -> ImportBatch:
    """Put a workbook away without saving it; it stays kept. A worker that reads it stops.

    Raises:
        Refused: `by` may not edit the subject.
        SheetAtWork: it is being saved, or somebody else decides on it.
        UnableToImport: it is saved, is to be saved, or was put away already.
    """
    batch = lock_batch(batch)
    _subject_of(kind, by, batch)
    put_away(batch)
    with history_context(by, gettext_noop("Workbook put away")):
        batch.save()
    return batch


def _subject_of(kind: Workbook, by: User, batch: ImportBatch, *, locked: bool = False) -> Any:
    """Return what a workbook is about, if `by` may edit it.

    Once it is `locked` with all that belongs to it, what the comparison finds stays so until it is saved: a
    row that was edited before is a conflict.
    """
    subject = kind.find(batch.plan[kind.noun], locked=locked)
    require(kind.policy(by, subject))
    for rows in kind.parts(subject) if locked else ():
        list(rows.select_for_update(of=("self",), no_key=True).order_by("pk").values_list("pk"))
    return subject


def _read(
    read: ReadWorkbook,
    file: File[bytes],
    subject: Any,
    *,
    limits: Limits | None = None,
    watch: Watch = quiet,
) -> Reading:
    """Read the file; what makes it unreadable is an error of the field `file`.

    Raises:
        LimitError: larger than `limits`, where there are any: a worker may read it.
        UnableToImport: no workbook of this subject, damaged, or larger than is read at all.
    """
    file.seek(0)
    try:
        return read(cast("BinaryIO", file), size=file.size, subject=subject, limits=limits, watch=watch)
    except SheetError as error:
        if limits is not None and isinstance(error, LimitError):
            raise
        raise _unreadable(error) from error
    finally:
        file.seek(0)


def _unreadable(error: SheetError) -> UnableToImport:
    """Return the error of the field `file` that says why it cannot be read, and where."""
    place = _("sheet %(sheet)s, row %(row)s: ") % vars(error) if error.row else ""
    return UnableToImport(error.message, {"file": [f"{place}{error.message}"]})


# --- What it would do -------------------------------------------------------------------------------


class _Compared:
    """What a workbook says, and how it differs; one whose sheets or columns do not fit is not compared."""

    def __init__(self, kind: Workbook, subject: Any, reading: Reading) -> None:
        self.kind, self.subject, self.reading = kind, subject, reading
        self.found = Comparison() if reading.refused else kind.compare(subject, reading)


def _weigh(
    by: User, batch: ImportBatch, compared: _Compared, *, keeps: bool = False, watch: Watch = quiet
) -> list[RowChange]:
    """Try out what was compared; write on the batch what that came to. Only with `keeps` it stays saved."""
    kind, subject, reading, found = compared.kind, compared.subject, compared.reading, compared.found
    with transaction.atomic():
        done = kind.carry_out(by=by, subject=subject, changes=found.changes, reading=reading, watch=watch)
        if not keeps:
            transaction.set_rollback(True)
    batch.problems = [vars(problem) for problem in reading.problems.kept]
    batch.problem_count = reading.problems.count
    batch.plan = _plan(compared, done)
    if done:
        batch.state = ImportState.READY
    elif _is_blocked(batch):
        batch.state = ImportState.REFUSED
    else:
        batch.state = ImportState.POSTED  # it says what is recorded: nothing is left to decide
    return done


def _is_blocked(batch: ImportBatch) -> bool:
    """Return whether something stands against saving all of it."""
    return bool(batch.problem_count or batch.plan["conflicting"])


def _plan(compared: _Compared, done: list[RowChange]) -> dict[str, Any]:
    """Return what a preview shows, as an import batch keeps it."""
    kind, reading, found = compared.kind, compared.reading, compared.found
    order = [sheet.code for sheet in kind.sheets]
    done.sort(key=lambda change: (order.index(change.row.sheet), change.row.number))
    touched = [change for change in found.conflicts if change.touched]
    return {
        kind.noun: compared.subject.pk,
        "rows": len(reading.rows),
        "created": sum(change.record is None for change in done),
        "changed": sum(change.record is not None for change in done),
        "withdrawn": 0,
        "unchanged": found.unchanged,
        "conflicting": len(touched),
        "cells": sum(len(change.differences) for change in done if change.record is not None),
        "differences": [_worded(reading, change) for change in done[:KEPT_ROWS]],
        "conflicts": [_worded(reading, change) for change in found.conflicts[:KEPT_ROWS]],
        "notes": reading.notes,
        "problem_groups": reading.problems.by_kind(),
        "digest": _digest(reading, done, found.conflicts),
    }


def _worded(reading: Reading, change: RowChange) -> dict[str, Any]:
    """Return one row and its differing cells in words."""
    row = change.row
    fields = []
    for name, (old, new) in change.differences.items():
        before, after = (reading.worded(row.sheet, name, value) for value in (old, new))
        heading = reading.headings[(row.sheet, name)]
        fields.append({"field": heading, "old": excerpt(before, after), "new": excerpt(after, before)})
    return {
        "kind": "created" if change.record is None else "changed",
        "sheet": reading.titles[row.sheet],
        "number": row.number,
        "row": Truncator(change.title).chars(NAMED),
        "touched": change.touched,
        "fields": fields,
    }


def _digest(reading: Reading, done: list[RowChange], conflicts: list[RowChange]) -> str:
    """Return the digest of what somebody agrees to, whatever the language it is shown in."""
    values = [
        [change.row.sheet, change.row.number, change.row.pk, change.differences]
        for change in done + conflicts
    ]
    broken = sorted([row.sheet, row.number] for row in reading.rows if row.broken)
    text = json.dumps([values, broken, reading.refused], cls=DjangoJSONEncoder, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
