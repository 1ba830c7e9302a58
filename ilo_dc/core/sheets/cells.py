"""What reading hands on: rows of cells as people see them, and why a file cannot be read on."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from ilo_dc.core.sheets.rules import is_error_value

SHOWN = 100  # characters of a cell that a problem shows
MAX_CELL = 32_767  # what a spreadsheet itself can hold
NO_TEXT = re.compile(r"[\0\ud800-\udfff]")  # what a database text cannot hold


class SheetError(Exception):
    """The file cannot be read on: where it stopped, what stood there, and what to do about it."""

    def __init__(self, message: str, *, sheet: str = "", row: int = 0, value: str = "") -> None:
        super().__init__(message)
        self.message, self.sheet, self.row, self.value = message, sheet, row, value


class LimitError(SheetError):
    """The file holds more than is read here; a worker may read more than a request."""


class NumberCell(str):
    """A cell that is stored as a number: its noise is a spreadsheet's arithmetic, not somebody's typing."""

    __slots__ = ()


class BrokenCell(str):
    """A cell without a usable value: the text is what stands there, `advice` what to do about it."""

    __slots__ = ("advice",)
    advice: str

    def __new__(cls, text: str, advice: str) -> BrokenCell:
        """Return the cell with its advice."""
        cell = super().__new__(cls, text)
        cell.advice = advice
        return cell


def text_cell(text: str, *, is_error: bool = False) -> str:
    """Return a cell's text; one that says that there is no value is a broken cell."""
    if not is_error and not is_error_value(text):
        return text
    advice = _("This cell could not be computed. Put its formula right, or write the value itself.")
    return BrokenCell((text.strip() or "#")[:SHOWN], advice)


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row as it stands in the file; some of its cells may be a `NumberCell` or a `BrokenCell`."""

    sheet: str
    number: int
    cells: list[str]
    ragged: bool = False  # a CSV row says how many cells it has, a workbook's row does not


@dataclass
class Unread:
    """What of a file was left out or is easily overlooked: said beside what was read."""

    hidden_sheets: list[str] = field(default_factory=list)
    hidden_rows: int = 0
    rows_above: list[int] = field(default_factory=list)
    rows_of_others: int = 0  # of an export: those that belong to another importer
