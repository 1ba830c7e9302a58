"""A register's own export taken as a sheet: what was taken away comes back as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ilo_dc.core.sheets.cells import Unread
from ilo_dc.core.sheets.guards import unguarded
from ilo_dc.core.sheets.reading import BrokenCell, RawRow, SheetError

if TYPE_CHECKING:
    from ilo_dc.core.imports.described import Column

Cells = Mapping[str, str]
CLOSED = {"superseded_at": "", "withdrawn": "false"}  # what stands there in a row that is in force
HASHTAG = "#"


def as_it_is(cells: Cells) -> Iterator[Cells]:
    """Say the same: the export bears the importer's own names."""
    yield cells


@dataclass(frozen=True)
class Export:
    """How an importer takes the export of a register.

    Attributes:
        register: its code.
        marks: columns that together tell the export from the importer's own layout.
        rows: what a row of the export says in the importer's columns: nothing, where it belongs to another
            importer (these are counted); one row or several. What else the export holds is for the reader.
        partial: whether columns that the export lacks and a sheet may lack are left out, and not empty.
    """

    register: str
    marks: frozenset[str]
    rows: Callable[[Cells], Iterable[Cells]] = as_it_is
    partial: bool = False

    def as_sheet(
        self, header: RawRow, rows: Iterable[RawRow], columns: Sequence[Column], *, unread: Unread
    ) -> tuple[RawRow, Iterator[RawRow]]:
        """Return the header and the rows that the importer's own sheet of the same rows would have.

        Rows of other importers are counted in `unread` as they are met.
        """
        present = _names(header)
        names = [one.name for one in columns if one.required or not self.partial or one.name in present]
        translated = self._translated(present, rows, names, unread)
        return RawRow(header.sheet, header.number, names), translated

    def _translated(
        self, header: Sequence[str], rows: Iterable[RawRow], names: Sequence[str], unread: Unread
    ) -> Iterator[RawRow]:
        for row in rows:
            texts = [*row.cells, *[""] * (len(header) - len(row.cells))]
            if all(_is_hashtag(text) for text in texts if text):
                continue  # the row of HXL hashtags
            # Only a CSV needs quotes before what would run, so only there they are the export's.
            cells = dict(zip(header, map(unguarded, texts) if row.ragged else texts, strict=False))
            _must_be_in_force(row, cells)
            lines = list(self.rows(cells))
            unread.rows_of_others += not lines
            for line in lines:
                yield RawRow(row.sheet, row.number, [line.get(name, "") for name in names], row.ragged)


def _is_hashtag(text: str) -> bool:
    return text.startswith(HASHTAG) and not isinstance(text, BrokenCell)


def _names(header: RawRow) -> list[str]:
    return [cell.strip().casefold() for cell in header.cells]


def _must_be_in_force(row: RawRow, cells: Cells) -> None:
    for name, in_force in CLOSED.items():
        if cells.get(name, "").casefold() not in {"", in_force}:
            raise SheetError(
                _("This row is no longer in force (%(column)s). Export the rows that are.")
                % {"column": name},
                sheet=row.sheet,
                row=row.number,
                value=cells[name],
            )


def export_of(header: RawRow, exports: Iterable[Export]) -> Export | None:
    """Return the export that has this header; None: the importer's own layout."""
    names = set(_names(header))
    return next((one for one in exports if one.marks <= names), None)
