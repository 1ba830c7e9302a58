"""Sheets in: what an importer is, and how it reads cells without guessing.

An importer names its columns, turns lines into facts or records, and says who may use it. Reading never stops
at the first error: every cell that cannot be used becomes a `Problem`, and nothing is saved if there is one.
"""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from ilo_dc.core.errors import ALLOWED
from ilo_dc.core.facts.actions import facts as fact_actions
from ilo_dc.core.facts.actions.record_reversal import take_back_records
from ilo_dc.core.facts.actions.reversal import take_back_facts
from ilo_dc.core.imports.amounts import SumsByPlace
from ilo_dc.core.imports.described import Column, Remedy, Source
from ilo_dc.core.imports.exported import Export, export_of
from ilo_dc.core.imports.kinds import Expected
from ilo_dc.core.imports.lines import Line
from ilo_dc.core.imports.problems import SHOWN, Problem, Problems
from ilo_dc.core.imports.remarks import Remarks
from ilo_dc.core.people import policies
from ilo_dc.core.progress import quiet
from ilo_dc.core.sheets import rules as cell_rules
from ilo_dc.core.sheets.limits import Watch
from ilo_dc.core.sheets.reading import BrokenCell, RawRow, SheetError, SheetFile

if TYPE_CHECKING:
    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.facts.actions.facts import Plan, Revision
    from ilo_dc.core.facts.models.change import Change
    from ilo_dc.core.facts.models.fact import Fact
    from ilo_dc.core.facts.models.record import SourcedRecord
    from ilo_dc.core.facts.models.source import SourceEdition
    from ilo_dc.core.imports.scope import Scope, ScopedBy
    from ilo_dc.core.people.grants import Viewer
    from ilo_dc.core.people.models.user import User

Words = str | Promise


class Sheet:
    """The lines of a file under its header, and the problems found in them.

    Iterating reads the file once, from top to bottom; a file that cannot be read on ends there, with a
    problem that says where. `watch` is told how many rows were read; what it raises ends the reading.
    """

    watch: Watch = staticmethod(quiet)

    def __init__(self, path: Path, columns: tuple[Column, ...], *, exports: tuple[Export, ...] = ()) -> None:
        self.path, self.columns, self.exports = path, columns, exports
        self.export: Export | None = None  # the register whose export it turned out to be
        self.by: User | None = None  # who loads it; None: the machine's operator
        self.problems = Problems()
        self.remarks_on = Remarks()
        self.expected: Expected | None = None  # what it was sent as; None: only its columns are looked at
        self.name = ""
        self.rows = 0
        self.refused = False  # it cannot be read to its end, or its header does not fit
        self.faulty: set[int] = set()  # rows with a problem
        self.finance_year: int | None = None  # that is loaded, where the file does not have to state it

    def add(self, row: int, column: str, value: str, message: Words) -> None:
        """Note a problem at a row and column of this sheet (row 0: the whole file)."""
        self.faulty.add(row)
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
            self.name, self.refused = error.sheet or self.name, True
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
            self.refused = True
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

    `plan` may write identities (a dry run is rolled back); `post` is called inside an open recording. Where
    it depends on the person what a row may do, `read` asks it of `Sheet.by`, and `post` is given who it is.
    `shipped` are the files that come with the portal, source and licence beside them; `shipped_date` is
    their publisher's date where the source states one. `scoped_by` says by what scopes are told apart (None:
    the sheet names itself what it is complete for); `asks_finance_year`: its amounts are of a year that it
    does not name. `facts` are the models that posting writes, `records` those that it edits in place: by
    them an import is reversed. `stays` says what a reversal leaves as the import made it; `not_reversed` why
    such imports are not reversed at all. `exports` are those of registers that it takes too. `by_rows`: each
    row stands alone, so that those with errors may be left out; `read` then returns the rows without.
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
    not_reversed: Words = ""
    by_rows: bool = False
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

    def may_see(self, _user: Viewer) -> Verdict:
        """Return whether `user`, who sees imports of others, sees those of this kind."""
        return ALLOWED

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

    def post(
        self, plan: Plan[Any], *, by: User | None, edition: SourceEdition | None, demonstration: bool
    ) -> None:
        """Write `plan` for `by` (None: the operator); called inside an open recording and history context."""
        fact_actions.post_source(plan, edition=edition, demonstration=demonstration)

    def stands(self, _change: Change) -> Verdict:
        """Return whether all that posting wrote beside facts and records stands as `change` left it."""
        return ALLOWED

    def take_back(self, change: Change, *, by: User, reason: str) -> None:
        """Take back all that `change` wrote; called inside an open recording and history context."""
        for model in self.facts:
            take_back_facts(model, change)
        for records in reversed(self.records):
            take_back_records(records, change)

    def describe(self, row: Any) -> str:
        """Return how a preview names one row."""
        return str(row)

    def in_words(self, revision: Revision[Any]) -> list[dict[str, Any]] | None:
        """Return how a preview says what differs, as {field, old, new}; None: column by column."""
        return None

    def open(self, path: Path, scope: Scope) -> Sheet:
        """Return the file as a sheet with this importer's columns."""
        return Sheet(path, self.columns, exports=self.exports)

    def is_published(self, _path: Path) -> bool:
        """Return whether a file is the publisher's own, in a form that nobody types."""
        return False

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
