"""Files of sheets for tests: workbooks written part by part, as no spreadsheet would, and mutated ones."""

from __future__ import annotations

import io
import random
import zipfile
import zlib
from collections.abc import Callable
from xml.sax.saxutils import escape

import pytest

from ilo_dc.core.progress import quiet
from ilo_dc.core.sheets.limits import Limits, Meter, Watch, request_limits

HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
TYPES = f"{HEAD}<Types/>"
ROOT = (
    f'{HEAD}<Relationships><Relationship Id="r1" Type="t/officeDocument" Target="xl/workbook.xml"/>'
    "</Relationships>"
)
BOOK = f'{HEAD}<workbook xmlns:r="r"><sheets><sheet name="Data" sheetId="1" r:id="rId1"/></sheets></workbook>'
LINKS = (
    f"{HEAD}<Relationships>"
    '<Relationship Id="rId1" Type="t/worksheet" Target="worksheets/sheet1.xml"/>'
    '<Relationship Id="rId2" Type="t/sharedStrings" Target="sharedStrings.xml"/>'
    '<Relationship Id="rId3" Type="t/styles" Target="styles.xml"/></Relationships>'
)


def packed(parts: dict[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a ZIP of the given parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def unpacked(content: bytes) -> dict[str, bytes]:
    """Return the parts of a ZIP."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def parts_of(rows: str, **more: str | bytes) -> dict[str, str | bytes]:
    """Return the parts of a workbook of one sheet with `rows` (XML), and `more` by their name below xl/."""
    return {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": ROOT,
        "xl/workbook.xml": BOOK,
        "xl/_rels/workbook.xml.rels": LINKS,
        "xl/worksheets/sheet1.xml": f"{HEAD}<worksheet><sheetData>{rows}</sheetData></worksheet>",
        **{f"xl/{name}.xml": content for name, content in more.items()},
    }


def book_of(rows: str, **more: str | bytes) -> bytes:
    """Return such a workbook."""
    return packed(parts_of(rows, **more))


def cell(value: str | int | float, place: str = "") -> str:
    """Return a cell as XML: a text, or a number stored as one."""
    where = f' r="{place}"' if place else ""
    if isinstance(value, str):
        return f'<c{where} t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    return f"<c{where}><v>{value!r}</v></c>"


def error_cell(value: str = "#REF!") -> str:
    """Return a cell whose value could not be computed."""
    return f'<c t="e"><v>{value}</v></c>'


def uncomputed_cell(formula: str = "400+24") -> str:
    """Return a formula that was saved without its value."""
    return f"<c><f>{formula}</f><v/></c>"


def row(*cells: str) -> str:
    """Return a row of cells."""
    return f"<row>{''.join(cells)}</row>"


UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)


# --- Mutations: what people's programs and adversaries make of a file ---------------------------------

Mutation = Callable[[random.Random, bytes], bytes]
WORDS = (
    *(
        b"\0",
        b"\xff\xfe",
        b'"',
        b"'",
        b";",
        b"=1+1",
        b"#REF!",
        b"1e999",
        b"-0",
        b"NaN",
        b"\xc3\xa9",
        b"9" * 400,
    ),
    *("\u200b\u202e\ud7ff\U0001f600".encode(), b"\r\n", b"\r", b"sep=;\r\n", b"\xef\xbb\xbf"),
)


def _flipped(dice: random.Random, content: bytes) -> bytes:
    changed = bytearray(content)
    for _time in range(dice.randint(1, 12)):
        changed[dice.randrange(len(changed))] = dice.randrange(256)
    return bytes(changed)


def _cut(dice: random.Random, content: bytes) -> bytes:
    return content[: dice.randrange(1, len(content))]


def _inserted(dice: random.Random, content: bytes) -> bytes:
    place = dice.randrange(len(content))
    return content[:place] + dice.choice(WORDS) + content[place:]


def _repeated(dice: random.Random, content: bytes) -> bytes:
    start = dice.randrange(len(content))
    piece = content[start : start + dice.randint(1, 300)]
    return content[:start] + piece * dice.randint(2, 200) + content[start:]


def _swapped(dice: random.Random, content: bytes) -> bytes:
    old, new = dice.choice(
        ((b",", b";"), (b",", b"\t"), (b"\n", b"\r"), (b"\n", b"\r\n"), (b"1", b"\xd9\xa1"))
    )
    return content.replace(old, new)


TEXT: tuple[Mutation, ...] = (_flipped, _cut, _inserted, _repeated, _swapped)
# What is put in place of something in a part of a workbook.
MARKUP = (
    (b'r="2"', b'r="2000000000"'),
    (b'r="2"', b'r="-1"'),
    (b'r="A2"', b'r="ZZZZ2"'),
    (b'r="A2"', b'r="XFD1048576"'),
    (b'r="A2"', b""),
    (b't="inlineStr"', b't="s"'),
    (b't="inlineStr"', b't="e"'),
    (b't="n"', b't="d"'),
    (b't="n"', b't="b"'),
    (b"<v>", b"<f>SUM(A1:A9)</f><v>"),
    (b"<v>1", b"<v>1e400"),
    (b"<v>", b"<v>\xff"),
    (b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><worksheet'),
    (b"<sheetData>", b"<sheetData>" + b"<row/>" * 50_000),
    (b"<sheetData>", b"<a>" * 500),
    (b"<sheetData>", b"<sheetData a='" + b"x" * 900_000 + b"'>"),
    (b'state="visible"', b'state="hidden"'),
    (b"rId1", b"rId9"),
    (b"sheet1.xml", b"../../../etc/passwd"),
    (b"utf-8", b"utf-7"),
    (b"</row>", b""),
    (b"numFmtId", b"numFmtId='14' x"),
)


def _mutated_part(dice: random.Random, content: bytes) -> bytes:
    old, new = dice.choice(MARKUP)
    return content.replace(old, new, dice.choice((1, -1)))


def _mutated_package(dice: random.Random, content: bytes) -> bytes:
    """Change the parts of a workbook, or which there are."""
    parts = unpacked(content)
    name = dice.choice(list(parts))
    kind = dice.randrange(8)
    if kind == 0:
        del parts[name]
    elif kind == 1:
        parts["xl/styles.xml"] = b"<styleSheet>" + b"<xf/>" * 1_000_000
    elif kind == 2:
        parts |= {f"xl/media/{number}.png": b"x" for number in range(1_500)}
    elif kind == 3 and parts[name]:
        parts[name] = dice.choice(TEXT)(dice, parts[name])
    else:
        parts = {one: _mutated_part(dice, text) for one, text in parts.items()}
    compression = dice.choice(
        (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2)
    )
    return packed(parts, compression)


def _lying(dice: random.Random, content: bytes) -> bytes:
    """Change what the directory says of a part's size."""
    place = content.rfind(b"PK\x01\x02")
    changed = bytearray(content)
    changed[place + 24 : place + 28] = dice.choice((0, 1, 2**31, 2**32 - 1)).to_bytes(4, "little")
    return bytes(changed)


PACKAGE: tuple[Mutation, ...] = (_mutated_package, _mutated_package, _mutated_package, _lying, _flipped, _cut)


def mutated(seed: int, content: bytes) -> bytes:
    """Return a file as it becomes by one to three mutations; the same for the same seed."""
    dice = random.Random(seed)
    kinds = PACKAGE if zipfile.is_zipfile(io.BytesIO(content)) else TEXT
    for _time in range(dice.randint(1, 3)):
        try:
            content = dice.choice(kinds)(dice, content)
        except UNREADABLE:
            kinds = TEXT  # its parts cannot be told apart any more: its bytes are mutated on
            content = _flipped(dice, content or b"PK")
    return content


def kept_meters(monkeypatch: pytest.MonkeyPatch) -> list[Meter]:
    """Return the meters of all that is read from now on, for `assert_read_within_a_request`."""
    kept: list[Meter] = []

    class Kept(Meter):
        def __init__(self, limits: Limits, watch: Watch = quiet) -> None:
            super().__init__(limits, watch)
            kept.append(self)

    monkeypatch.setattr("ilo_dc.core.sheets.reading.Meter", Kept)
    return kept


def assert_read_within_a_request(meters: list[Meter]) -> None:
    """Assert that a request read no more cells than it may, within 5 seconds by the reader's own clock.

    What only looked at the directory of a workbook read none.
    """
    most = request_limits()
    assert most.seconds <= 5
    for meter in meters:
        assert meter.limits == most or meter.rows == meter.cells == 0
        assert meter.cells <= most.cells + most.columns  # a row is counted, then refused
    meters.clear()
