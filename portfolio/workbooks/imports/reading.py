"""Reading a workbook that the portal made: in whatever language it was made, trusting nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from ilo_dc.core.days import day_after
from ilo_dc.core.imports.importer import Sheet
from ilo_dc.core.imports.lines import Line
from ilo_dc.core.imports.problems import SHOWN, Problem
from ilo_dc.core.sheets.limits import Limits, Watch
from ilo_dc.core.sheets.reading import Book, BrokenCell, RawRow, SheetError, read_book
from ilo_dc.core.sheets.rules import rounded_number
from portfolio.workbooks import rules, vocab
from portfolio.workbooks.actions.sheet_rows import Reading, SheetRow
from portfolio.workbooks.rules import same_word
from portfolio.workbooks.vocab import BookColumn, BookSheet

Meanings = dict[str, dict[str, str]]
DIGITS = 9
# What no choice says, by list; an empty text elsewhere.
EMPTY: dict[str, Any] = {**dict.fromkeys(vocab.KEYED_LISTS), "yes_no": False}


@dataclass(frozen=True)
class Layout:
    """What a reader must know of a kind of workbook.

    Attributes:
        sheets: in their order.
        above: by sheet, the sheet that a row's parent stands in.
        named: by column, the sheet of what its key names.
        noun: how the hidden sheet calls what the workbook is about.
        edition: of its columns; `former` ones had other meanings.
        messages: `former`, `other kind` and `other subject`: what to tell of a workbook that is not taken.
    """

    sheets: tuple[BookSheet, ...]
    above: Mapping[str, str]
    named: Mapping[str, str]
    noun: str
    edition: str
    former: tuple[str, ...]
    messages: Mapping[str, str]


def opened(
    file: BinaryIO, *, size: int, layout: Layout, key: int | str, limits: Limits | None, watch: Watch
) -> tuple[Book, Meanings]:
    """Return the sheets of a workbook and what its hidden sheet says of words.

    Raises:
        LimitError: larger than `limits`.
        SheetError: no workbook, damaged, not made by the portal, or of something else than `key`.
    """
    book = read_book(file, size=size, limits=limits, watch=watch)
    meanings = _meanings(book.sheets.pop(vocab.LISTS, None), layout)
    if list(meanings.get(layout.noun, {}).values()) != [str(key)]:
        raise SheetError(_(layout.messages["other subject"]))
    return book, meanings


def _meanings(rows: list[RawRow] | None, layout: Layout) -> Meanings:
    """Return what the hidden sheet says of words: by kind, the key of each."""
    found: Meanings = defaultdict(dict)
    for row in rows or []:
        kind, label, key = (*row.cells, "", "", "")[:3]
        found[kind][same_word(label)] = key
    edition = found.get("format", {}).get("", "")
    if edition == layout.edition:
        return found
    raise SheetError(_(layout.messages["former" if edition in layout.former else "other kind"]))


class _Page(Sheet):
    """One sheet of the workbook: notes problems under its own title and headings."""

    def __init__(self, sheet: BookSheet, reading: Reading) -> None:
        super().__init__(Path(), ())
        self.sheet, self.reading = sheet, reading
        self.name, self.problems = reading.titles[sheet.code], reading.problems
        self.remarks_on = reading.remarks

    def add(self, row: int, column: str, value: str, message: Any) -> None:
        """Note a problem, its column named as the file names it."""
        heading = self.reading.headings.get((self.sheet.code, column), column)
        self.problems.add(Problem(self.name, row, heading, Truncator(value).chars(SHOWN), str(message)))

    def shown(self, column: str) -> str:
        """Return how people find a column: by its heading and sheet."""
        return f"{self.reading.headings.get((self.sheet.code, column), column)} ({self.name})"


class Reader:
    """A workbook while it is read.

    `words`: the reader's for choices; `above`: records by what names them; `not_asked`: lists of choices of
    which none is asked for here, although their columns are to be filled in elsewhere.
    """

    def __init__(
        self,
        book: Book,
        meanings: Meanings,
        layout: Layout,
        *,
        words: dict[str, dict[Any, str]],
        above: dict[str, dict[str, int]],
        not_asked: tuple[str, ...] = (),
    ) -> None:
        self.layout, self.above, self.not_asked = layout, above, not_asked
        self.book = {same_word(title): rows for title, rows in book.sheets.items()}
        self.hidden = {same_word(title) for title in book.hidden}
        self.meanings = meanings
        self.reading = Reading(words=words)
        self.reading.written = dict(meanings.get(vocab.WRITTEN, {}))
        self.reading.remarks.unread.hidden_rows = book.unread.hidden_rows
        self.known = {name: _known(name, choices, meanings) for name, choices in self.reading.words.items()}

    def read(self) -> Reading:
        """Return what all sheets say; with a sheet or a column missing, only that."""
        places = {sheet.code: self._columns(sheet) for sheet in self.layout.sheets}
        self.reading.refused = self.reading.problems.count > 0
        if not self.reading.refused:
            for sheet in self.layout.sheets:
                page = _Page(sheet, self.reading)
                for row in self.book[same_word(self.reading.titles[sheet.code])][1:]:
                    self._row(page, row, places[sheet.code])
        return self.reading

    def _columns(self, sheet: BookSheet) -> list[str]:
        """Return the names of a sheet's columns in the order of the file, or note what does not fit."""
        reading = self.reading
        titles = {code: title for title, code in self.meanings["sheet"].items()}
        wanted = titles.get(sheet.code, same_word(str(sheet.label)))
        rows = self.book.get(wanted)
        reading.titles[sheet.code] = rows[0].sheet if rows else wanted.capitalize()
        page = _Page(sheet, reading)
        if rows is None:
            page.add(
                0, "", "", _("This sheet is missing or was renamed. Give it this name again, or start anew.")
            )
            return []
        if wanted in self.hidden:
            page.add(0, "", "", _("This sheet is hidden. Show it, so that you see what is saved."))
            return []
        if not rows:
            page.add(0, "", "", _("This sheet has lost its headings. Download the workbook again."))
            return []
        meant = self.meanings[f"column:{sheet.code}"]
        names = [meant.get(same_word(cell), "") for cell in rows[0].cells]
        self._check_headings(page, rows[0], names)
        for column in sheet.columns:
            if column.name not in names:
                reading.headings[(sheet.code, column.name)] = str(column.label)
                page.add(
                    rows[0].number, column.name, "", _("This column is missing. Download the workbook again.")
                )
        return names

    def _check_headings(self, page: _Page, header: RawRow, names: list[str]) -> None:
        """Keep the file's own headings; note those that are not known or stand twice."""
        for cell, name in zip(header.cells, names, strict=True):
            if not name and cell.strip():
                page.add(header.number, cell[:SHOWN], cell, _("This column is not known here. Remove it."))
            elif name and (page.sheet.code, name) in self.reading.headings:
                page.add(header.number, name, cell, _("This column appears twice."))
            elif name:
                self.reading.headings[(page.sheet.code, name)] = cell.strip()

    def _row(self, page: _Page, raw: RawRow, names: list[str]) -> None:
        """Read one row; rows with nothing in the known columns are no rows."""
        before = page.problems.count
        if any(cell.strip() for cell in raw.cells[len(names) :]):
            page.add(raw.number, "", "", _("Something stands right of the last column. Remove it."))
        cells = dict(zip(names, raw.cells, strict=False))
        cells.pop("", None)
        if not any(cell.strip() for cell in cells.values()):
            return
        for column in page.sheet.columns:
            if column.kind == vocab.INFORMATION:
                cells.pop(column.name, None)
        row = SheetRow(page.sheet.code, raw.number)
        line = Line(page, raw.number, cells)
        for name, cell in cells.items():
            page.look_at(raw.number, name, cell)
        for column in page.sheet.columns:
            if column.kind != vocab.INFORMATION:
                self._cell(row, line, column)
        row.broken = page.problems.count > before
        self.reading.rows.append(row)

    def _cell(self, row: SheetRow, line: Line, column: BookColumn) -> None:
        """Read one cell into the row."""
        is_prose = column.kind == vocab.TEXT and column.name != "code"
        text = line.raw(column.name).strip() if is_prose else line.sign(column.name, required=False)
        if isinstance(line.cells.get(column.name), BrokenCell):
            return
        if column.kind == vocab.ID:
            row.pk = self._key(line, column, _("Ids are not changed: restore it."))
        elif column.kind == vocab.VERSION:
            row.version = self._key(line, column, _("Versions are not changed: restore it."))
        elif column.kind in {vocab.PARENT, vocab.KEY}:
            self._name_of_another(row, line, column)
        elif column.kind == vocab.REFERENCE:
            self._reference(row, line, column, text)
        else:
            row.values[column.name] = self._value(row, line, column, text)
            self.note(row, column)

    def note(self, row: SheetRow, column: BookColumn) -> None:
        """Note what a value that was read means for other cells: nothing, where a child knows no better."""

    def decimals(self, row: SheetRow) -> int:
        """Return how many decimals the numbers of a row may have."""
        return rules.PLACES

    def _name_of_another(self, row: SheetRow, line: Line, column: BookColumn) -> None:
        """Read what a row belongs to or is about: the key of a record, or the word that stands there."""
        word = same_word(rules.without_quote(line.sign(column.name, required=column.required)))
        if column.kind == vocab.PARENT:
            row.parent = self.above[self.layout.above[row.sheet]].get(word, word)
        else:
            above = self.layout.named.get(column.name, "")
            row.keys[column.name] = self.above.get(above, {}).get(word, word)

    def _key(self, line: Line, column: BookColumn, message: str) -> int | None:
        """Return an id or a version; None for an empty cell and for what is none."""
        text = line.sign(column.name, required=False)
        if text and not (text.isascii() and text.isdecimal() and len(text) <= DIGITS):
            line.problem(column.name, message)
            return None
        return int(text) if text else None

    def _reference(self, row: SheetRow, line: Line, column: BookColumn, text: str) -> None:
        """Read what a new indicator is called; the portal's own numbers name recorded ones."""
        if row.pk is None:
            row.reference = same_word(rules.without_quote(text))
            if row.reference in self.above[row.sheet]:
                line.problem(
                    column.name, _("A recorded row has this number. Give the new one its own: NEW-1.")
                )

    def _value(self, row: SheetRow, line: Line, column: BookColumn, text: str) -> Any:
        """Return a cell's plain value."""
        if column.kind == vocab.CHOICE:
            return self._choice(line, column, text)
        if column.kind == vocab.WHOLE:
            return line.whole(column.name, least=column.least, most=column.most, required=column.required)
        if column.kind in vocab.DAYS:
            dated = Line(line.sheet, line.number, {column.name: rules.day_text(text)})
            day = dated.day(column.name, required=column.required)
            return day_after(day) if column.kind == vocab.LAST_DAY else day
        if column.kind == vocab.NUMBER:
            return self._number(line, column, text, places=self.decimals(row))
        words = rules.without_quote(rules.plain_text(text))
        if column.required and not words:
            line.problem(column.name, _("Fill this in."))
        return words.upper() if column.name == "code" else words

    def _number(self, line: Line, column: BookColumn, text: str, *, places: int) -> Any:
        if not text:
            return None
        if text.endswith("%"):
            return line.problem(
                column.name, _("Write the number without %%: the unit stands in its own column.") % {}
            )
        number = line.decimal(column.name, decimals=places)
        if number is None:
            return None
        exact = rounded_number(number, rules.PLACES) if abs(number) < rules.TOO_LARGE else None
        if exact is None:
            return line.problem(
                column.name, _("This is not a plain number of at most four decimals. Write 1234567.89.")
            )
        if exact != number:
            shown = line.sheet.shown(column.name)
            line.sheet.remarks_on.noise.add(line.number, shown, f"{number:f}", f"{exact.normalize():f}")
        return exact

    def _choice(self, line: Line, column: BookColumn, text: str) -> Any:
        """Return the key of what was chosen: in the workbook's words, the reader's, or as a code."""
        if not text:
            if column.required and column.choices not in self.not_asked:
                return line.problem(column.name, _("Fill this in."))
            return EMPTY.get(column.choices, "")
        known = self.known[column.choices]
        word = same_word(text)
        if word not in known:
            some = ", ".join(list(self.reading.words[column.choices].values())[:6])
            return line.problem(
                column.name, _("Choose one from the list of this cell, such as: %(some)s.") % {"some": some}
            )
        return known[word]


def keys_of(meanings: Meanings, kind: str) -> dict[str, int]:
    """Return the keys of recorded rows that the workbook calls by a word."""
    return {
        word: int(key)
        for word, key in meanings[kind].items()
        if key.isascii() and key.isdecimal() and len(key) <= DIGITS
    }


def _known(name: str, choices: Mapping[Any, str], meanings: Meanings) -> dict[str, Any]:
    """Return the key of every word that a list takes; what the workbook means by a word comes first."""
    by_key = {_key_of(name, key): key for key in choices}
    taken = {same_word(rules.as_read(label)): key for key, label in choices.items()}
    if name == "yes_no":
        taken |= {"true": True, "false": False}
    elif name not in vocab.KEYED_LISTS:
        taken |= {str(key): key for key in choices}
    own = {word: by_key[key] for word, key in meanings[name].items() if key in by_key}
    return taken | own


def _key_of(name: str, key: Any) -> str:
    """Return a key as the hidden sheet writes it."""
    return ("yes" if key else "no") if name == "yes_no" else str(key)
