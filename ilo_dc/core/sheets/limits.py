"""How much of a file is read: limits by setting, and the meter that everything read passes."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

from django.conf import settings
from django.utils.translation import gettext as _

from ilo_dc.core.progress import quiet
from ilo_dc.core.sheets.cells import MAX_CELL, NO_TEXT, LimitError, RawRow, SheetError

MB = 1024 * 1024
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384  # of any spreadsheet
LOOK_EVERY = 500  # rows
TELL_EVERY = 0.5  # seconds
Watch = Callable[[int], None]


@dataclass(frozen=True)
class Limits:
    """Rows, columns and cells of what is read; unpacked megabytes of a part; seconds of reading."""

    rows: int
    columns: int
    cells: int
    sheet_mb: float
    strings_mb: float
    part_mb: float
    parts: int
    ratio: int
    seconds: float


def full_limits() -> Limits:
    """Return what a worker reads at most."""
    return Limits(
        rows=settings.SHEET_ROWS,
        columns=settings.SHEET_COLUMNS,
        cells=settings.SHEET_CELLS,
        sheet_mb=settings.SHEET_MB,
        strings_mb=settings.SHEET_STRINGS_MB,
        part_mb=settings.SHEET_PART_MB,
        parts=settings.SHEET_PARTS,
        ratio=settings.SHEET_RATIO,
        seconds=settings.SHEET_SECONDS,
    )


def request_limits() -> Limits:
    """Return what is read while a person waits for the answer; a file beyond it is for a worker."""
    return Limits(
        rows=settings.SHEET_REQUEST_CELLS,
        columns=settings.SHEET_COLUMNS,
        cells=settings.SHEET_REQUEST_CELLS,
        sheet_mb=settings.SHEET_REQUEST_MB,
        strings_mb=settings.SHEET_REQUEST_MB,
        part_mb=settings.SHEET_PART_MB,
        parts=settings.SHEET_PARTS,
        ratio=settings.SHEET_RATIO,
        seconds=settings.SHEET_REQUEST_SECONDS,
    )


class Meter:
    """Counts what is read of one file, and ends the reading at a limit.

    `watch` is told how many rows were read, twice a second; what it raises ends the reading: so a cancelled
    job stops.
    """

    def __init__(self, limits: Limits, watch: Watch = quiet) -> None:
        self.limits, self.watch = limits, watch
        self.rows = self.cells = 0
        self.started = self.watched_at = time.monotonic()

    def look(self) -> None:
        """Ask whether to read on.

        Raises:
            LimitError: it took too long.
        """
        now = time.monotonic()
        if now - self.started > self.limits.seconds:
            raise LimitError(
                _("Reading the file takes more than %(seconds)s seconds. Split it.")
                % {"seconds": f"{self.limits.seconds:g}"}
            )
        if now - self.watched_at >= TELL_EVERY:
            self.watched_at = now
            self.watch(self.rows)

    def row(self, row: RawRow) -> RawRow:
        """Count a row with something in it and return it.

        Raises:
            LimitError: too many rows, columns or cells.
            SheetError: a cell that no database can hold.
        """
        self._within(row)
        whole = "".join(row.cells)
        if len(whole) > MAX_CELL or not whole.isascii():
            for text in row.cells:
                if len(text) > MAX_CELL or not (text.isascii() or NO_TEXT.search(text) is None):
                    refuse_text(row.sheet, row.number, text)
        if self.rows % LOOK_EVERY == 0:
            self.look()
        return row

    def _within(self, row: RawRow) -> None:
        self.rows += 1
        self.cells += len(row.cells)
        if row.number > self.limits.rows or self.rows > self.limits.rows:
            words = _("The sheet has more than %(rows)s rows. Split it.") % {"rows": self.limits.rows}
            raise LimitError(words, sheet=row.sheet, row=row.number)
        if self.cells > self.limits.cells:
            words = _("The file has more than %(cells)s cells. Split it.") % {"cells": self.limits.cells}
            raise LimitError(words, sheet=row.sheet, row=row.number)
        if len(row.cells) > self.limits.columns:
            raise too_many_columns(row.sheet, row.number, self.limits.columns)


def too_many_columns(sheet: str, number: int, most: int) -> LimitError:
    """Return the problem of a row that is too wide."""
    words = _("The row has more than %(columns)s columns.") % {"columns": most}
    return LimitError(words, sheet=sheet, row=number)


def refuse_text(sheet: str, number: int, text: str) -> NoReturn:
    """Refuse a cell that is too long or holds what is no text."""
    shown = text[:100]
    if len(text) > MAX_CELL:
        words = _("A cell holds more than %(characters)s characters.") % {"characters": MAX_CELL}
        raise SheetError(words, sheet=sheet, row=number, value=shown)
    words = _("A cell holds characters that are not text.")
    raise SheetError(words, sheet=sheet, row=number, value=ascii(shown))
