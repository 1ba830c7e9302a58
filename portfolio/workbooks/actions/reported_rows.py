"""What a workbook reports for a period: a row of its own sheet, its values by indicator in another sheet.

Outcome updates and progress reports are compared alike; each says what a row is about (`place`), and to which
row values belong (`attach`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from portfolio.workbooks.actions.sheet_rows import Comparison, Reading, RowChange, SheetRow
from portfolio.workbooks.rules import as_read, fingerprint, same_word
from portfolio.workbooks.vocab import SHEET


@dataclass(frozen=True)
class ReportedSheets:
    """The two sheets of what is reported.

    Attributes:
        texts: the sheet of what is said of a period; `record` is the model of its rows.
        values: the sheet of where the indicators stood; `value` is the model of its rows.
    """

    texts: str
    record: type[Any]
    values: str
    value: type[Any]

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """The columns of a value."""
        return tuple(column.name for column in SHEET[self.values].saved_columns)

    def as_read(self, record: Any, reported: Mapping[int, Any]) -> dict[str, Any]:
        """Return what the two sheets say of a record when nobody changed them, by column."""
        columns = [column.name for column in SHEET[self.texts].saved_columns if column.name != "submit"]
        found = {name: getattr(record, name) for name in columns}
        for number, row in reported.items():
            found |= {f"{name}_{number}": getattr(row, name) for name in self.parts}
        read = {name: as_read(value) if isinstance(value, str) else value for name, value in found.items()}
        return {**read, "submit": False}


@dataclass
class Entry:
    """One report of a period: its row, its rows of values by indicator, what is recorded.

    `label` is how people find it, `name` how the hidden sheet calls it, `owner` what a new one belongs to.
    """

    row: SheetRow
    record: Any
    label: str
    name: str
    owner: Any
    values: dict[int, SheetRow] = field(default_factory=dict)

    def typed(self, parts: tuple[str, ...]) -> dict[str, Any]:
        """Return what the workbook says, by column."""
        found = {
            f"{name}_{number}": row.values[name] for number, row in self.values.items() for name in parts
        }
        return {**self.row.values, **found}


class ReportedRows:
    """The reports of a workbook while they are compared."""

    sheets: ClassVar[ReportedSheets]

    def __init__(self, reading: Reading, found: Comparison) -> None:
        self.reading, self.found = reading, found
        self.entries: dict[Any, Entry] = {}

    def place(self, row: SheetRow) -> None:
        """Find what a row of texts is about; nobody moves a row or makes one of their own."""
        raise NotImplementedError

    def attach(self, row: SheetRow) -> None:
        """Give a row of values to its report, with what its fields take."""
        raise NotImplementedError

    def compare(self) -> None:
        """Sort the rows into changed, stale and unchanged."""
        for sheet, take in ((self.sheets.texts, self.place), (self.sheets.values, self.attach)):
            for row in self.reading.rows:
                if row.sheet == sheet:
                    take(row)
        for entry in self.entries.values():
            if entry.row.broken or any(row.broken for row in entry.values.values()):
                entry.row.broken = True
            else:
                self._sort(entry)

    def check_key(self, row: SheetRow, record: Any, missing: str) -> None:
        """Check id and version of a row; `missing` says that there is no such row."""
        if row.pk is not None and record is None:
            self.reading.problem(row, "id", missing)
        elif (row.pk is None) != (row.version is None):
            name = "id" if row.pk is None else "version"
            self.reading.problem(row, name, _("Ids and versions are not changed: restore it."))
        elif record is not None and row.version is not None and row.version > record.version:
            self.reading.problem(row, "version", _("Versions are not changed: restore it."))

    def check_values(self, row: SheetRow) -> None:
        """Note what the cells of a row of values cannot hold."""
        for name in self.sheets.parts:
            try:
                self.sheets.value._meta.get_field(name).run_validators(row.values[name])
            except ValidationError as error:
                for message in error.messages:
                    self.reading.problem(row, name, message)

    def no_such_row(self, row: SheetRow, column: str) -> None:
        """Note that a row of values belongs to no row of texts."""
        words = {"sheet": self.reading.titles[self.sheets.texts]}
        self.reading.problem(row, column, _("No row of the sheet “%(sheet)s” has this.") % words)

    def give(self, entry: Entry, row: SheetRow, indicator: Any, *, shown: str) -> None:
        """Give a row of values to its report; `shown` is how the preview calls the indicator."""
        if indicator.pk in entry.values:
            self.reading.problem(row, "indicator", _("This indicator and period appear twice. Remove one."))
        entry.values[indicator.pk] = row
        for name in self.sheets.parts:
            heading = self.reading.headings[(self.sheets.values, name)]
            self.reading.headings[(self.sheets.texts, f"{name}_{indicator.pk}")] = f"{heading} ({shown})"

    def _sort(self, entry: Entry) -> None:
        """Sort one report; what is the same keeps the recorded text to the letter."""
        row, record, parts = entry.row, entry.record, self.sheets.parts
        typed = entry.typed(parts)
        recorded = {value.indicator_id: value for value in record.values.all()} if record else {}
        there = {number: recorded.get(number, self.sheets.value()) for number in entry.values}
        now = self.sheets.as_read(record or self.sheets.record(language=row.values["language"]), there)
        differences = {name: (now[name], value) for name, value in typed.items() if now[name] != value}
        changed_parts = {
            number: {name: value.values[name] for name in parts}
            for number, value in entry.values.items()
            if any(f"{name}_{number}" in differences for name in parts)
        }
        change = RowChange(row, record, differences, label=entry.label, owner=entry.owner)
        self.found.unchanged += len(entry.values) - len(changed_parts) + (not differences)
        if record is not None and row.version != record.version:
            change.touched = self.reading.written.get(same_word(entry.name)) != fingerprint(typed)
            if differences:
                self.found.conflicts.append(change)
            return
        for name in row.values:
            if record is not None and name not in differences and name != "submit":
                row.values[name] = getattr(record, name)
        row.values[self.sheets.values] = changed_parts
        if differences:
            self.found.changes.append(change)
