"""A workbook while it is written, whatever it is about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_rowcol_to_cell

from ilo_dc.core.days import last_day
from ilo_dc.core.models import Office
from ilo_dc.core.sheets.guards import BEGINNINGS
from portfolio.programmes.vocab import Progress, TextLanguage
from portfolio.workbooks import vocab
from portfolio.workbooks.rules import LONGEST, as_read, plain_text
from portfolio.workbooks.vocab import BookColumn, BookSheet

NEW_ROWS = 60
FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
FIRST_DAY, MOST = date(2000, 1, 1), 10**14  # what a cell of an update takes: days and numbers
EXACT = 15  # significant digits that a spreadsheet's number keeps
BOOK = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
# How cells are shown, by what they hold. A text that begins like a formula stays a text when it is edited.
TEXT = "text"
FORMATS: dict[str, dict[str, Any]] = {
    "": {},
    vocab.DAY: {"num_format": "yyyy-mm-dd"},
    TEXT: {"quote_prefix": True},
}
# Sheets whose first four columns stay in sight.
WIDE = {vocab.INDICATORS, vocab.UPDATES, vocab.RESULTS, vocab.PROJECT_INDICATORS}
# What a reader may still do in a protected sheet.
PROTECTED = {"format_columns": True, "format_rows": True, "select_locked_cells": True}


def sheet_title(sheet: BookSheet) -> str:
    """Return a sheet's title in the active language, as a workbook takes it."""
    return FORBIDDEN.sub(" ", str(sheet.label))[:31]


@dataclass(frozen=True)
class FilledRow:
    """One filled row: the record, what stands in its columns of parent and reference, and what is `given`
    for others.
    """

    record: Any
    parent: str = ""
    reference: str = ""
    given: Mapping[str, Any] = field(default_factory=dict)


