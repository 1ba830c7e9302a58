"""Rows of a workbook's sheets: compared with the records they are of, saved one after the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ilo_dc.core.errors import Busy, Refused, UnableToAct
from ilo_dc.core.history.events import tracked
from ilo_dc.core.progress import quiet
from ilo_dc.core.sheets.limits import Watch
from portfolio.workbooks.actions.sheet_rows import Comparison, Reading, RowChange, SheetRow
from portfolio.workbooks.rules import LONGEST, as_read, plain_text
from portfolio.workbooks.vocab import PARENT, SHEET


@dataclass(frozen=True)
class Parts:
    """The records that a workbook is about.

    Attributes:
        records: by sheet and key.
        parents: by sheet, the sheet that a parent stands in and the record's field that holds it.
        named_by: by sheet, the column by which a new row is called; elsewhere its reference.
        apart: sheets that are compared otherwise.
        added_elsewhere: sheets that take no new rows of these records, and what to tell.
    """

    records: Mapping[str, Mapping[int, Any]]
    parents: Mapping[str, tuple[str, str]]
    named_by: Mapping[str, str] = field(default_factory=dict)
    apart: tuple[str, ...] = ()
    added_elsewhere: Mapping[str, str] = field(default_factory=dict)


def compare_parts(parts: Parts, reading: Reading) -> Comparison:
    """Return the rows that say something new; what cannot be compared becomes a problem of the reading."""
    found = Comparison()
    seen: set[tuple[str, int]] = set()
    called: dict[tuple[str, str], SheetRow] = {}
    rows = [row for row in reading.rows if row.sheet not in parts.apart]
    for row in rows:
        if row.pk is None:
            _check_new(parts, reading, row, called)
            continue
        record = parts.records[row.sheet].get(row.pk)
        if record is None:
            reading.problem(
                row, "id", _("There is no such row here (any more). Ids are not changed: restore it.")
            )
        elif (row.sheet, row.pk) in seen:
            reading.problem(row, "id", _("This id appears twice. Ids are not changed: restore it."))
        elif row.version is None or row.version > record.version:
            reading.problem(row, "version", _("Versions are not changed: restore it."))
        else:
            _compare_row(reading, row, record, found)
        seen.add((row.sheet, row.pk))
    _check_parents(reading, parts, called)
    found.changes += [
        RowChange(
            row, None, {name: ("", value) for name, value in row.values.items() if value not in ("", None)}
        )
        for row in rows
        if row.pk is None and not row.broken
    ]
    order = list(SHEET)
    found.changes.sort(key=lambda change: (order.index(change.row.sheet), change.row.number))
    found.changes = [change for change in found.changes if not change.row.broken]
    _tell_touched(found.conflicts)
    return found


def _compare_row(reading: Reading, row: SheetRow, record: Any, found: Comparison) -> None:
    """Sort one row of a record into changed, stale or unchanged."""
    if row.broken:
        return
    differences = {}
    for column in SHEET[row.sheet].saved_columns:
        now, values = _plain(record, column.name), row.values[column.name]
        if _is_same(now, values):
            row.values[column.name] = now
        elif isinstance(now, str) and len(plain_text(now)) > LONGEST:
            reading.problem(
                row,
                column.name,
                _("This text is longer than a cell can hold: change it on its page."),
            )
        else:
            differences[column.name] = (now, values)
    if not differences:
        found.unchanged += not row.broken
    elif row.version is not None and row.version < record.version:
        found.conflicts.append(RowChange(row, record, differences))
    else:
        found.changes.append(RowChange(row, record, differences))


def _plain(record: Any, name: str) -> Any:
    """Return a record's value as the workbook's rows hold it."""
    return getattr(record, record._meta.get_field(name).attname)


def _is_same(now: Any, values: Any) -> bool:
    return as_read(now) == values if isinstance(now, str) and isinstance(values, str) else bool(now == values)


def _tell_touched(conflicts: list[RowChange]) -> None:
    """Tell the stale rows that were changed in the workbook from those that were left alone.

    The history holds what the workbook's version said; without it a row counts as changed.
    """
    for sheet in SHEET:
        stale = {change.row.pk: change for change in conflicts if change.row.sheet == sheet}
        if not stale:
            continue
        label = next(iter(stale.values())).record._meta.label_lower
        past: Any = tracked()[label]._default_manager.filter(pgh_obj_id__in=stale).order_by("pgh_id")
        versions = {(event.pgh_obj_id, event.version): event for event in past}
        for pk, change in stale.items():
            base = versions.get((pk, change.row.version))
            change.touched = base is None or any(
                not _is_same(getattr(base, change.record._meta.get_field(name).attname), values)
                for name, (_now, values) in change.differences.items()
            )


def _check_new(
    parts: Parts, reading: Reading, row: SheetRow, called: dict[tuple[str, str], SheetRow]
) -> None:
    """Check that a new row is one, and that no other new row is called the same."""
    if row.version is not None:
        reading.problem(row, "id", _("The id is missing. Ids are not changed: restore it."))
    elif row.sheet in parts.added_elsewhere:
        reading.problem(row, "id", _(parts.added_elsewhere[row.sheet]))
    elif not SHEET[row.sheet].grows:
        message = _("This sheet takes no new rows: priorities are added on the page of the programme.")
        reading.problem(row, "id", message)
    elif row.reference and (row.sheet, row.reference) in called:
        name = parts.named_by.get(row.sheet, "reference")
        reading.problem(row, name, _("Two new rows have this number. Give each its own."))
    if row.reference:
        called.setdefault((row.sheet, row.reference), row)


def _check_parents(reading: Reading, parts: Parts, called: Mapping[tuple[str, str], SheetRow]) -> None:
    """Check that each row belongs to something, where it must: a recorded row stays where it is."""
    for row in reading.rows:
        if row.sheet not in parts.parents or row.broken:
            continue
        above, name = parts.parents[row.sheet]
        column = next(one.name for one in SHEET[row.sheet].columns if one.kind == PARENT)
        if row.pk is not None:
            if (row.parent or None) != getattr(parts.records[row.sheet][row.pk], f"{name}_id"):
                reading.problem(row, column, _("A recorded row stays where it belongs: restore this cell."))
        elif isinstance(row.parent, int):
            if row.parent not in parts.records[above]:
                reading.problem(row, column, _("This was removed in the portal meanwhile."))
        elif row.parent and (above, row.parent) not in called:
            reading.problem(
                row, column, _("No row of the sheet “%(sheet)s” has this.") % {"sheet": reading.titles[above]}
            )


# --- Saving -----------------------------------------------------------------------------------------


def save_each(
    changes: list[RowChange], save: Callable[[RowChange], None], *, reading: Reading, watch: Watch = quiet
) -> list[RowChange]:
    """Save each change by its own action and return those that were saved.

    What an action refuses becomes a problem of its row. A refused row is tried again after the others: two
    outcomes may follow one another in their codes. The caller owns the transaction. `watch` is told before
    each row how many are done; what it raises ends the work.

    Raises:
        Refused: the person may not edit what the workbook is about.
    """
    done: list[RowChange] = []
    waiting = changes
    while True:
        failed = []
        for change in waiting:
            watch(len(done))
            try:
                with transaction.atomic():
                    save(change)
                done.append(change)
            except (Refused, Busy):
                raise
            except UnableToAct as error:
                failed.append((change, error))
        if not failed or len(failed) == len(waiting):
            break
        waiting = [change for change, _error in failed]
    for change, refused in failed:
        _report(reading, change.row, refused)
    return done


def _report(reading: Reading, row: SheetRow, error: UnableToAct) -> None:
    """Put an action's error on the cells it names."""
    problems = [(name, text) for name, texts in error.problems.items() for text in texts]
    for name, text in problems or [("", error.message)]:
        reading.problem(row, name, text)
