"""Reading the sheets that people send: CSV and XLSX as text, within limits, trusting nothing.

A file is told by its content, not by its name. Rows are numbered as a spreadsheet shows them: the header
is row 1. No cell is guessed at: `NA` stays the text NA (Namibia), `007` stays `007`.

An importer's file is one sheet (`read_rows`); a workbook that the portal itself filled has several
(`read_book`).
"""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO

import openpyxl
from django.conf import settings
from django.utils.translation import gettext as _

MAX_ROWS = 250_000
MAX_COLUMNS = 120
MAX_CELL = 32_767  # what a spreadsheet itself can hold
NO_TEXT = re.compile(r"[\0\ud800-\udfff]")  # what a database text cannot hold
MAX_LINE = 4 * 1024 * 1024
SNIFF = 64 * 1024
# A workbook unpacks to some five to ten times its size; more is a bomb, not a sheet.
MAX_UNPACKED = 8
MAX_SHARED_STRINGS = 4
MAX_MEMBERS = 2_000
# A workbook of several sheets is read within one request, whole into memory.
BOOK_MB = 5
MAX_BOOK_ROWS = 5_000

ZIP = b"PK\x03\x04"
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
UTF16 = (b"\xff\xfe", b"\xfe\xff")
DELIMITERS = ",;\t"


class SheetError(Exception):
    """The file cannot be read on: where it stopped, what stood there, and what to do about it."""

    def __init__(self, message: str, *, sheet: str = "", row: int = 0, value: str = "") -> None:
        super().__init__(message)
        self.message, self.sheet, self.row, self.value = message, sheet, row, value


@dataclass(frozen=True)
class RawRow:
    """One row as it stands in the file."""

    sheet: str
    number: int
    cells: list[str]
    ragged: bool = False  # a CSV row says how many cells it has, a workbook's row does not


def refuse_noise(head: bytes) -> None:
    """Refuse what is plainly no sheet, from the first bytes alone.

    Raises:
        SheetError: an old or protected workbook, UTF-16, or bytes that are no text.
    """
    if head.startswith(ZIP):
        return
    if head.startswith(OLD_EXCEL):
        raise SheetError(
            _("This is an old or protected Excel file. Save it as .xlsx without a password, or as CSV.")
        )
    if head.startswith(UTF16):
        raise SheetError(_("This file is UTF-16. Save it as “CSV UTF-8” or as .xlsx."))
    if not head.strip(b"\xef\xbb\xbf \t\r\n"):
        raise SheetError(_("The file is empty."))
    if b"\0" in head:
        raise SheetError(_("This is neither a CSV nor an XLSX file: it holds bytes that are no text."))


def read_rows(path: Path) -> Iterator[RawRow]:
    """Yield every row that is not blank, the header first.

    Raises:
        SheetError: the file is no sheet, too large, damaged, or not in UTF-8.
    """
    with path.open("rb") as file:
        head = file.read(SNIFF)
        if path.stat().st_size > settings.UPLOAD_MB * 1024 * 1024:
            raise SheetError(_("The file is larger than %(size)s MB.") % {"size": settings.UPLOAD_MB})
        refuse_noise(head)
        file.seek(0)
        yield from _read_workbook(file) if head.startswith(ZIP) else _read_text(file)


def _read_text(file: BinaryIO) -> Iterator[RawRow]:
    """Yield the rows of a CSV file; the delimiter is the header's."""
    lines = _lines(file)
    first = next(lines, "")
    delimiter = max(DELIMITERS, key=first.count)

    def again() -> Iterator[str]:
        yield first
        yield from lines

    number = 0
    try:
        for number, cells in enumerate(csv.reader(again(), delimiter=delimiter, strict=True), start=1):
            _within_limits("", number, cells)
            if any(cell.strip() for cell in cells):
                yield RawRow("", number, [_checked("", number, cell) for cell in cells], ragged=True)
    except csv.Error as error:
        raise SheetError(
            _("The row cannot be taken apart (%(why)s). Is a quotation mark missing?") % {"why": error},
            row=number + 1,
        ) from error
    except UnicodeDecodeError as error:
        raise SheetError(
            _("The file is not in UTF-8. In a spreadsheet choose “CSV UTF-8” or .xlsx when saving."),
            row=number + 1,
            value=ascii(error.object[max(0, error.start - 20) : error.end + 20])[2:-1],
        ) from error


def _lines(file: BinaryIO) -> Iterator[str]:
    """Yield the text lines of a file, each decoded by itself, so that little is in memory at once."""
    number = 0
    while raw := file.readline(MAX_LINE):
        number += 1
        if len(raw) == MAX_LINE and not raw.endswith(b"\n"):
            raise SheetError(_("Line %(line)s is too long for a sheet.") % {"line": number}, row=number)
        if b"\0" in raw:
            raise SheetError(_("Line %(line)s holds bytes that are no text.") % {"line": number}, row=number)
        yield raw.decode("utf-8-sig" if number == 1 else "utf-8")


