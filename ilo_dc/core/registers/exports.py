"""Exports: the filtered rows of a register, or the lines of figures, as CSV or XLSX."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import chain, islice
from typing import Any

import django_tables2
import structlog
import xlsxwriter
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from ilo_dc.core.registers.register import Listing
from ilo_dc.core.sheets.guards import BEGINNINGS, guarded

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = ("csv", "xlsx")
CHUNK = 2000
PIECE = 200  # lines
# Beyond these a spreadsheet's number is not exact, and its calendar has no day.
MOST_EXACT = 10**13
FIRST_YEAR = 1901

log = structlog.get_logger(__name__)


class _Line:
    """A file of one line, for the csv writer."""

    def write(self, text: str) -> str:
        """Hand the written text back."""
        return text


def _plain(value: Any) -> Any:
    """Return a cell as text that says exactly what is stored: ISO dates, full amounts, empty for unknown."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    return str(value)


def table_columns(table: type[django_tables2.Table]) -> list[str]:
    """Return the column names of a table: the headers of its exports."""
    return list(table.base_columns)


def _in_chunks(listing: Listing) -> Iterator[Sequence[Any]]:
    """Yield the rows in chunks, each chunk through its own table, so that memory stays flat."""
    chunk = []
    for row in listing.ordered().iterator(chunk_size=CHUNK):
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    yield chunk


def register_rows(listing: Listing) -> Iterator[list[Any]]:
    """Yield the cells of all filtered rows in order."""
    for chunk in _in_chunks(listing):
        yield from listing.register.table([]).file_cells(chunk)


def file_name(stem: str, extension: str, *, demonstration: bool = False) -> str:
    """Return a download's name; one that holds demonstration data says so in it."""
    return f"{'demonstration-' if demonstration else ''}{stem}.{extension}"


def wants_mark(request: HttpRequest) -> bool:
    """Return whether a CSV shall begin with a byte order mark, by which Excel knows that it is UTF-8.

    A browser gets it, a program does not, unless `bom` says otherwise. A browser that saves what a link names
    may ask for anything (`*/*`); it is told by saying what it fetches for, which no script can leave out.
    """
    asked = request.GET.get("bom", "")
    if asked:
        return asked == "true"
    saves = request.headers.get("Sec-Fetch-Mode") in {"navigate", "no-cors"}
    return saves or "text/html" in request.headers.get("Accept", "")


def begun(lines: Iterator[str]) -> Iterator[str]:
    """Return `lines` in pieces, the first of which is made now: what fails there is answered as any error.

    What fails later is logged and breaks the connection off, so that nobody takes a part for the whole.
    """
    pieces = _in_pieces(lines)
    first = next(pieces, "")
    return _whole_or_broken(chain((first,), pieces))


def _in_pieces(lines: Iterator[str]) -> Iterator[str]:
    while piece := "".join(islice(lines, PIECE)):
        yield piece


def _whole_or_broken(pieces: Iterator[str]) -> Iterator[str]:
    try:
        yield from pieces
    except Exception:
        log.exception("export_broken_off")
        raise


def csv_response(
    stem: str,
    header: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    hxl: Sequence[str] = (),
    demonstration: bool = False,
    mark: bool = False,
) -> StreamingHttpResponse:
    """Return a streamed CSV; with `hxl` a second header row of HXL hashtags.

    `demonstration`: whether such rows are among them. `mark`: whether it begins with a byte order mark.
    """
    writer = csv.writer(_Line())

    def lines() -> Iterator[str]:
        yield ("\ufeff" if mark else "") + writer.writerow(header)
        if hxl:
            yield writer.writerow(hxl)
        for row in rows:
            yield writer.writerow([guarded(_plain(value)) for value in row])

    response = StreamingHttpResponse(begun(lines()), content_type=CSV_TYPE)
    name = file_name(stem, "csv", demonstration=demonstration)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


class WrittenSheet:
    """A workbook of one sheet while it is written: each value as what it is."""

    def __init__(self, title: str) -> None:
        self.buffer = io.BytesIO()
        self.book = xlsxwriter.Workbook(
            self.buffer,
            {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
        )
        self.sheet = self.book.add_worksheet(title[:31])
        self.bold = self.book.add_format({"bold": True})
        self.amount = self.book.add_format({"num_format": "#,##0.00"})
        self.day = self.book.add_format({"num_format": "yyyy-mm-dd"})
        self.moment = self.book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        # A text that begins like a formula stays a text when its cell is edited.
        self.text = self.book.add_format({"quote_prefix": True})

    def write(self, row: int, column: int, value: Any) -> None:
        """Write a cell: numbers and days as such where a spreadsheet holds them exactly, else as text."""
        place = (row, column)
        if value is None or value == "":
            return
        if isinstance(value, bool):
            self.sheet.write_boolean(*place, value)
        elif isinstance(value, int) and abs(value) < MOST_EXACT:
            self.sheet.write_number(*place, value)
        elif isinstance(value, Decimal) and abs(value) < MOST_EXACT:
            self.sheet.write_number(*place, value, self.amount)
        elif isinstance(value, date) and value.year >= FIRST_YEAR:
            self._write_date(place, value)
        else:
            text = _plain(value)
            self.sheet.write_string(*place, text, self.text if text.startswith(BEGINNINGS) else None)

    def _write_date(self, place: tuple[int, int], value: date) -> None:
        if not isinstance(value, datetime):
            self.sheet.write_datetime(*place, value, self.day)
            return
        moment = value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
        self.sheet.write_datetime(*place, moment, self.moment)

    def closed(self) -> bytes:
        """Return the file."""
        self.book.close()
        return self.buffer.getvalue()


def xlsx_response(
    stem: str, header: Sequence[str], rows: Iterable[Sequence[Any]], *, demonstration: bool = False
) -> HttpResponse:
    """Return a workbook of one sheet: numbers, days and moments (UTC) are such, and texts never run."""
    sheet = WrittenSheet(stem)
    sheet.sheet.write_row(0, 0, header, sheet.bold)
    sheet.sheet.freeze_panes(1, 0)
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            sheet.write(number, column, value)
    response = HttpResponse(sheet.closed(), content_type=XLSX_TYPE)
    name = file_name(stem, "xlsx", demonstration=demonstration)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def file_response(
    request: HttpRequest,
    name: str,
    header: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    demonstration: bool = False,
) -> StreamingHttpResponse | HttpResponse:
    """Return the file that `name` ends in one of `FORMATS`; see `csv_response` and `xlsx_response`."""
    stem, _dot, extension = name.rpartition(".")
    if extension == "xlsx":
        return xlsx_response(stem, header, rows, demonstration=demonstration)
    return csv_response(stem, header, rows, demonstration=demonstration, mark=wants_mark(request))


def register_response(request: HttpRequest, listing: Listing, extension: str) -> Any:
    """Return the export of exactly the filtered rows."""
    register = listing.register
    header = table_columns(register.table)
    rows, invented = register_rows(listing), listing.holds_demonstration()
    if extension == "csv" and listing.parameters.get("hxl") == "true":
        hxl, mark = [register.hxl.get(name, "") for name in header], wants_mark(request)
        return csv_response(register.code, header, rows, hxl=hxl, demonstration=invented, mark=mark)
    return file_response(request, f"{register.code}.{extension}", header, rows, demonstration=invented)
