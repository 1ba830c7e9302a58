"""What a reader of a sheet must know although nothing has to be put right: said before anything is saved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import ngettext

from ilo_dc.core.sheets.cells import Unread
from ilo_dc.core.sheets.rules import MOJIBAKE, read_rightly

AROUND = 30  # characters shown on each side of a misread one
MOST_NAMED = 6


@dataclass
class Counted:
    """How often something was found, and where and what it was at first."""

    count: int = 0
    row: int = 0
    column: str = ""
    old: str = ""
    new: str = ""

    def add(self, row: int, column: str, old: str, new: str) -> None:
        """Count one more; keep the first."""
        self.count += 1
        if self.count == 1:
            self.row, self.column, self.old, self.new = row, column, old[:100], new[:100]


@dataclass
class Remarks:
    """All remarks on one file.

    `rounded` are amounts of sources whose longer decimals are rounded; `further` is what an importer adds.
    """

    unread: Unread = field(default_factory=Unread)
    rounded: int = 0
    noise: Counted = field(default_factory=Counted)
    invisible: Counted = field(default_factory=Counted)
    misread: Counted = field(default_factory=Counted)
    further: list[str] = field(default_factory=list)

    def add_misread(self, row: int, column: str, text: str) -> None:
        """Count a text that was opened in another encoding than it was written in."""
        match = MOJIBAKE.search(text)
        start = max(0, match.start() - AROUND) if match else 0
        piece = text[start : start + 2 * AROUND].replace("\n", " ")
        self.misread.add(row, column, piece, read_rightly(piece))

    def notes(self) -> list[str]:
        """Return the remarks in words, those that warn first."""
        return [*self._on_texts(), *self._on_unread(), *self._on_numbers(), *self.further]

    def _on_texts(self) -> Iterator[str]:
        if self.misread.count:
            yield ngettext(
                "%(count)s cell looks misread, as if the file had been opened in another encoding and saved "
                "again: row %(row)s, column %(column)s says “%(old)s”, meant was perhaps “%(new)s”. Do not "
                "save it unless that is right.",
                "%(count)s cells look misread, as if the file had been opened in another encoding and saved "
                "again: row %(row)s, column %(column)s says “%(old)s”, meant was perhaps “%(new)s”. Do not "
                "save it unless that is right.",
                self.misread.count,
            ) % vars(self.misread)
        if self.invisible.count:
            yield ngettext(
                "%(count)s cell held characters that nobody sees (%(old)s); they were left out: "
                "row %(row)s, column %(column)s, “%(new)s”.",
                "%(count)s cells held characters that nobody sees (%(old)s); they were left out: "
                "row %(row)s, column %(column)s, “%(new)s”, and others.",
                self.invisible.count,
            ) % vars(self.invisible)

    def _on_unread(self) -> Iterator[str]:
        unread = self.unread
        if unread.hidden_sheets:
            names = ", ".join(f"“{title}”" for title in unread.hidden_sheets[:MOST_NAMED])
            yield ngettext(
                "%(count)s hidden sheet was not read: %(names)s.",
                "%(count)s hidden sheets were not read: %(names)s.",
                len(unread.hidden_sheets),
            ) % {"count": len(unread.hidden_sheets), "names": names}
        if unread.rows_above:
            rows = ", ".join(str(number) for number in unread.rows_above)
            yield ngettext(
                "Row %(rows)s stands above the header and was left out.",
                "Rows %(rows)s stand above the header and were left out.",
                len(unread.rows_above),
            ) % {"rows": rows}
        if unread.rows_of_others:
            yield ngettext(
                "%(count)s row of this export belongs to another kind of sheet and was left out. Load the "
                "file once more as that kind if it is meant too.",
                "%(count)s rows of this export belong to another kind of sheet and were left out. Load the "
                "file once more as that kind if they are meant too.",
                unread.rows_of_others,
            ) % {"count": unread.rows_of_others}
        if unread.hidden_rows:
            yield ngettext(
                "%(count)s row that is hidden or filtered away in the sheet was read too.",
                "%(count)s rows that are hidden or filtered away in the sheet were read too.",
                unread.hidden_rows,
            ) % {"count": unread.hidden_rows}

    def _on_numbers(self) -> Iterator[str]:
        if self.noise.count:
            yield ngettext(
                "%(count)s number carried the noise of a spreadsheet’s arithmetic and was rounded: row "
                "%(row)s, column %(column)s, %(old)s is %(new)s.",
                "%(count)s numbers carried the noise of a spreadsheet’s arithmetic and were rounded: row "
                "%(row)s, column %(column)s, %(old)s is %(new)s, and others.",
                self.noise.count,
            ) % vars(self.noise)
        if self.rounded:
            yield ngettext(
                "%(count)s amount was rounded to the cent.",
                "%(count)s amounts were rounded to the cent.",
                self.rounded,
            ) % {"count": self.rounded}
