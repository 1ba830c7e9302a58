"""What a workbook's own parts say: its sheets, and what its styles and shared texts mean."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from urllib.parse import unquote

from django.utils.translation import gettext as _
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from ilo_dc.core.sheets.cells import MAX_CELL, SheetError
from ilo_dc.core.sheets.limits import refuse_text
from ilo_dc.core.sheets.markup import damaged, read_events
from ilo_dc.core.sheets.package import Package

H = TypeVar("H", bound="_Collector")

DAY, PERCENT, PLAIN = "day", "percent", ""
# Beside the formats that openpyxl knows by number: days and times of East Asian and Thai spreadsheets.
MORE_DAYS = frozenset((*range(27, 37), *range(50, 59), *range(71, 82)))
QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
TRUE = {"1", "true", "on"}


@dataclass(frozen=True)
class SheetPart:
    """A sheet of a workbook: its title, the part that holds it, and whether people see it."""

    title: str
    part: str
    hidden: bool


class _Collector:
    """A handler that hands on nothing while it reads."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the begin of an element."""

    def end(self, name: str) -> None:
        """Take the end of an element."""

    def text(self, text: str) -> None:
        """Take a piece of text."""

    def taken(self) -> Iterable[None]:
        """Return nothing."""
        return ()


class _Relations(_Collector):
    """`.rels`: which part is meant by an id, and by a type."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.by_id: dict[str, str] = {}
        self.by_type: dict[str, str] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take one relation."""
        if name != "Relationship" or attributes.get("TargetMode") == "External":
            return
        target = unquote(attributes.get("Target", ""))
        path = posixpath.normpath(posixpath.join("/" + self.folder, target)).lstrip("/")
        self.by_id[attributes.get("Id", "")] = path
        self.by_type.setdefault(attributes.get("Type", "").rpartition("/")[2], path)


class _Sheets(_Collector):
    """`workbook.xml`: the sheets in order, and from which day the workbook counts."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str, bool]] = []
        self.epoch = WINDOWS_EPOCH

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take a sheet or the calendar."""
        if name == "sheet":
            key = next((value for key, value in attributes.items() if key.rpartition(":")[2] == "id"), "")
            hidden = attributes.get("state", "visible") != "visible"
            self.sheets.append((attributes.get("name", ""), key, hidden))
        elif name == "workbookPr" and attributes.get("date1904", "").casefold() in TRUE:
            self.epoch = MAC_EPOCH


class _Styles(_Collector):
    """`styles.xml`: how the cells of each style show a number."""

    def __init__(self) -> None:
        self.formats: dict[str, str] = {}
        self.used: list[str] = []
        self.within_cells = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take a format or a style."""
        if name == "numFmt":
            self.formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self.within_cells = True
        elif name == "xf" and self.within_cells:
            self.used.append(attributes.get("numFmtId", "0"))

    def end(self, name: str) -> None:
        """Leave the styles of cells."""
        if name == "cellXfs":
            self.within_cells = False

    def kinds(self) -> list[str]:
        """Return by style whether a number is shown as a day or a percentage."""
        return [self._kind(number) for number in self.used]

    def _kind(self, number: str) -> str:
        key = int(number) if number.isascii() and number.isdecimal() and len(number) < 6 else 0
        code = self.formats.get(number, BUILTIN_FORMATS.get(key, "General"))
        if number not in self.formats and key in MORE_DAYS:
            return DAY
        if is_timedelta_format(code):
            return PLAIN
        if code != "General" and is_date_format(code):
            return DAY
        return PERCENT if "%" in QUOTED.sub("", code) else PLAIN


class _Texts:
    """`sharedStrings.xml`: the texts that cells name by number; pronunciations are left out."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.pieces: list[str] = []
        self.size = 0
        self.is_text = self.is_sound = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Begin a text or a piece of one."""
        if name == "si":
            self.pieces, self.size = [], 0
        elif name == "rPh":
            self.is_sound = True
        elif name == "t":
            self.is_text = not self.is_sound

    def text(self, text: str) -> None:
        """Take a piece."""
        if self.is_text:
            self.size += len(text)
            if self.size > MAX_CELL:
                refuse_text("", 0, "".join([*self.pieces, text]))
            self.pieces.append(text)

    def end(self, name: str) -> None:
        """Finish a text or a piece of one."""
        if name == "si":
            self.done.append("".join(self.pieces))
        elif name == "rPh":
            self.is_sound = False
        elif name == "t":
            self.is_text = False

    def taken(self) -> list[str]:
        """Return the texts that are complete."""
        done, self.done = self.done, []
        return done


class Workbook:
    """What the sheets of a workbook need to be read: where they are, their texts, styles and calendar.

    Raises:
        SheetError: damaged, or no workbook.
    """

    def __init__(self, package: Package) -> None:
        self.package = package
        part = self._relations("").by_type.get("officeDocument", "xl/workbook.xml")
        named = self._read(part, _Sheets())
        if named is None:
            raise SheetError(_("This is a ZIP file, not an .xlsx workbook."))
        self.epoch: datetime = named.epoch
        relations = self._relations(part)
        self.sheets = [
            SheetPart(title, relations.by_id[key], hidden)
            for title, key, hidden in named.sheets
            if "chartsheet" not in relations.by_id.get(key, "chartsheet").casefold()
        ]
        if not self.sheets:
            raise damaged()
        styles = self._read(relations.by_type.get("styles", ""), _Styles())
        self.kinds = styles.kinds() if styles else []
        texts = relations.by_type.get("sharedStrings", "")
        self.texts = list(read_events(package.chunks(texts), _Texts())) if texts in package else []

    def _relations(self, part: str) -> _Relations:
        folder, name = posixpath.split(part)
        found = _Relations(folder)
        self._read(posixpath.join(folder, "_rels", f"{name}.rels"), found)
        return found

    def _read(self, part: str, handler: H) -> H | None:
        """Read a part; None: the workbook has none of that name."""
        if not part or part not in self.package:
            return None
        for _nothing in read_events(self.package.chunks(part), handler):
            pass
        return handler
