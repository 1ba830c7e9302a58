"""Sheets in: what an importer is, and how it reads cells without guessing.

An importer names its columns, turns lines into facts or records, and says who may use it. Reading never stops
at the first error: every cell that cannot be used becomes a `Problem`, and nothing is saved if there is one.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from ilo_dc.core.days import day_of, outside
from ilo_dc.core.facts.actions import facts as fact_actions
from ilo_dc.core.imports.amounts import SumsByPlace
from ilo_dc.core.imports.described import Column, Remedy, Source
from ilo_dc.core.imports.exported import Export, export_of
from ilo_dc.core.imports.kinds import Expected
from ilo_dc.core.imports.problems import SHOWN, Problem, Problems
from ilo_dc.core.imports.remarks import Remarks
from ilo_dc.core.number_words import advice_on
from ilo_dc.core.numbers import UnableToReadNumber, read_number, to_the_cent
from ilo_dc.core.people import policies
from ilo_dc.core.progress import quiet
from ilo_dc.core.sheets import rules as cell_rules
from ilo_dc.core.sheets.guards import unguarded
from ilo_dc.core.sheets.limits import Watch
from ilo_dc.core.sheets.reading import BrokenCell, NumberCell, RawRow, SheetError, SheetFile

if TYPE_CHECKING:
    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.facts.actions.facts import Plan
    from ilo_dc.core.facts.models.fact import Fact
    from ilo_dc.core.facts.models.record import SourcedRecord
    from ilo_dc.core.facts.models.source import SourceEdition
    from ilo_dc.core.imports.scope import Scope, ScopedBy
    from ilo_dc.core.people.grants import Viewer

Words = str | Promise
T = TypeVar("T")

MAX_WHOLE_DIGITS = 15
PLAIN_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


@dataclass
class Line:
    """One row of a sheet. Every reader returns None (or "") and notes a problem where a cell is unusable."""

    sheet: Sheet
    number: int
    cells: Mapping[str, str]

    def problem(self, column: str, message: Words) -> Any:
        """Note that the cell in `column` must be put right; return None, which is what it then means.

        Of a cell without a usable value its own advice was noted already; one more would mislead.
        """
        text = self.cells.get(column, "")
        if not isinstance(text, BrokenCell):
            self.sheet.add(self.number, column, text, _named(message, cell_rules.invisible_in(text)))

    def raw(self, column: str) -> str:
        """Return the cell exactly as it stands ("" where there is no such column or no value)."""
        text = self.cells.get(column, "")
        return "" if type(text) is BrokenCell else text

    def text(self, column: str, *, required: bool = True, longest: int = 0) -> str:
        """Return the cell without blanks around it; `longest` limits its characters (0: no limit)."""
        value = self.raw(column).strip()
        if not value.isascii() and not cell_rules.without_invisible(value):
            value = ""
        if not value and required:
            self.problem(column, _("Fill this in."))
        if longest and len(value) > longest:
            self.problem(column, _("Write at most %(longest)s characters.") % {"longest": longest})
        return value

    def sign(self, column: str, *, required: bool = True, longest: int = 0) -> str:
        """Return a cell that is no prose (code, number, date) without the characters that nobody sees.

        They are counted in the sheet's remarks.
        """
        text = self.text(column, required=required, longest=longest)
        if text.isascii():
            return text
        raw = self.raw(column)
        value = cell_rules.without_invisible(text)
        if (hidden := cell_rules.invisible_in(raw)) and value != raw.strip():
            self.sheet.remarks_on.invisible.add(self.number, self.sheet.shown(column), hidden, value)
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
        carry float noise, whose texts are plain decimals.
        """
        text = self.sign(column, required=required)
        if not text:
            return None
        plain = to_cent and PLAIN_NUMBER.fullmatch(text) is not None
        decimals = MAX_WHOLE_DIGITS if to_cent else 2
        amount = Decimal(text) if plain else self.decimal(column, decimals=decimals)
        if amount is None:
            return None
        if abs(amount) >= 10**MAX_WHOLE_DIGITS:
            return self.problem(column, _("This number is too large to be an amount."))
        exact = to_the_cent(amount)
        if amount != exact and not self._is_noise(column, amount):
            if not to_cent:
                return self.problem(column, _("Write at most two decimal places."))
            self.sheet.remarks_on.rounded += 1
        if least is not None and exact < least:
            return self.problem(column, _("Write %(least)s or more.") % {"least": least})
        return exact

    def decimal(self, column: str, *, decimals: int) -> Decimal | None:
        """Return a cell as it is stored, or what its text says; None (with a problem) where it says none."""
        cell = self.raw(column)
        if isinstance(cell, NumberCell):
            return Decimal(cell)
        try:
            return read_number(cell.strip(), decimals=decimals, programs=True)
        except UnableToReadNumber as error:
            return self.problem(column, advice_on(error))

    def _is_noise(self, column: str, amount: Decimal) -> bool:
        """Return whether a number's longer decimals are a spreadsheet's arithmetic; count them if so."""
        exact = cell_rules.rounded_number(amount, 2)
        if exact is None or not isinstance(self.raw(column), NumberCell):
            return False
        column = self.sheet.shown(column)
        self.sheet.remarks_on.noise.add(self.number, column, f"{amount:f}", f"{exact:f}")
        return True

    def whole(self, column: str, *, least: int = 0, most: int = 10**9, required: bool = True) -> int | None:
        """Return the cell as a whole number between `least` and `most`."""
        if not self.sign(column, required=required):
            return None
        number = self.decimal(column, decimals=0)
        if number is not None and (not least <= number <= most or number % 1):
            return self.problem(
                column, _("Write a whole number from %(least)s to %(most)s.") % {"least": least, "most": most}
            )
        return None if number is None else int(number)

    def day(self, column: str, *, required: bool = True) -> date | None:
        """Return the cell as a date written 2026-02-05 (a workbook's date cells are read as that)."""
        text = self.sign(column, required=required)
        if not text:
            return None
        day = day_of(text)
        if day is None:
            return self.problem(column, _("Write the date as year-month-day: 2026-02-05."))
        advice = outside(day)
        return self.problem(column, advice) if advice else day

    def yes_or_no(self, column: str) -> bool | None:
        """Return a cell that says true or false, in any case (a spreadsheet writes TRUE)."""
        text = self.sign(column).casefold()
        if text and text not in {"true", "false"}:
            return self.problem(column, _("Write true or false."))
        return text == "true" if text else None

    def choice(self, column: str, choices: Mapping[str, T], *, required: bool = True) -> T | None:
        """Return what the cell stands for in `choices`."""
        text = self.sign(column, required=required)
        if text and text not in choices:
            words = {word.casefold(): word for word in choices}
            if text.casefold() not in words:
                some = ", ".join(list(choices)[:12])
                return self.problem(column, _("Not known here. Write one of: %(some)s.") % {"some": some})
            text = words[text.casefold()]
        return choices.get(text)

    def code(
        self, column: str, known: Container[str], message: Words, *, required: bool = True
    ) -> str | None:
        """Return the one of the `known` codes that the cell names, in whatever case; else note `message`."""
        text = self.sign(column, required=required)
        if not text:
            return None
        found = next((code for code in (text, text.upper(), text.lower()) if code in known), None)
        return found if found is not None else self.problem(column, message)


