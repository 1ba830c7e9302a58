"""Outcome updates in a programme's workbook: compared with what is recorded, saved as on their page.

An update is a row of its own sheet, found by its id or, before anybody began it, by outcome and period; where
its indicators stood are rows of another sheet, which belong to it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ilo_dc.core.errors import Refused, UnableToAct
from portfolio.programmes.models.programme_outcome import OutcomeIndicator, ProgrammeOutcome
from portfolio.updates.actions.outcome_updates import Reported, UpdateText, add_update, edit_update
from portfolio.updates.models import OutcomeUpdate, ReportedValue
from portfolio.updates.rules import period_of
from portfolio.workbooks.actions.plans import within
from portfolio.workbooks.actions.sheet_rows import Comparison, Reading, RowChange, SheetRow
from portfolio.workbooks.rules import as_read, fingerprint, same_word
from portfolio.workbooks.vocab import SHEET, UPDATE_SHEETS, UPDATE_VALUES, UPDATES

if TYPE_CHECKING:
    from ilo_dc.core.models import User
    from portfolio.updates.rules import Period
    from portfolio.workbooks.actions.plans import Plan

PARTS = tuple(column.name for column in SHEET[UPDATE_VALUES].saved_columns)


def compare_updates(programme: Plan, reading: Reading, found: Comparison) -> None:
    """Add to what was `found` the updates that say something new, or were changed in the portal meanwhile."""
    if any(row.sheet in UPDATE_SHEETS for row in reading.rows):
        _Updates(programme, reading, found).compare()


def save_update(*, by: User, change: RowChange) -> OutcomeUpdate:
    """Begin, change or hand in an update as its row says, by the actions of its page.

    Raises:
        UnableToAct: what the action raises; who writes no updates here may still save the other rows.
    """
    values = dict(change.row.values)
    submit = values.pop("submit")
    reported: dict[int, dict[str, Any]] = values.pop(UPDATE_VALUES)
    by_indicator = {number: Reported(**parts) for number, parts in reported.items()}
    text = UpdateText(**values, values=by_indicator)
    try:
        if change.record is None:
            period = change.row.keys["period"]
            return add_update(by=by, outcome=change.owner, period=period, text=text, submit=submit)
        version = change.row.version or 0
        return edit_update(by=by, update=change.record, lock_version=version, text=text, submit=submit)
    except Refused as error:
        raise UnableToAct(error.message) from error


def values_as_read(record: Any, reported: Mapping[int, Any]) -> dict[str, Any]:
    """Return what the two sheets say of an update when nobody changed them, by column."""
    columns = [column.name for column in SHEET[UPDATES].saved_columns if column.name != "submit"]
    found = {name: getattr(record, name) for name in columns}
    for number, row in reported.items():
        found |= {f"{name}_{number}": getattr(row, name) for name in PARTS}
    read = {name: as_read(value) if isinstance(value, str) else value for name, value in found.items()}
    return {**read, "submit": False}


def row_name(outcome: int, period: Period) -> str:
    """Return what the hidden sheet calls the row of an update."""
    return f"{outcome} {period.code}"


@dataclass
class _Update:
    """One update: its row, its rows of values by indicator, and what is recorded."""

    row: SheetRow
    record: OutcomeUpdate | None = None
    values: dict[int, SheetRow] = field(default_factory=dict)

    @property
    def typed(self) -> dict[str, Any]:
        """What the workbook says, by column."""
        parts = {
            f"{name}_{number}": row.values[name] for number, row in self.values.items() for name in PARTS
        }
        return {**self.row.values, **parts}


class _Updates:
    """The updates of a workbook while they are compared."""

    def __init__(self, programme: Plan, reading: Reading, found: Comparison) -> None:
        self.reading, self.found = reading, found
        homes = [f"{home}__{name}" for home in ("programme", "cpo") for name in ("country__region", "region")]
        outcomes = ProgrammeOutcome.objects.filter(**within(programme)).select_related(*homes)
        self.outcomes = {one.pk: one for one in outcomes}
        self.indicators = OutcomeIndicator.objects.filter(**within(programme, "outcome__")).in_bulk()
        of_plan = within(programme, "outcome__")
        updates = OutcomeUpdate.objects.filter(**of_plan).prefetch_related("values")
        self.updates: dict[int, list[OutcomeUpdate]] = defaultdict(list)
        for one in updates:
            one.outcome = self.outcomes[one.outcome_id]
            self.updates[one.outcome_id].append(one)
        self.rows: dict[tuple[int, Period], _Update] = {}

    def compare(self) -> None:
        """Sort the rows into changed, stale and unchanged."""
        for row in self.reading.rows:
            if row.sheet == UPDATES:
                self._place(row)
        for row in self.reading.rows:
            if row.sheet == UPDATE_VALUES:
                self._attach(row)
        for one in self.rows.values():
            if one.row.broken or any(row.broken for row in one.values.values()):
                one.row.broken = True
            else:
                self._sort(one)

    def _place(self, row: SheetRow) -> None:
        """Find what a row is about; nobody moves a row or makes one of their own."""
        outcome = self.outcomes.get(row.keys.get("outcome", ""))
        period = row.keys["period"] = period_of(str(row.keys.get("period", "")).upper())
        if outcome is None or period is None:
            column = "outcome" if outcome is None else "period"
            self.reading.problem(row, column, _("A recorded row stays where it belongs: restore this cell."))
            return
        if (outcome.pk, period) in self.rows:
            self.reading.problem(row, "outcome", _("This outcome and period appear twice. Remove one."))
            return
        there = [one for one in self.updates[outcome.pk] if one.period.overlaps(period)]
        record = next((one for one in there if row.pk in {None, one.pk}), None)
        self.rows[(outcome.pk, period)] = _Update(row, record)
        if row.pk is not None and record is None:
            message = _("This programme has no such row (any more). Ids are not changed: restore it.")
            self.reading.problem(row, "id", message)
        elif (row.pk is None) != (row.version is None):
            name = "id" if row.pk is None else "version"
            self.reading.problem(row, name, _("Ids and versions are not changed: restore it."))
        elif record is not None and row.version is not None and row.version > record.version:
            self.reading.problem(row, "version", _("Versions are not changed: restore it."))

    def _attach(self, row: SheetRow) -> None:
        """Give a row of values to its update, with what its fields take."""
        indicator = self.indicators.get(row.keys.get("indicator", ""))
        period = period_of(str(row.keys.get("period", "")).upper())
        owner = self.rows.get((indicator.outcome_id, period)) if indicator and period else None
        if indicator is None or owner is None:
            words = {"sheet": self.reading.titles[UPDATES]}
            message = _("No row of the sheet “%(sheet)s” has this.") % words
            self.reading.problem(row, "indicator", message)
            return
        if indicator.pk in owner.values:
            self.reading.problem(row, "indicator", _("This indicator and period appear twice. Remove one."))
        owner.values[indicator.pk] = row
        if row.broken:
            return
        for name in PARTS:
            column: Any = ReportedValue._meta.get_field(name)
            try:
                column.run_validators(row.values[name])
            except ValidationError as error:
                for message in error.messages:
                    self.reading.problem(row, name, message)
        code = self.outcomes[indicator.outcome_id].code
        for name in PARTS:
            heading = self.reading.headings[(UPDATE_VALUES, name)]
            shown = f"{code}: {indicator.text}"[:80]
            self.reading.headings[(UPDATES, f"{name}_{indicator.pk}")] = f"{heading} ({shown})"

    def _sort(self, one: _Update) -> None:
        """Sort one update; what is the same keeps the recorded text to the letter."""
        row, record, typed = one.row, one.record, one.typed
        recorded = {value.indicator_id: value for value in record.values.all()} if record else {}
        blank = ReportedValue()
        there = {number: recorded.get(number, blank) for number in one.values}
        now = values_as_read(record or OutcomeUpdate(language=row.values["language"]), there)
        differences = {name: (now[name], value) for name, value in typed.items() if now[name] != value}
        changed_parts = {
            number: {name: value.values[name] for name in PARTS}
            for number, value in one.values.items()
            if any(f"{name}_{number}" in differences for name in PARTS)
        }
        label = f"{self.outcomes[row.keys['outcome']].code} · {row.keys['period'].code}"
        change = RowChange(row, record, differences, label=label, owner=self.outcomes[row.keys["outcome"]])
        self.found.unchanged += len(one.values) - len(changed_parts) + (not differences)
        if record is not None and row.version != record.version:
            written = self.reading.written.get(same_word(row_name(row.keys["outcome"], row.keys["period"])))
            change.touched = written != fingerprint(typed)
            if differences:
                self.found.conflicts.append(change)
            return
        for name in row.values:
            if record is not None and name not in differences and name != "submit":
                row.values[name] = getattr(record, name)
        row.values[UPDATE_VALUES] = changed_parts
        if differences:
            self.found.changes.append(change)
