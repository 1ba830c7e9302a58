"""What people's spreadsheets do to a sheet: understood and said, or a problem at its cell; every importer."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from ilo_dc.core.imports.described import Column
from ilo_dc.core.imports.importer import Sheet
from ilo_dc.core.imports.lines import Line
from ilo_dc.core.imports.scope import Scope
from ilo_dc.core.sheets import rules
from ilo_dc.portal.imports.importers import IMPORTERS
from tests.recipes.sheet_files import book_of, cell, error_cell, row, uncomputed_cell

COLUMNS = (
    Column("code", "A code."),
    Column("amount", "An amount."),
    Column("note", "Words.", required=False),
)
HEADER = row(cell("code"), cell("amount"), cell("note"))
CODES = {"KEN": "KEN", "r02a": "r02a"}


@pytest.fixture
def sheet_of(tmp_path):
    """Return a sheet of the given bytes."""

    def make(content: bytes | str) -> Sheet:
        path = tmp_path / "sheet"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return Sheet(path, COLUMNS)

    return make


def said(sheet: Sheet) -> list[tuple[int, str, str]]:
    return [(problem.row, problem.column, problem.value) for problem in sheet.problems.kept]


# --- Numbers that are stored as numbers ------------------------------------------------------------------


def test_the_noise_of_arithmetic_is_rounded_and_said(sheet_of):
    sheet = sheet_of(book_of(HEADER + row(cell("KEN"), cell(400.29999999999995))))
    (line,) = sheet
    assert line.amount("amount") == Decimal("400.30")
    assert not sheet.problems.count
    (note,) = sheet.notes
    assert "row 2, column amount, 400.29999999999995 is 400.30" in note


@pytest.mark.parametrize("number", [100.125, 0.005, 33.333333333333336, 5_000_000.125])
def test_decimals_that_somebody_meant_are_no_noise(sheet_of, number):
    sheet = sheet_of(book_of(HEADER + row(cell("KEN"), cell(number))))
    (line,) = sheet
    assert line.amount("amount") is None
    assert said(sheet)[0][1] == "amount"


def test_a_text_is_no_stored_number(sheet_of):
    for content in (
        book_of(HEADER + row(cell("KEN"), cell("400.29999999999995"))),
        "code,amount,note\nKEN,400.29999999999995,\n",
    ):
        sheet = sheet_of(content)
        (line,) = sheet
        assert line.amount("amount") is None
        assert sheet.problems.count == 1


@pytest.mark.parametrize(
    ("stored", "amount"),
    [
        (0.1 + 0.2, "0.30"),
        (1234567.1 + 0.79, "1234567.89"),
        (sum([0.07] * 1_000), "70.00"),
        (sum([123456.78] * 10_000), "1234567800.00"),
        (1e9 / 3 * 3, "1000000000.00"),
    ],
)
def test_sums_of_cents_are_exact_to_the_cent(stored, amount):
    assert rules.rounded_number(Decimal(repr(stored)), 2) == Decimal(amount)


# --- Cells without a usable value, in every column of every importer --------------------------------------


@pytest.mark.parametrize("broken", [error_cell("#REF!"), error_cell("#N/A"), uncomputed_cell()])
@pytest.mark.parametrize("code", IMPORTERS)
@pytest.mark.django_db
def test_every_column_of_every_importer_names_a_cell_without_a_value(code, broken, tmp_path):
    importer = IMPORTERS[code]
    names = [column.name for column in importer.columns]
    path = tmp_path / "sheet.xlsx"
    path.write_bytes(book_of(row(*map(cell, names)) + row(*[broken] * len(names))))
    sheet = importer.open(path, Scope())
    importer.read(sheet)
    told = {problem.column: problem for problem in sheet.problems.kept if problem.row == 2}
    assert set(told) == set(names)
    assert {problem.value for problem in told.values()} <= {"#REF!", "#N/A", "=400+24"}
    assert sheet.problems.count == len(names), "a cell without a value is one problem, not also an empty one"


def test_an_error_in_a_text_file_is_one_too(sheet_of):
    sheet = sheet_of("code,amount,note\nKEN,#REF!,x\n")
    list(sheet)
    assert said(sheet) == [(2, "amount", "#REF!")]


def test_a_formula_with_its_value_is_its_value(sheet_of):
    content = book_of(
        HEADER + row(cell("KEN"), "<c><f>400+24</f><v>424</v></c>", '<c t="str"><f>A1&amp;""</f><v></v></c>')
    )
    sheet = sheet_of(content)
    (line,) = sheet
    assert (line.amount("amount"), line.text("note", required=False)) == (Decimal(424), "")
    assert not sheet.problems.count


# --- The file around the rows: every shipped sheet, as people's programs send it ---------------------------


def _lines(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))[:40]


def _as_text(lines: list[list[str]], delimiter: str = ",") -> str:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n").writerows(lines)
    return buffer.getvalue()


def _as_book(lines: list[list[str]], **states: str) -> bytes:
    """Return a workbook of the lines on the first visible sheet, after sheets in the given states."""
    book = openpyxl.Workbook()
    book.active.title = "Data"
    for number, line in enumerate(lines, start=1):
        for place, text in enumerate(line, start=1):
            book.active.cell(number, place, text or None).data_type = "s"
    for title, state in states.items():
        other = book.create_sheet(title, 0)
        other.append(["Code", "Meaning"])
        other.sheet_state = state
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


WAYS = {
    "semicolons": lambda lines: _as_text(lines, ";"),
    "sep=": lambda lines: "sep=;\r\n" + _as_text(lines, ";"),
    "sep= with a mark": lambda lines: "\ufeffsep=\t\r\n" + _as_text(lines, "\t"),
    "titles": lambda lines: "The sheet of the year; a title, with signs\r\n\r\n" + _as_text(lines),
    "titles in a workbook": lambda lines: _as_book([["Sheet of the year"], [], ["as at", "May"], *lines]),
    "hidden sheets": lambda lines: _as_book(lines, Lists="hidden", More="veryHidden"),
    "a header in capitals": lambda lines: _as_text([[name.upper() for name in lines[0]], *lines[1:]]),
    "a header with what nobody sees": lambda lines: _as_text(
        [[f"\u200b{name}\u00a0" for name in lines[0]], *lines[1:]]
    ),
}
SHIPPED = [(code, number) for code, one in IMPORTERS.items() for number in range(len(one.shipped))]


@pytest.mark.parametrize("way", WAYS)
def test_every_shipped_sheet_is_read_whatever_surrounds_it(way, tmp_path):
    for code, number in SHIPPED:
        importer = IMPORTERS[code]
        lines = _lines(importer.shipped[number])
        path, plain = tmp_path / "sheet", tmp_path / "plain"
        content = WAYS[way](lines)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        plain.write_text(_as_text(lines))
        sheet, wanted = importer.open(path, Scope()), importer.open(plain, Scope())
        assert [line.cells for line in sheet] == [line.cells for line in wanted], code
        assert sheet.problems.kept == []


def test_what_was_left_out_is_said(sheet_of):
    lines = [["A title"], [], ["code", "amount", "note"], ["KEN", "1", ""]]
    sheet = sheet_of(_as_book(lines, Lists="hidden", More="veryHidden"))
    (line,) = sheet
    assert line.number == 4
    assert sheet.name == "Data"
    assert sheet.notes == [
        "2 hidden sheets were not read: “More”, “Lists”.",
        "Row 1 stands above the header and was left out.",
    ]


def test_rows_that_a_filter_hides_are_said(sheet_of):
    sheet = sheet_of(book_of(HEADER + row(cell("KEN"), cell(1)).replace("<row>", '<row r="2" hidden="1">')))
    list(sheet)
    assert "1 row that is hidden or filtered away in the sheet was read too." in sheet.notes


def test_a_workbook_whose_sheets_are_all_hidden_is_refused(sheet_of):
    sheets = '<sheets><sheet name="Data" state="hidden" r:id="rId1"/></sheets>'
    sheet = sheet_of(book_of(HEADER, workbook=f'<workbook xmlns:r="r">{sheets}</workbook>'))
    list(sheet)
    assert "hidden" in sheet.problems.kept[0].message


def test_without_a_header_the_first_row_is_told_what_it_lacks(sheet_of):
    sheet = sheet_of("code,wrong\n" + "KEN,1\n" * 30)
    list(sheet)
    assert (1, "amount", "") in said(sheet)


# --- What nobody sees, and letters in another case ---------------------------------------------------------


@pytest.mark.parametrize("text", ["KEN\u200b", "\ufeffKEN", "K\u00adEN", "\u00a0KEN", "ke\u200bn", " ken "])
def test_a_code_is_what_people_see(sheet_of, text):
    sheet = sheet_of(f"code,amount,note\n{text},1\u00a0,\n")
    (line,) = sheet
    assert line.code("code", CODES, "Unknown.") == "KEN"
    assert line.choice("code", CODES) == "KEN"
    assert line.amount("amount") == 1
    assert not sheet.problems.count
    hidden = rules.UNSEEN.search(text) is not None
    assert any("characters that nobody sees" in note for note in sheet.notes) is hidden


def test_a_problem_names_what_nobody_sees(sheet_of):
    sheet = sheet_of("code,amount,note\nKE\u200bX,1,\n")
    (line,) = sheet
    line.code("code", CODES, "Unknown.")
    assert sheet.problems.kept[0].message == "Unknown. The cell holds characters that nobody sees: U+200B."


def test_words_keep_what_their_script_needs():
    line = Line(Sheet(Path("none"), COLUMNS), 2, {"note": " می\u200cخواهم\u00a0"})
    assert line.text("note") == "می\u200cخواهم"


def test_a_cell_of_characters_that_nobody_sees_is_empty():
    line = Line(Sheet(Path("none"), COLUMNS), 2, {"note": "\u200b \ufeff", "code": "\u200b"})
    assert (line.text("note"), line.sign("code")) == ("", "")
    assert [one.column for one in line.sheet.problems.kept] == ["note", "code"]


# --- Letters that were opened in another encoding ---------------------------------------------------------

GOOD = (
    "Côte d’Ivoire – “déjà vu”", "CONGRÈS DE LA LIBERTÉ»", "« À l’étranger »", "MANHÃ", "Ångström “Å”",
    "naïve", "Ελλάδα", "Россия", "العربية", "中国劳工组织",
    "Đà Nẵng", "Łódź", "São Tomé", "ÉTÉ…", "QUALITÉ – PRIX",
)  # fmt: skip


@pytest.mark.parametrize("text", GOOD)
def test_words_of_all_languages_are_read_rightly(text):
    assert not rules.looks_misread(text)


@pytest.mark.parametrize(
    "text", ["é", "Côte d’Ivoire", "2022–23", "Россия", "العربية", "中国劳工", "«", "œuvre"]
)
def test_words_opened_in_another_encoding_are_found_and_mended(text):
    misread = "".join(rules._as_ansi(byte) for byte in text.encode())
    assert rules.looks_misread(misread)
    assert rules.read_rightly(misread) == text


@pytest.mark.parametrize("code", IMPORTERS)
def test_every_column_warns_of_misread_letters(code, tmp_path):
    importer = IMPORTERS[code]
    names = [column.name for column in importer.columns]
    path = tmp_path / "sheet.csv"
    path.write_text(_as_text([names, ["2022â€“23"] * len(names), ["plain"] * len(names)]))
    sheet = importer.open(path, Scope())
    list(sheet)
    (note,) = sheet.notes
    assert note.startswith(f"{len(names)} cells look misread")
    assert f"row 2, column {names[0]} says “2022â€“23”, meant was perhaps “2022–23”" in note


# --- Problems by kind --------------------------------------------------------------------------------------


def test_problems_are_grouped_by_kind_with_counts_and_first_rows(sheet_of):
    rows = "".join(f"{'KEN' if number % 3 else 'XXX'},{number},\n" for number in range(1, 31))
    sheet = sheet_of("code,amount,note\n" + rows)
    for line in sheet:
        line.code("code", CODES, f"Row {line.number} is unknown.")
        line.whole("amount", most=25)
    codes, numbers = sheet.problems.by_kind()
    assert (codes["column"], codes["count"], codes["rows"]) == ("code", 10, [4, 7, 10, 13, 16])
    assert (numbers["column"], numbers["count"], numbers["rows"]) == ("amount", 5, [27, 28, 29, 30, 31])
    assert codes["message"] == "Row 4 is unknown."
