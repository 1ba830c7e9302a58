"""What a programme's workbook says, row by row, and how that differs from what is recorded."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from ilo_dc.core.days import last_day
from ilo_dc.core.imports.problems import SHOWN, Problem, Problems
from ilo_dc.core.imports.remarks import Remarks
from portfolio.workbooks.vocab import LAST_DAY, SHEET


@dataclass
class SheetRow:
    """One row of the workbook: plain values by column (a record by its key).

    `parent` is the key of a record, or the word by which the workbook calls a new row; `reference` is what a
    new row is called. `keys` name the record of a row that has no id of its own.
    A row that is `broken` has a cell that cannot be used.
    """

    sheet: str
    number: int
    pk: int | None = None
    version: int | None = None
    values: dict[str, Any] = field(default_factory=dict)
    parent: int | str = ""
    reference: str = ""
    keys: dict[str, Any] = field(default_factory=dict)
    broken: bool = False


@dataclass
class Reading:
    """What a workbook says; `titles` and `headings` are the file's own, `words` the reader's for choices.

    `remarks` are what a reader must know although it is no error.
    A workbook whose sheets or columns do not fit is `refused` whole. `written`: by row of an update, the
    fingerprint of what the portal wrote into it.
    """

    rows: list[SheetRow] = field(default_factory=list)
    problems: Problems = field(default_factory=Problems)
    remarks: Remarks = field(default_factory=Remarks)
    titles: dict[str, str] = field(default_factory=dict)
    headings: dict[tuple[str, str], str] = field(default_factory=dict)
    words: dict[str, dict[Any, str]] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)
    refused: bool = False

    @property
    def notes(self) -> list[str]:
        """The remarks in words."""
        return self.remarks.notes()

    def problem(self, row: SheetRow, column: str, message: str) -> None:
        """Note what must be put right in a row, which is then broken."""
        row.broken = True
        heading = self.headings.get((row.sheet, column), "")
        value = self.worded(row.sheet, column, row.values.get(column)) if heading else ""
        place = (self.titles[row.sheet], row.number, heading)
        self.problems.add(Problem(*place, Truncator(value).chars(SHOWN), message))

    def worded(self, sheet: str, column: str, value: Any) -> str:
        """Return a plain value as people read it."""
        if value is None or value == "":
            return ""
        known = next((one for one in SHEET[sheet].columns if one.name == column), None)
        if known is not None and known.choices:
            return self.words[known.choices].get(value, str(value))
        if known is not None and known.kind == LAST_DAY:
            return str(last_day(value))
        return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


@dataclass
class RowChange:
    """A row that says something else than what is recorded: old and new value by column.

    Of a row that was changed in the portal since the workbook was made: whether it was in the workbook too.
    `label` is how people find a row that has no title of its own; `owner` what a new one belongs to.
    """

    row: SheetRow
    record: Any
    differences: dict[str, tuple[Any, Any]]
    touched: bool = True
    label: str = ""
    owner: Any = None

    @property
    def title(self) -> str:
        """How people find the row."""
        return self.label or (_("New row") if self.record is None else str(self.record))


@dataclass
class Comparison:
    """What saving a workbook would do; `conflicts` are rows that were changed in the portal meanwhile."""

    changes: list[RowChange] = field(default_factory=list)
    conflicts: list[RowChange] = field(default_factory=list)
    unchanged: int = 0
