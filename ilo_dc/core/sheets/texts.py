"""CSV: lines of text that are taken apart at the sign that the header itself uses."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator
from itertools import chain, islice
from typing import BinaryIO

from django.utils.translation import gettext as _

from ilo_dc.core.sheets.cells import RawRow, SheetError, text_cell
from ilo_dc.core.sheets.limits import Meter
from ilo_dc.core.sheets.rules import without_invisible

MAX_LINE = 4 * 1024 * 1024
DELIMITERS = ",;\t"
NAMED = re.compile(r"sep=(.)[;,\t]*\r?\n?", re.IGNORECASE)  # Excel's own first line, which it does not show
HEADER_WITHIN = 10  # lines: above the header may stand a title


def fault_of_row(error: csv.Error) -> str:
    """Return what is wrong with a row that cannot be taken apart, in the reader's language."""
    if "field limit" in str(error):
        return _("A cell of the row is longer than %(most)s characters.") % {"most": csv.field_size_limit()}
    return _("The row cannot be taken apart. Is a quotation mark missing, or a line end inside a cell?")


def read_text(file: BinaryIO, wanted: frozenset[str], meter: Meter) -> Iterator[RawRow]:
    """Yield the rows of a CSV file that are not blank.

    The delimiter is the one that the file names, or that of a line among the first with all `wanted` columns.

    Raises:
        LimitError: too large.
        SheetError: not in UTF-8, or a row cannot be taken apart.
    """
    number = 0
    try:
        lines = _lines(file)
        first = list(islice(lines, HEADER_WITHIN))
        shown = [line.decode("utf-8", "replace") for line in first]
        if shown and (match := NAMED.fullmatch(shown[0])):
            delimiter, first = match[1], first[1:]
        else:
            delimiter = _delimiter(shown, wanted)
        texts = (line.decode("utf-8") for line in chain(first, lines))
        for number, cells in enumerate(csv.reader(texts, delimiter=delimiter, strict=True), start=1):
            text = "".join(cells)
            if text.strip():
                # Few rows hold what may be an error instead of a value.
                shown_cells = [text_cell(cell) for cell in cells] if "#" in text else cells
                yield meter.row(RawRow("", number, shown_cells, ragged=True))
    except csv.Error as error:
        raise SheetError(fault_of_row(error), row=number + 1) from error
    except UnicodeDecodeError as error:
        raise SheetError(
            _("The file is not in UTF-8. In a spreadsheet choose “CSV UTF-8” or .xlsx when saving."),
            row=number + 1,
            value=ascii(error.object[max(0, error.start - 20) : error.end + 20])[2:-1],
        ) from error


def _delimiter(lines: list[str], wanted: frozenset[str]) -> str:
    """Return the sign between the cells: that of the header, else the commonest of the first line."""
    for line in lines if wanted else ():
        for delimiter in DELIMITERS:
            names = {without_invisible(name.strip('" \r\n')).casefold() for name in line.split(delimiter)}
            if wanted <= names:
                return delimiter
    return max(DELIMITERS, key=(lines[0] if lines else "").count)


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """Yield the lines of a file without its byte order mark, so that little is in memory at once."""
    number = 0
    while raw := file.readline(MAX_LINE):
        number += 1
        if len(raw) == MAX_LINE and not raw.endswith(b"\n"):
            raise SheetError(_("Line %(line)s is too long for a sheet.") % {"line": number}, row=number)
        if b"\0" in raw:
            raise SheetError(_("Line %(line)s holds bytes that are not text.") % {"line": number}, row=number)
        yield raw.removeprefix(codecs.BOM_UTF8) if number == 1 else raw