def _named(message: Words, hidden: str) -> str:
    """Return a problem's message with what nobody sees in its cell."""
    if not hidden:
        return str(message)
    return _("%(message)s The cell holds characters that nobody sees: %(hidden)s.") % {
        "message": message,
        "hidden": hidden,
    }


class Sheet:
    """The lines of a file under its header, and the problems found in them.

    Iterating reads the file once, from top to bottom; a file that cannot be read on ends there, with a
    problem that says where. `watch` is told how many rows were read; what it raises ends the reading.
    """

    watch: Watch = staticmethod(quiet)

    def __init__(self, path: Path, columns: tuple[Column, ...], *, exports: tuple[Export, ...] = ()) -> None:
        self.path, self.columns, self.exports = path, columns, exports
        self.export: Export | None = None  # the register whose export it turned out to be
        self.problems = Problems()
        self.remarks_on = Remarks()
        self.expected: Expected | None = None  # what it was sent as; None: only its columns are looked at
        self.name = ""
        self.rows = 0
        self.finance_year: int | None = None  # that is loaded, where the file does not have to state it

    def add(self, row: int, column: str, value: str, message: Words) -> None:
        """Note a problem at a row and column of this sheet (row 0: the whole file)."""
        self.problems.add(Problem(self.name, row, column, Truncator(value).chars(SHOWN), str(message)))

    def shown(self, column: str) -> str:
        """Return how people find a column of this sheet."""
        return column

    @property
    def notes(self) -> list[str]:
        """What the reader must know although it is no problem."""
        return self.remarks_on.notes()

    def __iter__(self) -> Iterator[Line]:
        wanted = frozenset(column.name for column in self.columns if column.required)
        file = SheetFile(self.path, wanted=wanted, watch=self.watch)
        self.remarks_on.unread = file.unread
        try:
            yield from self._lines(iter(file))
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
            unread = self.remarks_on.unread
            header, rows = self.export.as_sheet(header, rows, self.columns, unread=unread)
        names = self._names(header)
        if names is None:
            return
        for row in rows:
            self.rows += 1
            if line := self._line(row, names):
                yield line
        if not self.rows and self.remarks_on.unread.rows_of_others:
            raise SheetError(_("All rows of this export belong to another kind of sheet. Choose that kind."))
        if not self.rows:
            raise SheetError(_("The file has a header and nothing below it."))

    def _names(self, header: RawRow) -> list[str] | None:
        """Return the columns' names in the order of the file; None (with problems) if they do not fit."""
        names = [cell_rules.without_invisible(cell).casefold() for cell in header.cells]
        known = {column.name for column in self.columns}
        before = self.problems.count
        required = [column.name for column in self.columns if column.required]
        hidden = self.remarks_on.unread.hidden_sheets
        if self.expected is not None and (advice := self.expected.wrong_kind(required, names, hidden)):
            self.add(header.number, "", "", advice)
            return None
        for name in required:
            if name not in names:
                self.add(header.number, name, "", _("This column is missing."))
        for name in dict.fromkeys(names):
            if name not in known:
                self.add(header.number, name, name, _("This column is not known here. Remove it."))
            elif names.count(name) > 1:
                self.add(header.number, name, name, _("This column appears twice."))
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
        if BrokenCell in map(type, cells) or not "".join(cells).isascii():
            for name, cell in zip(names, cells, strict=False):
                if type(cell) is not str or not cell.isascii():
                    self.look_at(row.number, name, cell)
        if len(cells) < len(names):
            cells = [*cells, *[""] * (len(names) - len(cells))]
        return Line(self, row.number, dict(zip(names, cells, strict=True)))

    def look_at(self, number: int, column: str, cell: str) -> None:
        """Note a cell without a value, and count one that was opened in a wrong encoding."""
        if isinstance(cell, BrokenCell):
            self.add(number, column, cell, cell.advice)
        elif cell_rules.looks_misread(cell):
            self.remarks_on.add_misread(number, self.shown(column), cell)


