"""Sheets in: what an importer is, and how it reads cells without guessing.

An importer names its columns, turns lines into facts or records, and says who may use it. Reading never stops
at the first error: every cell that cannot be used becomes a `Problem`, and nothing is saved if there is one.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Container, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from ilo_dc.core.facts.actions import facts as fact_actions
from ilo_dc.core.imports.exported import Export, export_of
from ilo_dc.core.numbers import to_the_cent
from ilo_dc.core.people import policies
from ilo_dc.core.sheets.guards import unguarded
from ilo_dc.core.sheets.reading import RawRow, SheetError, read_rows

if TYPE_CHECKING:
    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.facts.actions.facts import Plan
    from ilo_dc.core.facts.models.source import SourceEdition
    from ilo_dc.core.people.grants import Viewer

Words = str | Promise
T = TypeVar("T")

KEPT_PROBLEMS = 200
SHOWN = 100
MAX_WHOLE_DIGITS = 15
PLAIN_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
GROUPED = re.compile(r"-?[0-9]{1,3}([,.' \u00a0\u202f’][0-9]{3})+([.,][0-9]+)?")
COMMA = re.compile(r"-?[0-9]+,[0-9]+")
SHORTENED = re.compile(r"-?[0-9]+([.,][0-9]+)?[eE][+-]?[0-9]+")


@dataclass(frozen=True)
class Column:
    """A column of a sheet: its header, what to write in it, and whether the sheet must have it."""

    name: str
    help: Words
    required: bool = True
    example: str = ""


@dataclass(frozen=True)
class Source:
    """Whose file it is: what every edition of it has in common."""

    code: str
    title: str
    publisher: str
    licence: str = ""
    note: str = ""


@dataclass(frozen=True)
class Problem:
    """One thing that must be put right: where it stands, what stands there, what to do."""

    sheet: str
    row: int
    column: str
    value: str
    message: str

    def __str__(self) -> str:
        place = [f"sheet {self.sheet}"] if self.sheet else []
        place += [f"row {self.row}"] if self.row else []
        place += [f"column {self.column}"] if self.column else []
        value = f" “{self.value}”" if self.value else ""
        return f"{', '.join(place) or 'file'}:{value} {self.message}"


@dataclass
class Problems:
    """All problems are counted, the first of them kept."""

    limit: int = KEPT_PROBLEMS
    kept: list[Problem] = field(default_factory=list)
    count: int = 0

    def add(self, problem: Problem) -> None:
        """Count `problem`; keep it while there is room."""
        self.count += 1
        if len(self.kept) < self.limit:
            self.kept.append(problem)

    def as_json(self) -> list[dict[str, Any]]:
        """Return the kept problems as an import batch stores them."""
        return [asdict(problem) for problem in self.kept]


@dataclass
class Line:
    """One row of a sheet. Every reader returns None (or "") and notes a problem where a cell is unusable."""

    sheet: Sheet
    number: int
    cells: Mapping[str, str]

    def problem(self, column: str, message: Words) -> Any:
        """Note that the cell in `column` must be put right; return None, which is what it then means."""
        self.sheet.add(self.number, column, self.cells.get(column, ""), message)

    def raw(self, column: str) -> str:
        """Return the cell exactly as it stands ("" where the sheet has no such column)."""
        return self.cells.get(column, "")

    def text(self, column: str, *, required: bool = True, longest: int = 0) -> str:
        """Return the cell without blanks around it; `longest` limits its characters (0: no limit)."""
        value = self.raw(column).strip()
        if not value and required:
            self.problem(column, _("Fill this in."))
        if longest and len(value) > longest:
            self.problem(column, _("Write at most %(longest)s characters.") % {"longest": longest})
        return value

    def words(self, column: str, *, required: bool = True, longest: int = 0) -> str:
        """Return the cell as text that search finds: composed letters, however the source wrote them.

        The quote that exports put before what would run as a formula is taken off again; of a register's
        export it is off already.
        """
        value = unicodedata.normalize("NFC", self.text(column, required=required, longest=longest))
        return unguarded(value) if self.sheet.export is None else value

    def amount(
        self, column: str, *, required: bool = True, least: Decimal | None = None, to_cent: bool = False
    ) -> Decimal | None:
        """Return the cell as a Decimal of at most two places.

        `to_cent` rounds longer decimals half up and counts them in the sheet's notes: for sources that
        carry float noise. Thousands separators are refused, because 1.234 means two things.
        """
        text = self.text(column, required=required)
        if not text:
            return None
        if not PLAIN_NUMBER.fullmatch(text):
            return self.problem(column, _advice_on_number(text))
        amount = Decimal(text)
        if len(text.lstrip("-").split(".")[0]) > MAX_WHOLE_DIGITS:
            return self.problem(column, _("This number is too large to be an amount."))
        if amount != to_the_cent(amount):
            if not to_cent:
                return self.problem(column, _("Write at most two decimal places."))
            self.sheet.rounded += 1
        amount = to_the_cent(amount)
        if least is not None and amount < least:
            return self.problem(column, _("Write %(least)s or more.") % {"least": least})
        return amount

    def whole(self, column: str, *, least: int = 0, most: int = 10**9, required: bool = True) -> int | None:
        """Return the cell as a whole number between `least` and `most`."""
        text = self.text(column, required=required)
        if not text:
            return None
        if not re.fullmatch(r"-?[0-9]{1,18}", text) or not least <= int(text) <= most:
            return self.problem(
                column, _("Write a whole number from %(least)s to %(most)s.") % {"least": least, "most": most}
            )
        return int(text)

    def day(self, column: str, *, required: bool = True) -> date | None:
        """Return the cell as a date written 2026-02-05 (a workbook's date cells are read as that)."""
        text = self.text(column, required=required)
        if not text:
            return None
        try:
            if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) and "1900" <= text[:4] <= "2199":
                return date.fromisoformat(text)
        except ValueError:
            pass  # a day that no calendar has: the same advice
        return self.problem(column, _("Write the date as year-month-day: 2026-02-05."))

    def yes_or_no(self, column: str) -> bool | None:
        """Return a cell that says true or false, in any case (a spreadsheet writes TRUE)."""
        text = self.text(column).casefold()
        if text and text not in {"true", "false"}:
            return self.problem(column, _("Write true or false."))
        return text == "true" if text else None

    def choice(self, column: str, choices: Mapping[str, T], *, required: bool = True) -> T | None:
        """Return what the cell stands for in `choices`."""
        text = self.text(column, required=required)
        if text and text not in choices:
            some = ", ".join(list(choices)[:12])
            return self.problem(column, _("Not known here. Write one of: %(some)s.") % {"some": some})
        return choices.get(text)

    def code(
        self, column: str, known: Container[str], message: Words, *, required: bool = True
    ) -> str | None:
        """Return the cell when it is one of the `known` codes; else note `message`."""
        text = self.text(column, required=required)
        if text and text not in known:
            return self.problem(column, message)
        return text or None