def _read_workbook(file: BinaryIO) -> Iterator[RawRow]:
    """Yield the rows of the first worksheet; formulas count by the value that was saved with them."""
    with _opened(file, limit_mb=settings.UPLOAD_MB) as book:
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # some programs write a wrong size, which would hide rows
        for number, values in enumerate(sheet.iter_rows(values_only=True), start=1):
            cells = _without_tail(values)
            _within_limits(sheet.title, number, cells)
            if cells:
                texts = [_checked(sheet.title, number, _as_text(value)) for value in cells]
                yield RawRow(sheet.title, number, texts)


def read_book(file: BinaryIO, *, size: int) -> dict[str, list[RawRow]]:
    """Return the rows that are not blank of every worksheet of a workbook, by the sheet's title.

    A percentage is read as people see it (12%), and blank rows after the last filled one do not count.

    Raises:
        SheetError: the file is no workbook, too large, or damaged.
    """
    head = file.read(SNIFF)
    file.seek(0)
    if size > settings.UPLOAD_MB * 1024 * 1024:
        raise SheetError(_("The file is larger than %(size)s MB.") % {"size": settings.UPLOAD_MB})
    refuse_noise(head)
    if not head.startswith(ZIP):
        raise SheetError(_("This is no workbook. Save it as .xlsx and upload that."))
    with _opened(file, limit_mb=BOOK_MB) as book:
        return {sheet.title: list(_rows_of(sheet)) for sheet in book.worksheets}


def _rows_of(sheet: Any) -> Iterator[RawRow]:
    """Yield the filled rows of one worksheet of a book."""
    sheet.reset_dimensions()
    filled = 0
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        texts = _without_tail(tuple(_as_seen(cell) for cell in cells))
        if not texts:
            continue
        filled += 1
        if filled > MAX_BOOK_ROWS:
            words = {"rows": MAX_BOOK_ROWS}
            raise SheetError(
                _("The sheet has more than %(rows)s rows. Split it.") % words, sheet=sheet.title, row=number
            )
        _within_limits(sheet.title, number, texts)
        yield RawRow(sheet.title, number, [_checked(sheet.title, number, text) for text in texts])


def _as_seen(cell: Any) -> str:
    """Return a cell as `_as_text` does; a number that is shown as a percentage keeps its sign."""
    value = cell.value
    if isinstance(value, int | float) and not isinstance(value, bool) and "%" in (cell.number_format or ""):
        return f"{(Decimal(repr(value)) * 100).normalize():f}%"
    return _as_text(value)


@contextmanager
def _opened(file: BinaryIO, *, limit_mb: int) -> Iterator[Any]:
    """Open a workbook for reading; whatever its parsers meet is a `SheetError`."""
    _refuse_bomb(file, limit_mb)
    try:
        yield openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
    except SheetError:
        raise
    except Exception as error:  # openpyxl raises whatever a damaged file provokes in its parsers
        raise SheetError(
            _("The workbook is damaged. Open it in a spreadsheet and save it again as .xlsx.")
        ) from error


def _refuse_bomb(file: BinaryIO, limit_mb: int) -> None:
    """Refuse a workbook whose parts unpack to far more than a sheet of `limit_mb` holds."""
    limit = limit_mb * 1024 * 1024
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise SheetError(_("The workbook is damaged: it is no complete .xlsx file.")) from error
    if not any(member.filename == "xl/workbook.xml" for member in members):
        raise SheetError(_("This is a ZIP file, not an .xlsx workbook."))
    strings = sum(member.file_size for member in members if "sharedStrings" in member.filename)
    if (
        len(members) > MAX_MEMBERS
        or sum(member.file_size for member in members) > MAX_UNPACKED * limit
        or strings > MAX_SHARED_STRINGS * limit
    ):
        raise SheetError(_("The workbook unpacks to more than a sheet of this size can hold."))


def _without_tail(values: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return the cells up to the last that is filled: formatting leaves empty ones behind it."""
    end = len(values)
    while end and (values[end - 1] is None or str(values[end - 1]).strip() == ""):
        end -= 1
    return values[:end]


def _as_text(value: Any) -> str:
    """Return a workbook's cell as somebody would type it: whole numbers plain, dates in ISO."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        # The shortest text that means the stored number: 1234.56, not 1234.5599999999999.
        return f"{int(value)}" if value.is_integer() else f"{Decimal(repr(value)):f}"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _within_limits(sheet: str, number: int, cells: Sequence[Any]) -> None:
    """Refuse a sheet with too many rows or columns."""
    if number > MAX_ROWS:
        raise SheetError(
            _("The sheet has more than %(rows)s rows. Split it.") % {"rows": MAX_ROWS},
            sheet=sheet,
            row=number,
        )
    if len(cells) > MAX_COLUMNS:
        raise SheetError(
            _("The row has more than %(columns)s columns.") % {"columns": MAX_COLUMNS},
            sheet=sheet,
            row=number,
        )


def _checked(sheet: str, number: int, text: str) -> str:
    """Return a cell's text when the database can hold it."""
    if len(text) > MAX_CELL:
        raise SheetError(
            _("A cell holds more than %(characters)s characters.") % {"characters": MAX_CELL},
            sheet=sheet,
            row=number,
            value=text[:100],
        )
    if NO_TEXT.search(text):
        raise SheetError(
            _("A cell holds characters that are no text."), sheet=sheet, row=number, value=ascii(text[:100])
        )
    return text
