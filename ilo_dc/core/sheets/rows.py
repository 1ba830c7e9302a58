"""The rows of one sheet of a workbook, read as people see them, one after the other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _
from openpyxl.utils.datetime import from_excel

from ilo_dc.core.sheets.cells import (
    MAX_CELL,
    SHOWN,
    BrokenCell,
    NumberCell,
    RawRow,
    SheetError,
    Unread,
    text_cell,
)
from ilo_dc.core.sheets.limits import LAST_COLUMN, LAST_ROW, Meter, refuse_text, too_many_columns
from ilo_dc.core.sheets.markup import damaged, read_events
from ilo_dc.core.sheets.rules import shortest, without_escapes
from ilo_dc.core.sheets.workbook import DAY, PERCENT, PLAIN, TRUE, SheetPart, Workbook

PLACE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,10})")
NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,4})?")
EXACT = 15  # digits of a whole number that a spreadsheet keeps
MOST_DIGITS = 308  # before the point
DAY_MS = 24 * 60 * 60 * 1_000


def rows_of(book: Workbook, sheet: SheetPart, meter: Meter, unread: Unread) -> Iterator[RawRow]:
    """Yield the rows of a sheet that have something in them, as they are numbered.

    Raises:
        LimitError: more than the meter lets through.
        SheetError: damaged; the row where it is so.
    """
    handler = _Rows(book, sheet, meter)
    try:
        for row in read_events(book.package.chunks(sheet.part), handler):
            yield meter.row(row)
    except SheetError as error:
        error.sheet = error.sheet or sheet.title
        error.row = error.row or handler.number
        raise
    finally:
        unread.hidden_rows += handler.hidden


class _Rows:
    """Takes the events of a sheet's part; a row that is blank is no row."""

    def __init__(self, book: Workbook, sheet: SheetPart, meter: Meter) -> None:
        self.book, self.sheet, self.meter = book, sheet, meter
        self.most = meter.limits.columns
        self.done: list[RawRow] = []
        self.number = self.hidden = 0
        self.is_hidden = self.within = False
        self.cells: dict[int, str] = {}
        self.column = -1
        self.kind = self.style = ""
        self.pieces: dict[str, list[str]] = {}
        self.taking: list[str] | None = None
        self.size = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Begin a row, a cell, or what stands in one."""
        if name == "c":
            self._start_cell(attributes)
        elif name in {"v", "f", "t"}:
            self.taking = self.pieces.setdefault(name, []) if self.within else None
            self.size = 0
        elif name == "row":
            self._start_row(attributes)
        elif name == "rPh":
            self.within = False  # how the text is pronounced is no part of it

    def text(self, text: str) -> None:
        """Take a piece of what stands in a cell."""
        if self.taking is not None:
            self.size += len(text)
            if self.size > MAX_CELL:
                refuse_text(self.sheet.title, self.number, "".join([*self.taking, text]))
            self.taking.append(text)

    def end(self, name: str) -> None:
        """Finish what began."""
        if name in {"v", "f", "t"}:
            self.taking = None
        elif name == "c":
            self._end_cell()
        elif name == "row":
            self._end_row()
        elif name == "rPh":
            self.within = True

    def taken(self) -> list[RawRow]:
        """Return the rows that are complete."""
        done, self.done = self.done, []
        return done

    def _start_row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r", "")
        if number and not (number.isascii() and number.isdecimal() and len(number) <= 18):
            raise damaged()
        self.number = int(number) if number else self.number + 1
        if not 0 < self.number <= LAST_ROW:
            raise SheetError(
                _("The sheet names row %(row)s; a spreadsheet ends at row %(last)s. Save it again as .xlsx.")
                % {"row": self.number, "last": LAST_ROW},
                sheet=self.sheet.title,
                row=self.number,
            )
        self.is_hidden = attributes.get("hidden", "").casefold() in TRUE
        self.cells, self.column = {}, -1

    def _start_cell(self, attributes: dict[str, str]) -> None:
        place = attributes.get("r")
        if place is None:
            self.column += 1
        elif match := PLACE.fullmatch(place):
            self.column = _column(match[1])
        else:
            raise damaged()
        if self.column >= LAST_COLUMN:
            raise too_many_columns(self.sheet.title, self.number, self.most)
        self.kind, self.style = attributes.get("t", "n"), attributes.get("s", "0")
        self.pieces, self.within = {}, True

    def _end_cell(self) -> None:
        self.within = False
        if not self.pieces:
            return
        text = self._value()
        if not text.strip():
            return
        if self.column >= self.most:
            raise too_many_columns(self.sheet.title, self.number, self.most)
        self.cells[self.column] = text

    def _end_row(self) -> None:
        if self.cells:
            self.hidden += self.is_hidden
            width = max(self.cells) + 1
            cells = [self.cells.get(column, "") for column in range(width)]
            self.done.append(RawRow(self.sheet.title, self.number, cells))
        self.cells = {}

    def _value(self) -> str:
        """Return what the cell that ends here says."""
        formula, value = self.pieces.get("f"), "".join(self.pieces.get("v", ()))
        if self.kind == "inlineStr":
            return text_cell(without_escapes("".join(self.pieces.get("t", ()))))
        if formula is not None and not value and self.kind != "str":
            return _uncomputed("".join(formula))
        if self.kind == "s":
            return self._shared(value)
        if self.kind in {"str", "e"}:
            return text_cell(value, is_error=self.kind == "e")
        if self.kind == "b":
            return "TRUE" if value.strip().casefold() in TRUE else "FALSE" if value else ""
        if self.kind == "d":
            return value.removesuffix("T00:00:00")
        return self._number(value.strip())

    def _shared(self, value: str) -> str:
        if not value.strip():
            return ""
        number = int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else -1
        if not 0 <= number < len(self.book.texts):
            raise damaged()
        return text_cell(without_escapes(self.book.texts[number]))

    def _number(self, value: str) -> str:
        if not value:
            return ""
        style = int(self.style) if self.style.isascii() and self.style.isdecimal() else -1
        kind = self.book.kinds[style] if 0 <= style < len(self.book.kinds) else PLAIN
        if kind == PLAIN and value.isascii() and value.isdecimal() and len(value) <= EXACT:
            return NumberCell(int(value))
        if not NUMBER.fullmatch(value):
            return BrokenCell(
                value[:SHOWN], _("This cell is stored as a number but is not one. Write it again.")
            )
        stored = Decimal(value)
        if stored.adjusted() >= MOST_DIGITS:
            return BrokenCell(value[:SHOWN], _("This number is too large for a spreadsheet."))
        exact = shortest(stored)
        if kind == DAY:
            return _day(exact, self.book.epoch, value)
        if kind == PERCENT:
            return f"{(exact * 100).normalize():f}%"
        return NumberCell(f"{exact:f}")


def _column(letters: str) -> int:
    """Return the place of a column by its letters: A is 0."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def _uncomputed(formula: str) -> BrokenCell:
    return BrokenCell(
        f"={formula}"[:SHOWN],
        _(
            "This cell is a formula that was saved without its value. Open the file in a spreadsheet and "
            "save it again, or write the value itself."
        ),
    )


def _day(number: Decimal, epoch: datetime, value: str) -> str:
    """Return a day, a moment or a time of day in ISO's form."""
    try:
        day = int(number)
        within = timedelta(milliseconds=round((number - day) * DAY_MS))
        if not day and number >= 0:
            return (epoch + within).time().isoformat()
        moment = from_excel(day, epoch) + within
    except (ArithmeticError, ValueError, TypeError):
        return BrokenCell(value[:SHOWN], _("This is not a date. Write it again: 2026-02-05."))
    return moment.date().isoformat() if moment.time() == time() else str(moment.isoformat())