F = TypeVar("F")


class Importer(ABC, Generic[F]):
    """A kind of sheet: subclass it in an app's `imports.py`; the top layer lists the instances.

    `plan` may write identities (a dry run is rolled back); `post` is called inside an open recording.
    `shipped` are the files that come with the portal, source and licence beside them; `shipped_date` is
    their publisher's date where the source states one. `scoped_by` says by what scopes are told apart (None:
    the sheet names itself what it is complete for); `asks_finance_year`: its amounts are of a year that it
    does not name. `facts` are the models that posting writes, `records` those that it edits in place: by
    them an import is reversed. `stays` says what a reversal leaves as the import made it. `exports` are those
    of registers that it takes too.
    """

    code: str
    label: Words
    description: Words
    columns: tuple[Column, ...]
    source: Source
    shipped: tuple[Path, ...] = ()
    shipped_date: date | None = None
    scoped_by: ScopedBy | None = None
    asks_finance_year: bool = False
    facts: tuple[type[Fact], ...] = ()
    records: tuple[type[SourcedRecord], ...] = ()
    stays: Words = ""
    remedies: tuple[Remedy, ...] = ()
    exports: tuple[Export, ...] = ()
    sums: SumsByPlace | None = None  # of each place and year, before and after

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
    def plan(self, rows: list[F], *, demonstration: bool, scope: Scope) -> Plan[Any]:
        """Return what posting `rows` would do against what is recorded now within `scope`."""

    def named_in(self, rows: list[F]) -> set[str]:
        """Return what the rows are of, as scopes name it: codes of countries, years, frameworks."""
        return set()

    def narrowed(self, rows: list[F], names: frozenset[str]) -> list[F]:
        """Return what the rows say of `names` alone."""
        return rows

    def names_of_scope(self, names: Iterable[str]) -> dict[str, str]:
        """Return the names of a scope with their words in the reader's language, without unknown ones."""
        return {name: name for name in names}

    def post(self, plan: Plan[Any], *, edition: SourceEdition | None, demonstration: bool) -> None:
        """Write `plan`; called inside an open recording."""
        fact_actions.post_source(plan, edition=edition, demonstration=demonstration)

    def describe(self, row: Any) -> str:
        """Return how a preview names one row."""
        return str(row)

    def open(self, path: Path, scope: Scope) -> Sheet:
        """Return the file as a sheet with this importer's columns."""
        return Sheet(path, self.columns, exports=self.exports)

    def is_shipped(self, checksum: str) -> bool:
        """Return whether a file with this SHA-256 ships with the portal, source and licence beside it."""
        return checksum in {checksum_of_shipped(path) for path in self.shipped}


def checksum_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@cache
def checksum_of_shipped(path: Path) -> str:
    """Return the SHA-256 of a file that comes with the portal, so it never changes while this runs."""
    return checksum_of(path)
