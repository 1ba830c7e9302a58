"""A file's whole way into the portal: read, compared, and saved in one transaction or not at all.

The same for an uploaded sheet, a command and the data that ships. Every function takes the importer,
because core knows none: the top layer lists them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pghistory
from django.db import models, transaction
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ilo_dc.core.errors import require
from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.facts.models.change import Change
from ilo_dc.core.facts.models.source import SourceEdition
from ilo_dc.core.imports.amounts import amounts_of, before_and_after, name_in_plan
from ilo_dc.core.imports.importer import checksum_of
from ilo_dc.core.imports.kinds import Expected
from ilo_dc.core.imports.scope import EVERYTHING, Scope
from ilo_dc.core.imports.vocab import ScopeKind
from ilo_dc.core.installation import actions as installations
from ilo_dc.core.progress import quiet
from ilo_dc.core.versions.actions import history_context

if TYPE_CHECKING:
    from ilo_dc.core.facts.actions.facts import Plan, Revision
    from ilo_dc.core.imports.importer import Importer, Problem
    from ilo_dc.core.imports.kinds import Kind
    from ilo_dc.core.people.models.user import User
    from ilo_dc.core.runs.models import Run

SAMPLES = 20
SHOWN = 200
Progress = Callable[[str], None]


@dataclass
class Outcome:
    """What reading a file came to: problems, or a plan and (when saved) the change it made."""

    problems: list[Problem] = field(default_factory=list)
    problem_count: int = 0
    groups: list[dict[str, Any]] = field(default_factory=list)
    rows: int = 0
    notes: list[str] = field(default_factory=list)
    misread: int = 0
    blocked: bool = False  # nothing of it may be saved
    summary: dict[str, Any] = field(default_factory=dict)
    demonstration: bool = False
    change: Change | None = None


class _Undo(Exception):  # noqa: N818  (no error: it ends a transaction that must leave nothing)
    """Carries what a rolled-back block found out."""


@contextmanager
def _undone() -> Iterator[None]:
    """Run the block in a transaction that leaves nothing behind."""
    try:
        with transaction.atomic():
            yield
            raise _Undo
    except _Undo:
        pass


@dataclass(frozen=True)
class Provenance:
    """Which file it is, what date its source bears, who loads it and why (`by` None: the operator)."""

    by: User | None
    file_name: str
    checksum: str
    source_date: date | None = None
    reason: str = ""
    run: Run | None = None
    scope: Scope = EVERYTHING


def try_file(
    *,
    importer: Importer[Any],
    path: Path,
    by: User | None = None,
    scope: Scope = EVERYTHING,
    progress: Progress = quiet,
    kinds: Sequence[Kind] = (),
) -> Outcome:
    """Read the file at `path` and compare it with what is recorded within `scope`; nothing is saved.

    `by` None is the machine's operator. `kinds` are those that a file of the wrong kind may be instead.
    """
    sender = Sender(by, kinds)
    outcome, read = read_file(importer, path, scope, progress, sender=sender)
    if not outcome.blocked:
        progress(_("Comparing with what is recorded"))
        with _undone():
            plan = _plan_of(importer, read, demonstration=outcome.demonstration)
            _tell_what_came_of_it(outcome, plan, importer, read)
    return outcome


def import_file(
    *,
    by: User | None,
    importer: Importer[Any],
    path: Path,
    source_date: date | None = None,
    reason: str = "",
    scope: Scope = EVERYTHING,
) -> Outcome:
    """Read, compare and save the file at `path` in one transaction: what commands and loaders call.

    `by` None is the machine's operator. The file is taken as complete unless `scope` says less. A file that
    says nothing new makes no change. With problems nothing is saved and the outcome names them.

    Raises:
        Refused: `by` may not load this kind of sheet.
    """
    if by is not None:
        require(importer.policy(by))
    provenance = Provenance(by, path.name, checksum_of(path), source_date, reason, scope=scope)
    file = read_file(importer, path, scope, quiet, sender=Sender(by))
    return save_rows(importer=importer, file=file, provenance=provenance)


def save_rows(
    *,
    importer: Importer[Any],
    file: FileRead,
    provenance: Provenance,
    confirmed: dict[str, int] | None = None,
    progress: Progress = quiet,
) -> Outcome:
    """Save what a file said when it was read, all or nothing; see `import_file`.

    `confirmed` are the counts that somebody agreed to: with others nothing is saved.
    """
    outcome, read = file
    if outcome.blocked:
        return outcome
    progress(_("Saving"))
    demonstration = outcome.demonstration
    try:
        with transaction.atomic():
            edition = edition_of(importer, provenance, demonstration=demonstration)
            reason = (provenance.reason or str(importer.label))[:500]
            with (
                history_context(provenance.by, reason),
                recording(by=provenance.by, reason=reason, edition=edition, run=provenance.run) as change,
                # By its number the history of edited records is found again, if the import is reversed.
                pghistory.context(change=change.pk),
            ):
                plan = _plan_of(importer, read, demonstration=demonstration)
                _tell_what_came_of_it(outcome, plan, importer, read)
                if plan.is_empty or confirmed not in (None, counts_of(outcome.summary)):
                    raise _Undo
                plan.progress = progress
                importer.post(plan, by=provenance.by, edition=edition, demonstration=demonstration)
            outcome.change = change
    except _Undo:
        pass
    return outcome


@dataclass(frozen=True)
class _Read:
    """What a file says within its scope, whose names are known now, and how much it says beyond."""

    rows: list[Any]
    scope: Scope
    left_out: int


FileRead = tuple[Outcome, _Read]


@dataclass(frozen=True)
class Sender:
    """Who loads a file (None: the operator), and the kinds that they may have meant if it is a wrong one."""

    by: User | None
    kinds: Sequence[Kind] = ()


def read_file(
    importer: Importer[Any], path: Path, scope: Scope, progress: Progress, *, sender: Sender
) -> FileRead:
    """Return what the file says, or its problems."""
    progress(_("Reading the file"))
    sheet = importer.open(path, scope)
    sheet.by, sheet.expected = sender.by, Expected(importer.label, sender.kinds)
    sheet.watch = lambda rows: progress(_("Reading the file: %(rows)s rows so far") % {"rows": rows})
    rows = importer.read(sheet)
    outcome = Outcome(
        problems=sheet.problems.kept,
        problem_count=sheet.problems.count,
        groups=sheet.problems.by_kind(),
        rows=sheet.rows,
        notes=sheet.notes,
        misread=sheet.remarks_on.misread.count,
        demonstration=is_demonstration(importer, path),
    )
    by_rows = scope.valid_rows and bool(rows) and not sheet.refused
    outcome.blocked = sheet.problems.count > 0 and not by_rows
    if scope.kind == ScopeKind.CHOSEN:
        kept = importer.narrowed(rows, frozenset(scope.names))
        return outcome, _Read(kept, scope, len(rows) - len(kept))
    return outcome, _Read(rows, replace(scope, names=tuple(sorted(importer.named_in(rows)))), 0)


def _plan_of(importer: Importer[Any], read: _Read, *, demonstration: bool) -> Plan[Any]:
    """Return what saving would do; where the file only adds and changes, what it does not name stays."""
    plan = importer.plan(read.rows, demonstration=demonstration, scope=read.scope)
    if read.scope.adds_only and plan.withdrawn:
        count = len(plan.withdrawn)
        plan.withdrawn = []
        message = ngettext(
            "%(count)s recorded row is not named in the file; it stays.",
            "%(count)s recorded rows are not named in the file; they stay.",
            count,
        )
        plan.notes.append(message % {"count": count})
    return plan


def _tell_what_came_of_it(outcome: Outcome, plan: Plan[Any], importer: Importer[Any], read: _Read) -> None:
    """Put on the outcome what the plan does, within which scope, and what a reader must know of it."""
    outcome.notes = [*outcome.notes, *plan.notes]
    outcome.summary = {
        **summary_of(plan, importer),
        "names": list(read.scope.names),
        "left_out": read.left_out,
        "misread": outcome.misread,
    }


def is_demonstration(importer: Importer[Any], path: Path) -> bool:
    """Return whether rows of this file are demonstration data.

    In a demonstration those files are real that ship with the portal, source and licence beside them, and
    those of a publisher in its own form; what people put into a sheet may be invented.
    """
    if not installations.is_demonstration():
        return False
    return not importer.is_published(path) and not importer.is_shipped(checksum_of(path))


def edition_of(importer: Importer[Any], provenance: Provenance, *, demonstration: bool) -> SourceEdition:
    """Return the record of this edition of the importer's source, made at its first use."""
    source = importer.source_of(provenance.checksum)
    edition, _made = SourceEdition.objects.get_or_create(
        code=source.code,
        checksum=provenance.checksum,
        defaults={
            "title": source.title,
            "publisher": source.publisher,
            "licence": source.licence,
            "note": source.note,
            "source_date": provenance.source_date,
            "file_name": provenance.file_name,
            "demonstration": demonstration,
        },
    )
    return edition


