"""Rows of a programme's workbook: compared with what is recorded, and saved by the actions of each kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, cast

from django.db import transaction
from django.utils.translation import gettext as _

from ilo_dc.core.errors import Busy, Refused, UnableToAct
from ilo_dc.core.history.events import tracked
from ilo_dc.core.models import Office
from ilo_dc.core.progress import quiet
from ilo_dc.core.sheets.limits import Watch
from ilo_dc.core.writing.part import Part
from portfolio.programmes.actions import programme_outcomes, programmes
from portfolio.programmes.actions import programme_parts as parts
from portfolio.programmes.models.programme_outcome import Milestone, OutcomeIndicator, ProgrammeOutcome
from portfolio.workbooks.actions.plans import CountryPlan, within
from portfolio.workbooks.actions.sheet_rows import Comparison, Reading, RowChange, SheetRow
from portfolio.workbooks.actions.update_rows import compare_updates, save_update
from portfolio.workbooks.rules import LONGEST, as_read, plain_text
from portfolio.workbooks.vocab import (
    INDICATORS,
    MILESTONES,
    OUTCOMES,
    PARENT,
    PRIORITIES,
    PROGRAMME,
    SHEET,
    UPDATE_SHEETS,
    UPDATES,
)

if TYPE_CHECKING:
    from ilo_dc.core.models import User
    from portfolio.programmes.models.country_programme import CountryProgramme
    from portfolio.workbooks.actions.plans import Plan
    from portfolio.workbooks.vocab import BookSheet

# The sheet that a parent stands in, and the record's field that holds it.
PARTS: dict[str, Part[Any]] = {PRIORITIES: parts.PRIORITIES, INDICATORS: parts.INDICATORS}
PARENTS = {INDICATORS: (OUTCOMES, "outcome"), MILESTONES: (INDICATORS, "indicator")}


def grows_in(plan: Plan, sheet: BookSheet) -> bool:
    """Return whether a sheet takes new rows: outcomes without a programme are added on their own page."""
    return sheet.grows and not (sheet.code == OUTCOMES and isinstance(plan, CountryPlan))


def records_of(programme: Plan) -> dict[str, dict[int, Any]]:
    """Return all that a workbook of the programme is about, by sheet and key."""
    homes = [f"{home}__{name}" for home in ("programme", "cpo") for name in ("country__region", "region")]
    outcomes = ProgrammeOutcome.objects.filter(**within(programme)).select_related(*homes)
    indicators = OutcomeIndicator.objects.filter(**within(programme, "outcome__")).select_related(
        *(f"outcome__{one}" for one in homes)
    )
    milestones = Milestone.objects.filter(**within(programme, "indicator__outcome__")).select_related(
        *(f"indicator__outcome__{one}" for one in homes)
    )
    of_programme = ("programme__country__region", "programme__region")
    rows: dict[str, Iterable[Any]] = {
        PROGRAMME: [] if isinstance(programme, CountryPlan) else [programme],
        PRIORITIES: programme.priorities.select_related(*of_programme),
        OUTCOMES: outcomes,
        INDICATORS: indicators,
        MILESTONES: milestones,
    }
    return {sheet: {row.pk: row for row in found} for sheet, found in rows.items()}


# --- Comparing --------------------------------------------------------------------------------------


def compare(programme: Plan, reading: Reading) -> Comparison:
    """Return the rows that say something new; what cannot be compared becomes a problem of the reading."""
    records = records_of(programme)
    found = Comparison()
    seen: set[tuple[str, int]] = set()
    called: dict[tuple[str, str], SheetRow] = {}
    rows = [row for row in reading.rows if row.sheet not in UPDATE_SHEETS]
    for row in rows:
        if row.pk is None:
            _check_new(programme, reading, row, called)
            continue
        record = records[row.sheet].get(row.pk)
        if record is None:
            reading.problem(
                row, "id", _("This programme has no such row (any more). Ids are not changed: restore it.")
            )
        elif (row.sheet, row.pk) in seen:
            reading.problem(row, "id", _("This id appears twice. Ids are not changed: restore it."))
        elif row.version is None or row.version > record.version:
            reading.problem(row, "version", _("Versions are not changed: restore it."))
        else:
            _compare_row(reading, row, record, found)
        seen.add((row.sheet, row.pk))
    _check_parents(reading, records, called)
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
    compare_updates(programme, reading, found)
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
                _("This text is longer than a cell can hold: change it on the page of the programme."),
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
    programme: Plan, reading: Reading, row: SheetRow, called: dict[tuple[str, str], SheetRow]
) -> None:
    """Check that a new row is one, and that no other new row is called the same."""
    if row.version is not None:
        reading.problem(row, "id", _("The id is missing. Ids are not changed: restore it."))
    elif SHEET[row.sheet].grows and not grows_in(programme, SHEET[row.sheet]):
        message = _("This sheet takes no new rows: outcomes without a programme are added on their own page.")
        reading.problem(row, "id", message)
    elif not SHEET[row.sheet].grows:
        message = _("This sheet takes no new rows: priorities are added on the page of the programme.")
        reading.problem(row, "id", message)
    elif row.reference and (row.sheet, row.reference) in called:
        name = "code" if row.sheet == OUTCOMES else "reference"
        reading.problem(row, name, _("Two new rows have this number. Give each its own."))
    if row.reference:
        called.setdefault((row.sheet, row.reference), row)


def _check_parents(
    reading: Reading, records: Mapping[str, Mapping[int, Any]], called: Mapping[tuple[str, str], SheetRow]
) -> None:
    """Check that each indicator and milestone belongs to something: a recorded row stays where it is."""
    for row in reading.rows:
        if row.sheet not in PARENTS or row.broken:
            continue
        above, name = PARENTS[row.sheet]
        column = next(one.name for one in SHEET[row.sheet].columns if one.kind == PARENT)
        if row.pk is not None:
            if row.parent != getattr(records[row.sheet][row.pk], f"{name}_id"):
                reading.problem(row, column, _("A recorded row stays where it belongs: restore this cell."))
        elif isinstance(row.parent, int):
            if row.parent not in records[above]:
                reading.problem(row, column, _("This was removed in the portal meanwhile."))
        elif (above, row.parent) not in called:
            reading.problem(
                row, column, _("No row of the sheet “%(sheet)s” has this.") % {"sheet": reading.titles[above]}
            )


# --- Saving -----------------------------------------------------------------------------------------


def carry_out(
    *,
    by: User,
    programme: Plan,
    changes: list[RowChange],
    reading: Reading,
    watch: Watch = quiet,
) -> list[RowChange]:
    """Save each change by its own action and return those that were saved.

    What an action refuses becomes a problem of its row. A refused row is tried again after the others: two
    outcomes may follow one another in their codes. The caller owns the transaction. `watch` is told before
    each row how many are done; what it raises ends the work.

    Raises:
        Refused: `by` may not edit the programme.
    """
    writer = _Writer(by, programme)
    done: list[RowChange] = []
    waiting = changes
    while True:
        failed = []
        for change in waiting:
            watch(len(done))
            try:
                with transaction.atomic():
                    writer.save(change)
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


class _Writer:
    """Calls the action of each kind of row."""

    def __init__(self, by: User, programme: Plan) -> None:
        self.by, self.programme = by, programme
        self.priorities = {one.pk: one for one in programme.priorities.all()}
        self.offices = Office.objects.in_bulk()
        self.records = records_of(programme)
        self.made: dict[tuple[str, str], Any] = {}

    def save(self, change: RowChange) -> None:
        """Save one row.

        Raises:
            UnableToAct: what its action raises.
        """
        row = change.row
        if row.sheet == UPDATES:
            save_update(by=self.by, change=change)
            return
        values = dict(row.values)
        if "office" in values:
            values["office"] = self.offices.get(values["office"])
        if "priority" in values:
            values["priority"] = self.priorities.get(values["priority"])
        if change.record is not None:
            self._edit(change, values)
        else:
            made = self._add(row, values)
            if row.reference:
                self.made[(row.sheet, row.reference)] = made

    def _edit(self, change: RowChange, values: dict[str, Any]) -> None:
        sheet, record = change.row.sheet, change.record
        named: dict[str, Any] = {"by": self.by, "lock_version": change.row.version}
        if sheet == PROGRAMME:
            text = programmes.ProgrammeText(**values)
            programmes.edit_programme(**named, programme=record, text=text)
        elif sheet == OUTCOMES:
            outcome = programme_outcomes.OutcomeText(**values)
            programme_outcomes.edit_outcome(**named, outcome=record, text=outcome)
        elif sheet == MILESTONES:
            status = values.pop("status")
            parts.edit_milestone(**named, row=record, data=parts.MilestoneData(**values), status=status)
        else:
            part: Part[Any] = PARTS[sheet]
            part.edit(**named, row=record, data=part.data(**values))

    def _add(self, row: SheetRow, values: dict[str, Any]) -> Any:
        if row.sheet == OUTCOMES:
            outcome = programme_outcomes.OutcomeText(**values)
            programme = cast("CountryProgramme", self.programme)  # no other takes new rows here
            return programme_outcomes.add_outcome(by=self.by, programme=programme, text=outcome)
        owner = self._parent(row)
        if row.sheet == MILESTONES:
            status = values.pop("status")
            milestone = parts.MilestoneData(**values)
            return parts.add_milestone(by=self.by, owner=owner, data=milestone, status=status)
        part: Part[Any] = PARTS[row.sheet]
        return part.add(by=self.by, owner=owner, data=part.data(**values))

    def _parent(self, row: SheetRow) -> Any:
        """Return the record that a new row belongs to."""
        above, name = PARENTS[row.sheet]
        if isinstance(row.parent, int):
            return self.records[above][row.parent]
        if (above, row.parent) not in self.made:
            message = _("The row that this belongs to has an error: put that right first.")
            raise UnableToAct(message, {name: [message]})
        return self.made[(above, row.parent)]
