"""The UN Treasury's own files of its rates, as they are: XML, and text in columns."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from datetime import date
from io import TextIOWrapper
from typing import TYPE_CHECKING, BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from ilo_dc.core.imports.importer import Sheet
from ilo_dc.core.imports.lines import Line
from ilo_dc.core.sheets.cells import MAX_CELL, LimitError, RawRow, SheetError
from ilo_dc.core.sheets.limits import LOOK_EVERY, Meter, full_limits
from ilo_dc.core.sheets.markup import read_events
from ilo_dc.core.sheets.texts import MAX_LINE, fault_of_row

if TYPE_CHECKING:
    from pathlib import Path

Cells = dict[str, str]

HEAD = 8 * 1024
PIECE = 64 * 1024
MB = 1024 * 1024
BOM = b"\xef\xbb\xbf"
ROOT, ROW = "UN_OPERATIONAL_RATES_DATASET", "UN_OPERATIONAL_RATES"
NAMES = {"f_curr_code": "currency", "eff_date": "effective_on", "rate": "rate"}
# Of the text: country, currency, its code, effective date, rate; a heading and notes stand around them.
CODE, DAY, RATE, CELLS = 2, 3, 4, 5
WRITTEN_DAY = re.compile(r"(\d{1,2})[ -]([A-Za-z]{3})[a-z]*[ -](\d{4})")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def is_treasury_file(path: Path) -> bool:
    """Return whether a file is one that the UN Treasury offers, by its first rows."""
    with path.open("rb") as file:
        head = file.read(HEAD).removeprefix(BOM)
    if head.lstrip().startswith(b"<"):
        return ROOT.encode() in head
    return any(WRITTEN_DAY.fullmatch(cells[DAY]) for cells in _cells_of(head.decode("latin-1").splitlines()))


def iso_day(text: str) -> str:
    """Return a day as the Treasury writes it, 01 Jul 2026, as 2026-07-01; any other text as it stands."""
    match = WRITTEN_DAY.fullmatch(text)
    if match is None or match[2].casefold() not in MONTHS:
        return text
    month = MONTHS.index(match[2].casefold()) + 1
    try:
        return date(int(match[3]), month, int(match[1])).isoformat()
    except ValueError:  # 31 Feb 2026: the line says that it is no day
        return text


class TreasuryFile(Sheet):
    """Rates as the UN Treasury offers them: a row per country, so a currency of several has several.

    Only code, day and rate are read. Of its XML a row is an element; of its text a row is a line with all of
    them, whatever the encoding of the names beside them.
    """

    def __iter__(self) -> Iterator[Line]:
        self.name = ROW
        meter = Meter(full_limits(), self.watch)
        try:
            for number, cells in self._rows(meter):
                self.rows += 1
                cells["effective_on"] = iso_day(cells["effective_on"])
                yield Line(self, number, {"source": "", **cells})
        except SheetError as error:
            self.refused = True
            self.add(error.row, "", error.value, error.message)

    def _rows(self, meter: Meter) -> Iterator[tuple[int, Cells]]:
        if self.path.stat().st_size > settings.UPLOAD_MB * MB:
            raise SheetError(_("The file is larger than %(size)s MB.") % {"size": settings.UPLOAD_MB})
        with self.path.open("rb") as file:
            start = len(BOM) if file.read(len(BOM)) == BOM else 0
            file.seek(start)
            is_markup = file.read(HEAD).lstrip().startswith(b"<")
            file.seek(start)
            yield from enumerate(_rows_of_xml(file, meter), 1) if is_markup else _rows_of_text(file, meter)


class _Elements:
    """Takes the elements of the dataset: of each row the code, the day and the rate."""

    def __init__(self) -> None:
        self.row: Cells | None = None
        self.name = ""
        self.done: list[Cells] = []

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        """Begin a row, or one of its values."""
        if name == ROW:
            self.row = dict.fromkeys(NAMES.values(), "")
        self.name = NAMES.get(name, "")

    def end(self, name: str) -> None:
        """End a value, or a row."""
        self.name = ""
        if name == ROW and self.row is not None:
            self.done.append({column: text.strip() for column, text in self.row.items()})
            self.row = None

    def text(self, text: str) -> None:
        """Add a piece of text to the value that is read; one that is too long is refused when it ends."""
        if self.row is not None and self.name and len(self.row[self.name]) <= MAX_CELL:
            self.row[self.name] += text

    def taken(self) -> Iterable[Cells]:
        """Return the rows that are complete since it was asked last."""
        done, self.done = self.done, []
        return done


def _rows_of_xml(file: BinaryIO, meter: Meter) -> Iterator[Cells]:
    """Yield the rows of the dataset as they are read, some thousands of bytes at a time."""
    for number, cells in enumerate(_read_xml(file, meter), start=1):
        meter.row(RawRow(ROW, number, list(cells.values())))
        yield cells


def _read_xml(file: BinaryIO, meter: Meter) -> Iterator[Cells]:
    try:
        yield from read_events(_pieces(file, meter), _Elements())
    except LimitError:
        raise
    except SheetError as error:
        raise SheetError(_("The file is damaged: it is not the XML that the UN Treasury offers.")) from error


def _pieces(file: BinaryIO, meter: Meter) -> Iterator[bytes]:
    """Yield a file in pieces, the first without blanks before its first tag."""
    piece = file.read(PIECE).lstrip()
    while piece:
        meter.look()
        yield piece
        piece = file.read(PIECE)


def _rows_of_text(file: BinaryIO, meter: Meter) -> Iterator[tuple[int, Cells]]:
    """Yield (line, cells) of the lines from the first rate on that have all cells."""
    begun, number = False, 0
    try:
        for number, line in enumerate(_lines(file), start=1):
            for cells in _cells_of([line]):
                begun = begun or WRITTEN_DAY.fullmatch(cells[DAY]) is not None
                meter.row(RawRow(ROW, number, cells))
                if begun:
                    yield number, {"currency": cells[CODE], "effective_on": cells[DAY], "rate": cells[RATE]}
            if number % LOOK_EVERY == 0:
                meter.look()
    except csv.Error as error:
        raise SheetError(fault_of_row(error), row=number + 1) from error


def _lines(file: BinaryIO) -> Iterator[str]:
    """Yield the lines of a file, one at a time; what is no UTF-8 is a name, which nobody reads."""
    with TextIOWrapper(file, encoding="latin-1") as text:
        number = 0
        while line := text.readline(MAX_LINE):
            number += 1
            if len(line) == MAX_LINE and not line.endswith("\n"):
                raise SheetError(_("Line %(line)s is too long for a sheet.") % {"line": number}, row=number)
            yield line


def _cells_of(lines: Iterable[str]) -> Iterator[list[str]]:
    """Yield the cells of the lines that have as many as a rate: tabs part them, else commas."""
    for line in lines:
        cells = line.split("\t") if "\t" in line else next(csv.reader([line]), [])
        if len(cells) >= CELLS:
            yield [cell.strip() for cell in cells]
