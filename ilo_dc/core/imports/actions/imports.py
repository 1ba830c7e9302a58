"""Sheets in: kept, checked, shown, then saved whole or not at all (DESIGN 3.0, 8).

Every function takes the importer, because core knows none: the top layer lists them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ilo_dc.core.documents.uploads import checksum_of_upload, kept_name, shown_name, too_large
from ilo_dc.core.errors import UnableToAct, require
from ilo_dc.core.imports.actions.batches import (
    UnableToImport,
    give_to_a_worker,
    lock_batch,
    put_away,
    require_waiting,
)
from ilo_dc.core.imports.actions.files import (
    Outcome,
    Progress,
    Provenance,
    Sender,
    counts_of,
    is_demonstration,
    read_file,
    save_rows,
    try_file,
)
from ilo_dc.core.imports.models import ImportBatch
from ilo_dc.core.imports.rules import must_be_typed, recorded_within
from ilo_dc.core.imports.scope import Scope
from ilo_dc.core.imports.vocab import DECIDED_ON, ImportState, ScopeKind
from ilo_dc.core.notices.actions import Notice, notify
from ilo_dc.core.notices.vocab import NoticeKind
from ilo_dc.core.people.waiting import forget_waiting_once_saved
from ilo_dc.core.progress import quiet
from ilo_dc.core.sheets.reading import SNIFF, SheetError, refuse_noise
from ilo_dc.core.versions.actions import check_valid

if TYPE_CHECKING:
    from ilo_dc.core.imports.importer import Importer
    from ilo_dc.core.imports.kinds import Kind
    from ilo_dc.core.people.models.user import User
    from ilo_dc.core.runs.models import Run

# The doors of the work, in the layer that knows all importers.
CHECK_SHEET = "portal.check_sheet"
POST_SHEET = "portal.post_sheet"
# What the importer is told when a sheet has come this far.
ENDS = {
    ImportState.REFUSED: gettext_noop("“%(file)s” has errors (%(errors)s); nothing was saved."),
    ImportState.READY: gettext_noop("“%(file)s” waits for you again: the portal’s data changed meanwhile."),
    ImportState.POSTED: gettext_noop(
        "“%(file)s” was saved: %(created)s new, %(changed)s changed, %(withdrawn)s withdrawn."
    ),
    ImportState.REVERSED: gettext_noop("“%(file)s” was reversed: what it had saved no longer holds."),
}
# What a plan counts beside rows, and somebody agrees to before it is saved.
AGREED_TO = ("emptied", "misread")


@transaction.atomic
def upload_sheet(
    *,
    by: User,
    importer: Importer[Any],
    file: File[bytes],
    source_date: date | None,
    reason: str,
    scope: Scope | None = None,
) -> ImportBatch:
    """Keep an uploaded sheet and have it checked; nothing of it is read yet but its first bytes.

    Unless `scope` says otherwise the import speaks of what the file names, and of nothing else.

    Raises:
        Refused: `by` may not load this kind of sheet.
        UnableToImport: the file is too large, empty or no sheet; the reason is missing; the scope is none
            of this kind of sheet.
    """
    require(importer.policy(by))
    _refuse_at_the_door(file)
    scope = scope or Scope()
    _check_scope(importer, scope)
    checksum, name = checksum_of_upload(file), shown_name(file)
    batch = ImportBatch(
        importer=importer.code,
        file_name=name,
        size=file.size,
        checksum=checksum,
        source_date=source_date,
        reason=reason.strip(),
        scope=scope.as_json(),
        uploaded_by=by,
    )
    try:
        check_valid(batch, exclude=["plan", "problems", "file", "run", "change"])
    except UnableToAct as error:
        raise UnableToImport(error.message, error.problems) from error
    batch.file.save(kept_name(checksum, name), file, save=False)
    batch.demonstration = is_demonstration(importer, Path(batch.file.path))
    batch.save()
    return give_to_a_worker(batch, CHECK_SHEET, _("Checking %(file)s") % {"file": name}, by)


def _check_scope(importer: Importer[Any], scope: Scope) -> None:
    """Refuse a scope that this kind of sheet cannot have, or that names what is not known here."""
    by = importer.scoped_by
    alone = (ScopeKind.ADD,) if importer.by_rows else ()  # of whose sheets no row withdraws another
    kinds = by.kinds if by else (ScopeKind.NAMED, *alone)
    if scope.kind not in kinds:
        message = _("This kind of sheet is complete for what it names, and for nothing else.")
        raise UnableToImport(message, {"scope": [message]})
    if (scope.kind == ScopeKind.CHOSEN) != bool(scope.names):
        message = _("Choose what the import speaks of, or let it speak of what the file names.")
        raise UnableToImport(message, {"names": [message]})
    known = importer.names_of_scope(scope.names)
    if unknown := [name for name in scope.names if name not in known]:
        message = _("Not known here: %(names)s.") % {"names": ", ".join(unknown)[:200]}
        message = f"{message} {by.advice}".strip() if by else message
        raise UnableToImport(message, {"names": [message]})
    if scope.valid_rows and not importer.by_rows:
        message = _("This kind of sheet is saved whole or not at all.")
        raise UnableToImport(message, {"valid_rows": [message]})
    if importer.asks_finance_year and scope.finance_year is None:
        message = _("Say which finance year the amounts are of.")
        raise UnableToImport(message, {"finance_year": [message]})
    if scope.finance_year is not None and not importer.asks_finance_year:
        message = _("This kind of sheet names its years itself.")
        raise UnableToImport(message, {"finance_year": [message]})


def _refuse_at_the_door(file: File[bytes]) -> None:
    """Refuse a file by its size and first bytes, before anything else is done with it."""
    if (message := too_large(file)) is not None:
        message = _("%(problem)s Split it, or save it as CSV.") % {"problem": message}
        raise UnableToImport(message, {"file": [message]})
    file.seek(0)
    head = file.read(SNIFF)
    file.seek(0)
    try:
        refuse_noise(head)
    except SheetError as error:
        raise UnableToImport(error.message, {"file": [error.message]}) from error


def check_sheet(
    *,
    batch: ImportBatch,
    importer: Importer[Any],
    by: User | None = None,
    progress: Progress = quiet,
    kinds: Sequence[Kind] = (),
) -> Outcome:
    """Read an uploaded sheet and try it out: the batch then shows its problems, or what saving would do.

    `by` asks for it; None: the machine's operator. `kinds` are those that may have been meant where it is of
    the wrong one.

    May be repeated; a batch that is past its check is left alone.
    """
    scope = batch.scope
    outcome = try_file(
        importer=importer,
        path=Path(batch.file.path),
        by=by,
        scope=Scope.from_json(scope),
        progress=progress,
        kinds=kinds,
    )
    with transaction.atomic():
        batch = lock_batch(batch, waits=True)
        # Another scope was asked for meanwhile: the run that it asked for shows what that does.
        if batch.state == ImportState.UPLOADED and batch.scope == scope:
            batch.state = ImportState.REFUSED if outcome.blocked else ImportState.READY
            keep_outcome(batch, outcome)
            if outcome.blocked:
                tell_importer(batch)
    return outcome


def keep_outcome(batch: ImportBatch, outcome: Outcome) -> None:
    """Write on the batch what reading its file came to."""
    batch.problems = [vars(problem) for problem in outcome.problems]
    batch.problem_count = outcome.problem_count
    batch.plan = {
        **outcome.summary,
        "rows": outcome.rows,
        "notes": outcome.notes,
        "problem_groups": outcome.groups,
    }
    batch.save()
    forget_waiting_once_saved(batch.uploaded_by)


def tell_importer(batch: ImportBatch) -> None:
    """Tell who uploaded the sheet how its import ended (N16)."""
    if batch.uploaded_by is None:
        return
    values = {"file": batch.file_name, "errors": batch.problem_count, **counts_of(batch.plan)}
    url = reverse("import", args=[batch.pk])
    notice = Notice(NoticeKind.N16, ENDS[ImportState(batch.state)], url, values)
    notify(by=None, to=[batch.uploaded_by], notice=notice)


@transaction.atomic
def rescope_sheet(*, by: User, batch: ImportBatch, importer: Importer[Any], scope: Scope) -> ImportBatch:
    """Have a checked sheet checked again, as one that speaks of something else.

    Raises:
        Refused: `by` may not load this kind of sheet.
        SheetAtWork: it is being saved, or somebody else decides on it.
        UnableToImport: it is saved, being checked or put away; the scope is none of its kind.
    """
    require(importer.policy(by))
    batch = lock_batch(batch)
    require_waiting(batch, *DECIDED_ON)
    _check_scope(importer, scope)
    batch.state, batch.scope = ImportState.UPLOADED, scope.as_json()
    return give_to_a_worker(batch, CHECK_SHEET, _("Checking %(file)s") % {"file": batch.file_name}, by)


def must_type(batch: ImportBatch) -> int | None:
    """Return how many rows saving withdraws where that number must be typed; None: it need not."""
    counts = counts_of(batch.plan)
    percent, rows = settings.IMPORT_WITHDRAWS_PERCENT, settings.IMPORT_WITHDRAWS_ROWS
    return counts["withdrawn"] if must_be_typed(counts, percent=percent, rows=rows) else None


def must_agree(batch: ImportBatch) -> bool:
    """Return whether somebody must agree that saving empties texts, or keeps some that look misread."""
    return any(batch.plan.get(name, 0) for name in AGREED_TO)


@transaction.atomic
def confirm_sheet(
    *,
    by: User,
    batch: ImportBatch,
    importer: Importer[Any],
    withdraws: int | None = None,
    agrees: bool = False,
) -> ImportBatch:
    """Decide that a checked sheet is to be saved; a worker then calls `post_sheet`.

    `withdraws` is the number of withdrawn rows as somebody typed it, where there are many; see `must_type`.
    `agrees` says that texts which are emptied or look misread are meant so; see `must_agree`.

    Raises:
        Refused: `by` may not load this kind of sheet.
        SheetAtWork: it is being saved, or somebody else decides on it.
        UnableToImport: the sheet has errors, or was decided on before; it withdraws many rows, and
            `withdraws` is not their number; it empties or misreads texts and nobody agreed.
    """
    require(importer.policy(by))
    batch = lock_batch(batch)
    require_waiting(batch, ImportState.READY)
    many = must_type(batch)
    if many is not None and withdraws != many:
        message = _("Saving withdraws %(count)s of %(recorded)s recorded rows. Write %(count)s to agree.")
        message %= {"count": many, "recorded": recorded_within(counts_of(batch.plan))}
        raise UnableToImport(message, {"withdraws": [message]})
    if must_agree(batch) and not agrees:
        message = _(
            "Texts that saving empties: %(emptied)s; that look misread: %(misread)s. "
            "Agree to it or correct it."
        )
        message %= {name: batch.plan.get(name, 0) for name in AGREED_TO}
        raise UnableToImport(message, {"agrees": [message]})
    batch.state = ImportState.POSTING
    return give_to_a_worker(batch, POST_SHEET, _("Saving %(file)s") % {"file": batch.file_name}, by)


def post_sheet(
    *,
    by: User | None,
    batch: ImportBatch,
    importer: Importer[Any],
    run: Run | None = None,
    progress: Progress = quiet,
) -> ImportBatch:
    """Save a confirmed sheet in one transaction, all or nothing; doing it twice saves it once.

    The kept file is read and compared again. When that shows something else than what was confirmed,
    nothing is saved and the batch waits for a new decision. `by` None is the machine's operator.

    Raises:
        Refused: `by` may not load this kind of sheet any more.
    """
    if by is not None:
        require(importer.policy(by))
    asked = ImportBatch.objects.get(pk=batch.pk)
    if asked.state != ImportState.POSTING:
        return asked
    scope = Scope.from_json(asked.scope)
    file = read_file(importer, Path(asked.file.path), scope, progress, sender=Sender(by))
    with transaction.atomic():
        batch = lock_batch(batch, waits=True)
        # Decided on anew meanwhile: the run that was asked for then does what is left to do.
        if batch.state != ImportState.POSTING or batch.scope != asked.scope:
            return batch
        outcome = save_rows(
            importer=importer,
            file=file,
            provenance=Provenance(
                by, batch.file_name, batch.checksum, batch.source_date, batch.reason, run, scope
            ),
            confirmed=counts_of(batch.plan),
            progress=progress,
        )
        batch.change = outcome.change
        if outcome.blocked:
            batch.state = ImportState.REFUSED
        elif counts_of(outcome.summary) != counts_of(batch.plan):
            batch.state = ImportState.READY
            outcome.notes.append(_("The portal's data changed meanwhile: look at the differences again."))
        else:
            batch.state = ImportState.POSTED
        keep_outcome(batch, outcome)
        tell_importer(batch)
    return batch


@transaction.atomic
def cancel_sheet(*, by: User, batch: ImportBatch, importer: Importer[Any]) -> ImportBatch:
    """Put a sheet away without saving it; it stays listed with its file. A worker that reads it stops.

    Raises:
        Refused: `by` may not load this kind of sheet.
        SheetAtWork: it is being saved, or somebody else decides on it.
        UnableToImport: it is saved, is to be saved, or was put away already.
    """
    require(importer.policy(by))
    batch = lock_batch(batch)
    put_away(batch)
    batch.save()
    return batch