def _advice_on_number(text: str) -> str:
    """Return why `text` is no amount, and what to write instead."""
    if GROUPED.fullmatch(text):
        return _("Write the amount without thousands separators: 1234567.89.")
    if COMMA.fullmatch(text):
        return _("Write the decimal mark as a point: 1234567.89.")
    if SHORTENED.fullmatch(text):
        return _("The spreadsheet shortened this number. Format the column as a number and save again.")
    return _("This is no amount. Write figures only: 1234567.89.")


class Sheet:
    """The lines of a file under its header, and the problems found in them.

    Iterating reads the file once, from top to bottom; a file that cannot be read on ends there, with a
    problem that says where.
    """

    def __init__(self, path: Path, columns: tuple[Column, ...], *, exports: tuple[Export, ...] = ()) -> None:
        self.path, self.columns, self.exports = path, columns, exports
        self.export: Export | None = None  # the register whose export it turned out to be
        self.problems = Problems()
        self.name = ""
        self.rows = 0
        self.rounded = 0

    def add(self, row: int, column: str, value: str, message: Words) -> None:
        """Note a problem at a row and column of this sheet (row 0: the whole file)."""
        self.problems.add(Problem(self.name, row, column, value[:SHOWN], str(message)))

    @property
    def notes(self) -> list[str]:
        """What the reader must know although it is no problem."""
        if not self.rounded:
            return []
        return [_("%(count)s amounts were rounded to the cent.") % {"count": self.rounded}]

    def __iter__(self) -> Iterator[Line]:
        try:
            yield from self._lines(read_rows(self.path))
        except SheetError as error:
            self.name = error.sheet or self.name
            self.add(error.row, "", error.value, error.message)

    def _lines(self, rows: Iterator[RawRow]) -> Iterator[Line]:
        header = next(rows, None)
        if header is None:
            raise SheetError(_("The file is empty."))
        self.name = header.sheet
        self.export = export_of(header, self.exports)
        if self.export is not None:
            header, rows = self.export.as_sheet(header, rows, self.columns)
        names = self._names(header)
        if names is None:
            return
        for row in rows:
            self.rows += 1
            if line := self._line(row, names):
                yield line
        if not self.rows:
            raise SheetError(_("The file has a header and nothing below it."))

    def _names(self, header: RawRow) -> list[str] | None:
        """Return the columns' names in the order of the file; None (with problems) if they do not fit."""
        names = [cell.strip().casefold() for cell in header.cells]
        known = {column.name for column in self.columns}
        before = self.problems.count
        for column in self.columns:
            if column.required and column.name not in names:
                self.add(header.number, column.name, "", _("This column is missing."))
        for name in dict.fromkeys(names):
            if name not in known:
                self.add(header.number, name, name, _("This column is not known here. Remove it."))
            elif names.count(name) > 1:
                self.add(header.number, name, name, _("This column stands twice."))
        return names if self.problems.count == before else None

    def _line(self, row: RawRow, names: list[str]) -> Line | None:
        """Return the row's cells by column, or None (with a problem) when they do not fit the header."""
        cells = row.cells
        while len(cells) > len(names) and not cells[-1].strip():
            cells = cells[:-1]
        if len(cells) > len(names) or (row.ragged and len(cells) < len(names)):
            counts = {"cells": len(cells), "columns": len(names)}
            self.add(row.number, "", "", _("The row has %(cells)s cells under %(columns)s headers.") % counts)
            return None
        padding = [""] * (len(names) - len(cells))
        return Line(self, row.number, dict(zip(names, [*cells, *padding], strict=True)))


