"""Small files that do large harm to careless readers, and a process that reads them alone."""

from __future__ import annotations

import io
import os
import random
import resource
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.recipes.sheet_files import HEAD, book_of, cell, packed, parts_of, row

MB = 1024 * 1024
FIRST = row(cell("iso2", "A1"), cell("amount", "B1"))


def _noise(size: int) -> str:
    """Return letters that do not compress well."""
    return random.Random(1).randbytes(size // 2).hex()


def _understated() -> bytes:
    """Return a workbook whose directory says that its large part is of one byte."""
    content = bytearray(book_of(FIRST, styles=b"<styleSheet>" + b"<xf/>" * MB))
    place = content.find(b"PK\x01\x02")
    while place >= 0:
        name = content[place + 46 : place + 46 + int.from_bytes(content[place + 28 : place + 30], "little")]
        if name == b"xl/styles.xml":
            content[place + 24 : place + 28] = (1).to_bytes(4, "little")
        place = content.find(b"PK\x01\x02", place + 4)
    return bytes(content)


def _protected() -> bytes:
    """Return a workbook whose parts are said to be encrypted."""
    content = bytearray(book_of(FIRST))
    place = content.find(b"PK\x01\x02")
    while place >= 0:
        content[place + 8] |= 1
        place = content.find(b"PK\x01\x02", place + 4)
    return bytes(content)


# By kind: the file, a word of its problem, and the row that the problem names.
HARMFUL: dict[str, tuple[Callable[[], bytes], str, int]] = {
    "a row beyond any spreadsheet": (
        lambda: book_of(FIRST + f'<row r="2000000000">{cell("KE")}</row>'),
        "row 2000000000",
        2_000_000_000,
    ),
    "a filled row far below": (
        lambda: book_of(FIRST + f'<row r="1048576">{cell("KE")}</row>'),
        "rows",
        1_048_576,
    ),
    "a row without end": (
        lambda: book_of(row(*map(cell, range(300_000)))),
        "columns",
        1,
    ),
    "a column beyond any spreadsheet": (lambda: book_of(row(cell("KE", "ZZZ1"))), "columns", 1),
    "155 MB of styles": (lambda: book_of(FIRST, styles=b"<s>" + b"<xf/>" * (31 * MB)), "unpacks to more", 0),
    "155 MB of a sheet": (lambda: book_of("<row/>" * (26 * MB)), "unpacks to more", 0),
    "a part that understates its size": (_understated, "damaged", 0),
    "texts without end": (
        lambda: book_of(
            FIRST, sharedStrings="<sst>" + f"<si><t>{_noise(20_000)}</t></si>" * 4_000 + "</sst>"
        ),
        "unpacks to more",
        0,
    ),
    "a text without end": (lambda: book_of(row(cell(_noise(2 * MB)))), "32767 characters", 1),
    "a tag without end": (lambda: book_of(f'<row a="{_noise(3 * MB)}"/>'), "damaged", 0),
    "a comment without end": (lambda: book_of(f"<!--{_noise(3 * MB)}-->"), "damaged", 0),
    "names without end": (
        lambda: book_of("".join(f"<a{number}/>" for number in range(300_000))),
        "damaged",
        0,
    ),
    "depth without end": (lambda: book_of("<a>" * 200_000), "damaged", 0),
    "entities that explode": (
        lambda: packed(
            parts_of("")
            | {
                "xl/worksheets/sheet1.xml": f'{HEAD}<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
                f"<worksheet><sheetData>{row(cell('x').replace('x', '&b;'))}</sheetData></worksheet>"
            }
        ),
        "damaged",
        0,
    ),
    "a file of the machine": (
        lambda: packed(
            parts_of("")
            | {
                "xl/worksheets/sheet1.xml": f'{HEAD}<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
                "<worksheet><sheetData><row><c t='str'><v>&a;</v></c></row></sheetData></worksheet>"
            }
        ),
        "damaged",
        0,
    ),
    "parts without end": (
        lambda: packed(
            parts_of(FIRST) | {f"xl/media/{number}": b"" for number in range(3_000)}, zipfile.ZIP_STORED
        ),
        "parts",
        0,
    ),
    "a directory without end": (
        lambda: packed(
            parts_of(FIRST) | {f"xl/media/{number}{'x' * 200}": b"" for number in range(8_000)},
            zipfile.ZIP_STORED,
        ),
        "parts",
        0,
    ),
    "a packing that takes memory": (lambda: packed(parts_of(FIRST), zipfile.ZIP_LZMA), "damaged", 0),
    "a password": (_protected, "password", 0),
}


def read_alone(folder: Path) -> Iterator[str]:
    """Read every file of a folder as an importer, as a workbook and as one of the UN Treasury.

    Yields what came of each.
    """
    import django

    django.setup()
    from funding.rates.imports.treasury_files import TreasuryFile
    from ilo_dc.core.sheets.reading import SheetError, SheetFile, read_book

    for path in sorted(folder.iterdir()):
        for read in (
            lambda path=path: sum(1 for _row in SheetFile(path)),
            lambda path=path: read_book(io.BytesIO(path.read_bytes()), size=path.stat().st_size) and 0,
            lambda path=path: sum(1 for _line in TreasuryFile(path, ())),
        ):
            try:
                yield f"{path.name}: {read()} rows"
            except SheetError as error:
                yield f"{path.name}: {error.message}"


def _most_memory() -> int:
    """Return how many MB this process ever took; on Linux getrusage counts what the parent took, too."""
    status = Path("/proc/self/status")
    if status.exists():
        peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(peak.split()[1]) // 1024
    taken = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return taken // (MB if sys.platform == "darwin" else 1024)


def main() -> None:
    """Read with a limit of memory, and tell at the end how much was taken (MB)."""
    limit = int(sys.argv[2]) * MB
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    for line in read_alone(Path(sys.argv[1])):
        sys.stdout.write(line + "\n")
    sys.stdout.write(f"{_most_memory()}\n")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ilo_dc.settings")
    main()