# --- What a preview shows ---------------------------------------------------------------------------


def counts_of(summary: dict[str, Any]) -> dict[str, int]:
    """Return the counts of a plan's summary: what somebody agrees to."""
    return {name: summary.get(name, 0) for name in ("created", "changed", "withdrawn", "unchanged")}


def summary_of(plan: Plan[Any], importer: Importer[Any]) -> dict[str, Any]:
    """Return the plan's counts and the first differences of each kind, as text."""
    differences = [
        *({"kind": "changed", **_revised(revision, importer)} for revision in plan.changed[:SAMPLES]),
        *({"kind": "created", **_whole(row, importer)} for row in plan.created[:SAMPLES]),
        *({"kind": "withdrawn", **_whole(row, importer)} for row in plan.withdrawn[:SAMPLES]),
    ]
    sums = [one.as_plan() for one in importer.sums.of(plan)] if importer.sums else []
    return {
        **plan.counts(),
        "emptied": emptied_in(plan),
        "differences": differences,
        "amounts": before_and_after(plan),
        **({"sums": sums} if sums else {}),
    }


def emptied_in(plan: Plan[Any]) -> int:
    """Return how many recorded texts saving would empty."""
    found = (pair for revision in plan.changed for pair in revision.differences().values())
    return sum(isinstance(old, str) and bool(old) and not new for old, new in found)


def _whole(row: Any, importer: Importer[Any]) -> dict[str, Any]:
    amounts = [
        {"field": name, "currency": currency, "value": str(amount)}
        for name, currency, amount in amounts_of(row)
    ]
    return {"row": _shown(importer.describe(row)), **({"amounts": amounts} if amounts else {})}


def _revised(revision: Revision[Any], importer: Importer[Any]) -> dict[str, Any]:
    fields = importer.in_words(revision)
    return {
        "row": _shown(importer.describe(revision.new)),
        "fields": differences_of(revision) if fields is None else fields,
    }


def differences_of(revision: Revision[Any]) -> list[dict[str, Any]]:
    """Return what the source says differently, as {field, old, new} in words; a number is marked as one."""
    fields = []
    for name in revision.differences():
        column = revision.new._meta.get_field(name)
        old, new = (_shown(getattr(row, column.name)) for row in (revision.old, revision.new))
        number = {"number": True} if isinstance(column, models.DecimalField) else {}
        fields.append({"field": name_in_plan(column), "old": old, "new": new, **number})
    return fields


def _shown(value: object) -> str:
    return "" if value is None else Truncator(str(value)).chars(SHOWN)
