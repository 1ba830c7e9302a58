"""Exports: the filtered rows of a register, or the lines of figures, as CSV or XLSX."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from typing import Any

import django_tables2
import structlog
import xlsxwriter
from django.http import HttpResponse, StreamingHttpResponse

from ilo_dc.core.installation.models.installation import Installation
from ilo_dc.core.registers.cells import cells
from ilo_dc.core.registers.register import Listing
from ilo_dc.core.sheets.reading import harmless

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CHUNK = 2000
PIECE = 200  # lines

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
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    return harmless(str(value))


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
        yield from cells(listing.register.table(chunk))


def file_name(stem: str, extension: str) -> str:
    """Return a download's name; a demonstration says so in it."""
    installation = Installation.objects.first()
    marked = "demonstration-" if installation and installation.is_demonstration else ""
    return f"{marked}{stem}.{extension}"


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
    stem: str, header: Sequence[str], rows: Iterable[Sequence[Any]], *, hxl: Sequence[str] = ()
) -> StreamingHttpResponse:
    """Return a streamed CSV; with `hxl` a second header row of HXL hashtags."""
    writer = csv.writer(_Line())

    def lines() -> Iterator[str]:
        yield writer.writerow(header)
        if hxl:
            yield writer.writerow(hxl)
        for row in rows:
            yield writer.writerow([_plain(value) for value in row])

    response = StreamingHttpResponse(begun(lines()), content_type=CSV_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{file_name(stem, "csv")}"'
    return response


def xlsx_response(stem: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """Return a workbook of one sheet; amounts stay numbers where a spreadsheet can hold them exactly."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet(stem[:31])
    bold = book.add_format({"bold": True})
    amount = book.add_format({"num_format": "#,##0.00"})
    sheet.write_row(0, 0, header, bold)
    sheet.freeze_panes(1, 0)
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            if isinstance(value, Decimal) and abs(value) < 10**13:
                sheet.write_number(number, column, value, amount)
            elif isinstance(value, int) and not isinstance(value, bool):
                sheet.write_number(number, column, value)
            else:
                sheet.write_string(number, column, str(_plain(value)))
    book.close()
    response = HttpResponse(buffer.getvalue(), content_type=XLSX_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{file_name(stem, "xlsx")}"'
    return response


def register_response(listing: Listing, extension: str, *, with_hxl: bool = False) -> Any:
    """Return the export of exactly the filtered rows."""
    register = listing.register
    header = table_columns(register.table)
    if extension == "xlsx":
        return xlsx_response(register.code, header, register_rows(listing))
    hxl = [register.hxl.get(name, "") for name in header] if with_hxl else []
    return csv_response(register.code, header, register_rows(listing), hxl=hxl)