F = TypeVar("F")


class Importer(ABC, Generic[F]):
    """A kind of sheet: subclass it in an app's `imports.py`; the top layer lists the instances.

    `plan` may write identities (a dry run is rolled back); `post` is called inside an open recording.
    `shipped` are the files that come with the portal, source and licence beside them; `shipped_date` is
    their publisher's date where the source states one. `exports` are those of registers that it takes too.
    """

    code: str
    label: Words
    description: Words
    columns: tuple[Column, ...]
    source: Source
    shipped: tuple[Path, ...] = ()
    shipped_date: date | None = None
    exports: tuple[Export, ...] = ()

    def source_of(self, _checksum: str) -> Source:
        """Return whose file it is; an importer whose shipped files have several sources tells them apart."""
        return self.source

    def shipped_on(self, _checksum: str) -> date | None:
        """Return the publisher's date of a shipped file, where the source states one."""
        return self.shipped_date

    def policy(self, user: Viewer) -> Verdict:
        """Return whether `user` may load this kind of sheet."""
        return policies.may_import(user)

    @abstractmethod
    def read(self, sheet: Sheet) -> list[F]:
        """Return what the lines say; problems are noted on the lines and the sheet."""

    @abstractmethod
    def plan(self, rows: list[F], *, demonstration: bool) -> Plan[Any]:
        """Return what posting `rows` would do against what is recorded now."""

    def post(self, plan: Plan[Any], *, edition: SourceEdition | None, demonstration: bool) -> None:
        """Write `plan`; called inside an open recording."""
        fact_actions.post_source(plan, edition=edition, demonstration=demonstration)

    def describe(self, row: Any) -> str:
        """Return how a preview names one row."""
        return str(row)

    def open(self, path: Path) -> Sheet:
        """Return the file as a sheet with this importer's columns."""
        return Sheet(path, self.columns, exports=self.exports)

    def is_shipped(self, checksum: str) -> bool:
        """Return whether a file with this SHA-256 ships with the portal, source and licence beside it."""
        return checksum in {checksum_of(path) for path in self.shipped}


@cache
def checksum_of(path: Path) -> str:
    """Return the SHA-256 of a file that never changes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