class Draft:
    """A workbook while it is written.

    A child gives the `sheets`, the `rows` of each, the `lists` of choices, what the hidden sheet says beside
    them (`named`: kind, words, key), the lines of the `guide`, and whether new rows are taken (`grows`).
    """

    sheets: tuple[BookSheet, ...] = ()

    def __init__(self, book: xlsxwriter.Workbook, today: date) -> None:
        self.book, self.today = book, today
        wrapped = {"text_wrap": True, "valign": "top"}
        grey = {**wrapped, "bg_color": "#EBF5FD", "font_color": "#5C6670"}
        self.heading = book.add_format({"bold": True, "text_wrap": True, "bottom": 1, "bg_color": "#EBF5FD"})
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.prose = book.add_format(wrapped)
        self.formats = {
            (kind, locked): book.add_format({**(grey if locked else wrapped), "locked": locked, **more})
            for kind, more in FORMATS.items()
            for locked in (False, True)
        }
        self.lists: dict[str, list[tuple[Any, Any]]] = {
            "language": list(zip(TextLanguage.labels, TextLanguage.values, strict=True)),
            "yes_no": [(_("Yes"), "yes"), (_("No"), "no")],
            "progress": list(zip(Progress.labels, Progress.values, strict=True)),
            "office": [(str(office), office.pk) for office in Office.objects.order_by("code")],
        }
        self.places: dict[str, str] = {}
        self.rows: dict[str, list[FilledRow]] = {}
        self.named: list[tuple[str, Any, Any]] = []
        self.grows = True

    def guide(self, as_of: datetime, address: str) -> Iterator[str]:
        """Yield the lines of the first sheet."""
        raise NotImplementedError

    def write(self, as_of: datetime, address: str) -> None:
        """Write all sheets: how to use it, one for each kind of row, and the hidden one."""
        self._place_lists()
        self.write_guide(as_of, address)
        for sheet in self.sheets:
            self.write_sheet(sheet)
        self.write_lists(as_of)

    def _place_lists(self) -> None:
        """Say where on the hidden sheet each list of choices will stand."""
        row = 1
        for name, choices in self.lists.items():
            if choices:
                self.places[name] = f"='{vocab.LISTS}'!$B${row}:$B${row + len(choices) - 1}"
            row += len(choices)

    def write_guide(self, as_of: datetime, address: str) -> None:
        """Write the first sheet: what this is, how it stood when, how to use it."""
        sheet = self.book.add_worksheet(FORBIDDEN.sub(" ", _("How to use"))[:31])
        sheet.set_column(0, 0, 110)
        lines = list(self.guide(as_of, address))
        for number, line in enumerate(lines):
            sheet.write_string(number, 0, plain_text(line), self.prose if number else self.title)
        sheet.protect("", PROTECTED)

    def write_sheet(self, sheet: BookSheet) -> None:
        """Write one sheet: headings, the filled rows, and unlocked rows for new ones."""
        target = self.book.add_worksheet(sheet_title(sheet))
        for place, column in enumerate(sheet.columns):
            target.set_column(place, place, column.width)
            target.write_string(0, place, str(column.label), self.heading)
        target.freeze_panes(1, 4 if sheet.code in WIDE else 2)
        target.set_landscape()
        target.repeat_rows(0)
        target.fit_to_pages(1, 0)
        rows = self.rows[sheet.code]
        for number, row in enumerate(rows, start=1):
            for place, column in enumerate(sheet.columns):
                self._write(target, (number, place), column, self._value(row, column))
        if any(column.name == vocab.COUNTED for column in sheet.columns):
            self._count(target, sheet, rows)
        if rows and sheet.code in (*vocab.UPDATE_SHEETS, *vocab.REPORT_SHEETS):
            self._hold_limits(target, sheet, len(rows))
        last = len(rows) + self._leave_rows(target, sheet, len(rows) + 1)
        self._offer_choices(target, sheet, last)
        target.protect("", PROTECTED)

    def _leave_rows(self, target: Any, sheet: BookSheet, first: int) -> int:
        """Leave unlocked rows for new entries, where the sheet takes them; return how many."""
        if not (self.grows and self.takes_new_rows(sheet)):
            return 0
        for number in range(first, first + NEW_ROWS):
            for place, column in enumerate(sheet.columns):
                locked = column.kind in vocab.ALWAYS_LOCKED
                target.write_blank(number, place, None, self._format(column, locked=locked))
        return NEW_ROWS

    def takes_new_rows(self, sheet: BookSheet) -> bool:
        """Return whether a sheet of this workbook takes new rows, while any does."""
        return sheet.grows

    def _format(self, column: BookColumn, *, locked: bool, text: str = "") -> Any:
        kind = vocab.DAY if column.kind in vocab.DAYS else ""
        return self.formats[(TEXT if text.startswith(BEGINNINGS) else kind, locked)]

    def _value(self, row: FilledRow, column: BookColumn) -> Any:
        """Return what a filled cell says."""
        if column.name in row.given or column.kind == vocab.INFORMATION:
            return row.given.get(column.name)
        if column.kind == vocab.PARENT:
            return row.parent
        if column.kind == vocab.REFERENCE:
            return row.reference
        if column.choices == "yes_no":
            return _("Yes") if getattr(row.record, column.name) else _("No")
        if column.choices:
            record: Any = row.record
            key = getattr(record, record._meta.get_field(column.name).attname)
            return next((label for label, one in self.lists[column.choices] if one == key), "")
        value = getattr(row.record, column.name)
        return last_day(value) if column.kind == vocab.LAST_DAY else value

    def _write(self, target: Any, place: tuple[int, int], column: BookColumn, value: Any) -> None:
        """Write one filled cell; no text is ever written as a formula."""
        locked = column.kind in vocab.NOT_SAVED
        look = self._format(column, locked=locked)
        if value is None or value == "":
            target.write_blank(*place, None, look)
        elif isinstance(value, date) and value.year > 1900:
            target.write_datetime(*place, value, look)
        elif isinstance(value, Decimal):
            number = value.normalize()
            if len(number.as_tuple().digits) <= EXACT:
                target.write_number(*place, number, look)
            else:
                target.write_string(*place, f"{number:f}", look)
        elif isinstance(value, int):
            target.write_number(*place, value, look)
        else:
            text = cell_text(str(value))
            target.write_string(*place, text, self._format(column, locked=locked, text=text))

    def _count(self, target: Any, sheet: BookSheet, rows: list[FilledRow]) -> None:
        """Count the letters of each row's text as it is typed."""
        place = sheet.place(vocab.COUNTED)
        for number, row in enumerate(rows, start=1):
            cell = xl_rowcol_to_cell(number, place - 1)
            look, written = self.formats[("", True)], len(as_read(row.record.narrative))
            target.write_formula(number, place, f"=LEN({cell})", look, written)

    def _hold_limits(self, target: Any, sheet: BookSheet, last: int) -> None:
        """Warn of a text over its limit, which stays as it was typed, and of what is no day or number."""
        for place, column in enumerate(sheet.columns):
            limits = _limits(column, self.today)
            if limits:
                texts = {
                    "error_title": str(column.label)[:32],
                    "error_message": limits["error_message"][:255],
                }
                target.data_validation(1, place, last, place, {**limits, **texts})

    def _offer_choices(self, target: Any, sheet: BookSheet, last: int) -> None:
        """Give the columns of choices their lists, down to the last row."""
        for place, column in enumerate(sheet.columns):
            source = self.places.get(column.choices)
            if source and last:
                target.data_validation(
                    1,
                    place,
                    last,
                    place,
                    {
                        "validate": "list",
                        "source": source,
                        "ignore_blank": not column.required,
                        "error_title": str(column.label)[:32],
                        "error_message": _("Choose one from the list of this cell.")[:255],
                    },
                )

    def write_lists(self, as_of: datetime) -> None:
        """Write the hidden sheet: what every choice, title and heading of this workbook means."""
        sheet = self.book.add_worksheet(vocab.LISTS)
        lines = [(name, label, key) for name, choices in self.lists.items() for label, key in choices]
        lines += self.named
        for one in self.sheets:
            lines.append(("sheet", sheet_title(one), one.code))
            lines += [(f"column:{one.code}", str(column.label), column.name) for column in one.columns]
        lines += [
            ("language", get_language() or "en", ""),
            ("as_of", as_of.isoformat(), ""),
        ]
        for number, (kind, label, key) in enumerate(lines):
            for place, value in enumerate((kind, cell_text(str(label)), str(key))):
                sheet.write_string(number, place, value)
        sheet.protect("", PROTECTED)
        sheet.very_hidden()


def _limits(column: BookColumn, today: date) -> dict[str, Any]:
    """Return what a cell of an update takes, as a spreadsheet holds it; nothing: whatever is typed."""
    if column.longest:
        message = _("At most %(most)d characters: the portal refuses more.") % {"most": column.longest}
        limit = {"validate": "length", "criteria": "<=", "value": column.longest, "error_type": "warning"}
        return {**limit, "error_message": message}
    if column.kind == vocab.DAY:
        message = _("Write a day as year-month-day, not in the future: 2026-02-05.")
        between = {"criteria": "between", "minimum": FIRST_DAY, "maximum": today}
        return {"validate": "date", **between, "error_message": message}
    if column.kind == vocab.NUMBER:
        message = _("Write a plain number: the unit stands in its own column.")
        between = {"criteria": "between", "minimum": -MOST, "maximum": MOST}
        return {"validate": "decimal", **between, "error_message": message}
    return {}


def cell_text(text: str) -> str:
    """Return a text as its cell holds it."""
    return plain_text(text)[:LONGEST]
