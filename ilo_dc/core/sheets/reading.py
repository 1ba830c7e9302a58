"""Reading the sheets that people send: CSV and XLSX as text, within limits, trusting nothing.

The one reader of importers and workbooks, in requests and workers. A file is told by its content, not by
its name, and read as a stream: what is in memory is a row, and a workbook's shared texts. Rows are numbered
as a spreadsheet shows them. No cell is guessed at: `NA` stays the text NA (Namibia), `007` stays `007`; a
number is known as one, and a cell without a usable value says so.

An importer's file is one sheet (`SheetFile`); a workbook that the portal itself filled has several
(`read_book`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from ilo_dc.core.progress import quiet
from ilo_dc.core.sheets.cells import BrokenCell, LimitError, NumberCell, RawRow, SheetError, Unread
from ilo_dc.core.sheets.limits import Limits, Meter, Watch, full_limits
from ilo_dc.core.sheets.package import Package
from ilo_dc.core.sheets.rows import rows_of
from ilo_dc.core.sheets.rules import without_invisible
from ilo_dc.core.sheets.texts import HEADER_WITHIN, read_text
from ilo_dc.core.sheets.workbook import Workbook

__all__ = [
    "SNIFF",
    "Book",
    "BrokenCell",
    "LimitError",
    "NumberCell",
    "RawRow",
    "SheetError",
    "SheetFile",
    "Unread",
    "is_small",
    "read_book",
    "refuse_noise",
]

SNIFF = 64 * 1024
MB = 1024 * 1024
ZIP = b"PK\x03\x04"
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
UTF16 = (b"\xff\xfe", b"\xfe\xff")
BOM = b"\xef\xbb\xbf"
OTHER_TEXTS = (b"{", b"[", b"<")  # how JSON, HTML and XML begin


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
        raise SheetError(_("This is neither a CSV nor an XLSX file: it holds bytes that are not text."))


def _head(file: BinaryIO, size: int) -> bytes:
    """Return the first bytes of a file that is not too large and no noise."""
    if size > settings.UPLOAD_MB * MB:
        raise SheetError(_("The file is larger than %(size)s MB.") % {"size": settings.UPLOAD_MB})
    file.seek(0)
    head = file.read(SNIFF)
    refuse_noise(head)
    file.seek(0)
    return head


class SheetFile:
    """The one sheet of an importer's file: a CSV file, or the first sheet of a workbook that people see.

    Iterating yields every row that is not blank, the header first: that is the first of some ten rows with
    all `wanted` columns (lower case), else the first row. `unread` says afterwards what was left out.

    Raises:
        LimitError: larger than the limits.
        SheetError: the file is no sheet, damaged, or not in UTF-8.
    """

    def __init__(
        self,
        path: Path,
        *,
        wanted: frozenset[str] = frozenset(),
        limits: Limits | None = None,
        watch: Watch = quiet,
    ) -> None:
        self.path, self.wanted = path, wanted
        self.meter = Meter(limits or full_limits(), watch)
        self.unread = Unread()

    def __iter__(self) -> Iterator[RawRow]:
        with self.path.open("rb") as file:
            head = _head(file, self.path.stat().st_size)
            if head.removeprefix(BOM).lstrip().startswith(OTHER_TEXTS):
                raise SheetError(_("This is neither a CSV nor an XLSX file: it begins as JSON or HTML does."))
            read = self._workbook if head.startswith(ZIP) else self._text
            yield from self._from_header(read(file))

    def _text(self, file: BinaryIO) -> Iterator[RawRow]:
        return read_text(file, self.wanted, self.meter)

    def _workbook(self, file: BinaryIO) -> Iterator[RawRow]:
        """Yield the rows of the first sheet that people see."""
        book = Workbook(Package(file, self.meter))
        seen = next((sheet for sheet in book.sheets if not sheet.hidden), None)
        if seen is None:
            raise SheetError(_("All sheets of the workbook are hidden. Show the one that is to be read."))
        self.unread.hidden_sheets = [sheet.title for sheet in book.sheets if sheet.hidden]
        yield from rows_of(book, seen, self.meter, self.unread)

    def _from_header(self, rows: Iterator[RawRow]) -> Iterator[RawRow]:
        """Yield the rows from the header on; those above it are noted."""
        first: list[RawRow] = []
        for row in rows:
            first.append(row)
            names = {without_invisible(cell).casefold() for cell in row.cells}
            if self.wanted and self.wanted <= names:
                self.unread.rows_above = [above.number for above in first[:-1]]
                yield row
                break
            if len(first) == HEADER_WITHIN or not self.wanted:
                yield from first
                break
        else:
            yield from first
            return
        yield from rows


@dataclass(frozen=True)
class Book:
    """The filled rows of a workbook's sheets by title, and which of them people do not see."""

    sheets: dict[str, list[RawRow]]
    hidden: frozenset[str]
    unread: Unread


def read_book(file: BinaryIO, *, size: int, limits: Limits | None = None, watch: Watch = quiet) -> Book:
    """Return the rows that are not blank of every worksheet of a workbook, hidden ones too.

    Raises:
        LimitError: larger than `limits`.
        SheetError: the file is no workbook, or damaged.
    """
    if not _head(file, size).startswith(ZIP):
        raise SheetError(_("This is not a workbook. Save it as .xlsx and upload that."))
    meter, unread = Meter(limits or full_limits(), watch), Unread()
    book = Workbook(Package(file, meter))
    sheets = {sheet.title: list(rows_of(book, sheet, meter, unread)) for sheet in book.sheets}
    return Book(sheets, frozenset(sheet.title for sheet in book.sheets if sheet.hidden), unread)


def is_small(file: BinaryIO, *, size: int) -> bool:
    """Return whether a workbook is small enough to be read while a person waits, by what it says of itself.

    Raises:
        SheetError: no workbook, or beyond what is read at all.
    """
    if size > settings.SHEET_REQUEST_KB * 1024 or not _head(file, size).startswith(ZIP):
        return size <= settings.SHEET_REQUEST_KB * 1024
    unpacked = Package(file, Meter(full_limits())).unpacked()
    file.seek(0)
    return unpacked <= settings.SHEET_REQUEST_MB * MB
