"""Reading sheets: what is taken, what is refused, and where the message points."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ilo_dc.core.imports.described import Column
from ilo_dc.core.imports.importer import Sheet
from ilo_dc.core.imports.lines import Line
from ilo_dc.core.numbers import to_the_cent
from ilo_dc.core.sheets.reading import SheetError, read_book

COLUMNS = (
    Column("iso2", "Country."),
    Column("amount", "Amount."),
    Column("day", "Day."),
    Column("note", "Note.", required=False),
)


@pytest.fixture
def sheet_of(tmp_path):
    """Return a sheet of the given bytes."""

    def make(content: bytes | str, name: str = "sheet.csv") -> Sheet:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return Sheet(path, COLUMNS)

    return make


def workbook(*rows: tuple, title: str = "Data") -> bytes:
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def zipped(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def line_of(**cells: str) -> Line:
    return Line(Sheet(Path("none.csv"), COLUMNS), 2, cells)


def problem_of(sheet: Sheet):
    list(sheet)
    assert sheet.problems.count == 1, sheet.problems.kept
    return sheet.problems.kept[0]


def test_na_is_namibia_and_not_a_missing_value(sheet_of):
    (line,) = sheet_of("iso2,amount,day\nNA,1,2026-01-01\n")
    assert line.text("iso2") == "NA"


def test_codes_keep_their_zeros(sheet_of):
    (line,) = sheet_of("iso2,amount,day\n007,1,2026-01-01\n")
    assert line.text("iso2") == "007"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_header_tells_the_delimiter(sheet_of, delimiter):
    text = "iso2,amount,day\nKE,1,2026-01-01\n".replace(",", delimiter)
    (line,) = sheet_of(text)
    assert line.cells["day"] == "2026-01-01"


def test_a_byte_order_mark_is_no_part_of_the_first_header(sheet_of):
    (line,) = sheet_of(b"\xef\xbb\xbfiso2,amount,day\r\nKE,1,2026-01-01\r\n")
    assert line.text("iso2") == "KE"


def test_rows_are_numbered_as_a_spreadsheet_shows_them(sheet_of):
    sheet = sheet_of('iso2,amount,day,note\nKE,1,2026-01-01,"two\nlines"\n\nUG,2,2026-01-01,\n')
    assert [(line.number, line.text("iso2")) for line in sheet] == [(2, "KE"), (4, "UG")]


def test_a_workbook_reads_as_somebody_would_type_it(sheet_of):
    content = workbook(
        ("iso2", "amount", "day", "note"),
        ("NA", 5500000, datetime(2026, 2, 5), True),  # noqa: DTZ001  (a workbook knows no zones)
        ("KE", 1234.56, date(2026, 2, 5), None),
        (None, None, None, None),
        ("UG", 100.1234, "2026-02-05", "x"),
    )
    lines = list(sheet_of(content, "sheet.xlsx"))
    assert [line.number for line in lines] == [2, 3, 5]
    assert lines[0].cells == {"iso2": "NA", "amount": "5500000", "day": "2026-02-05", "note": "TRUE"}
    assert lines[1].amount("amount") == Decimal("1234.56")
    assert lines[2].amount("amount", to_cent=True) == Decimal("100.12")
    assert lines[2].sheet.notes == ["1 amount was rounded to the cent."]
    assert lines[0].sheet.name == "Data"


@pytest.mark.parametrize(
    ("content", "row", "word"),
    [
        (b"", 0, "empty"),
        (b"\xef\xbb\xbf\r\n \r\n", 0, "empty"),
        (b"iso2,amount,day\n", 0, "nothing below"),
        (b"iso2,amount,day\nC\xf4te d'Ivoire,1,2026-01-01\n", 2, "UTF-8"),
        ("iso2,amount,day\nKE,1,2026-01-01\n".encode("utf-16"), 0, "UTF-16"),
        (bytes(range(256)) * 500, 0, "not text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, 0, "Excel"),
        (b"PK\x03\x04" + b"noise" * 500, 0, "damaged"),
        (zipped(**{"readme.txt": b"no sheet"}), 0, "ZIP"),
        (zipped(**{"xl/workbook.xml": b"<workbook"}), 0, "damaged"),
        (b'iso2,amount,day\nKE,"1,2026-01-01\n', 2, "quotation"),
        (b"iso2,amount,day\nKE,1\n", 2, "2 cells under 3"),
        (b"iso2,amount,day\nKE,1,2026-01-01,more\n", 2, "4 cells under 3"),
        (b"iso2," + b"x" * 40_000 + b"\nKE\n", 1, "characters"),
    ],
)
def test_a_broken_file_is_one_clear_problem(sheet_of, content, row, word):
    problem = problem_of(sheet_of(content))
    assert problem.row == row
    assert word in problem.message


@pytest.mark.parametrize(
    ("header", "column", "word"),
    [
        ("iso2,amount", "day", "missing"),
        ("iso2,amount,day,colour", "colour", "not known"),
        ("iso2,amount,day,day", "day", "twice"),
    ],
)
def test_a_wrong_header_names_the_column(sheet_of, header, column, word):
    problem = problem_of(sheet_of(f"{header}\nKE,1,2,3\n"))
    assert (problem.row, problem.column) == (1, column)
    assert word in problem.message


def test_a_workbook_that_unpacks_to_a_mountain_is_refused_unread(sheet_of, settings):
    settings.UPLOAD_MB = 1
    bomb = zipped(**{"xl/workbook.xml": b"<w/>", "xl/worksheets/sheet1.xml": b"0" * (20 * 1024 * 1024)})
    assert len(bomb) < 100_000
    assert "unpacks" in problem_of(sheet_of(bomb)).message


def test_a_row_number_beyond_reason_ends_the_reading(sheet_of, settings):
    settings.SHEET_ROWS = 50
    text = "iso2,amount,day\n" + "KE,1,2026-01-01\n" * 60
    problem = problem_of(sheet_of(text))
    assert problem.row == 51


def test_a_workbook_is_told_by_its_content_and_not_by_its_name(sheet_of):
    content = workbook(("iso2", "amount", "day"), ("KE", 1, "2026-01-01"))
    assert len(list(sheet_of(content, "sheet.csv"))) == 1


def test_a_cell_that_no_database_can_hold_is_refused(sheet_of, monkeypatch):
    monkeypatch.setattr("ilo_dc.core.sheets.rows.text_cell", lambda value: f"{value}\ud800")
    content = workbook(("iso2", "amount", "day"), ("KE", 1, "2026-01-01"))
    problem = problem_of(sheet_of(content))
    assert (problem.sheet, problem.row) == ("Data", 1)


def test_noise_is_refused_from_its_first_bytes(sheet_of, settings):
    sheet = sheet_of(b"\x93\0\xfe" * 400_000)
    assert "not text" in problem_of(sheet).message


def test_a_file_above_the_limit_is_refused(sheet_of, settings):
    settings.UPLOAD_MB = 0
    assert "larger" in problem_of(sheet_of("iso2,amount,day\nKE,1,2026-01-01\n")).message


def test_all_problems_are_counted_and_the_first_kept(sheet_of):
    sheet = sheet_of("iso2,amount,day\n" + "KE,x,2026-01-01\n" * 500)
    for line in sheet:
        line.amount("amount")
    assert sheet.problems.count == 500
    assert len(sheet.problems.kept) == 500


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("5.5E+06", "shortened"),
        ("USD 5", "currency"),
        ("12%", "per cent"),
        ("NaN", "not a number"),
        ("Infinity", "not a number"),
        ("--1", "not a number"),
        ("1.234", "can mean 1234 or 1.234"),
        ("1234.567", "2 decimal"),
        ("1" * 16, "too large"),
        ("", "Fill this in"),
        ("-1", "or more"),
    ],
)
def test_a_broken_amount_comes_with_advice(text, word):
    line = line_of(amount=text)
    assert line.amount("amount", least=Decimal(0)) is None
    assert word in line.sheet.problems.kept[0].message


def test_an_amount_is_read_as_people_write_it():
    for text, amount in {
        "1,234,567.89": "1234567.89",
        "1.234.567,89": "1234567.89",
        "1 234 567": "1234567",
        "1'234": "1234",
        "250,000": "250000",
        "12,5": "12.5",
        "٣": "3",
    }.items():
        line = line_of(amount=text)
        assert line.amount("amount") == Decimal(amount), line.sheet.problems.kept


def test_a_whole_number_is_read_as_people_write_it():
    assert [line_of(amount=text).whole("amount") for text in ("2026", "1,234", "1 234", "12,5", "x")] == [
        2026,
        1234,
        1234,
        None,
        None,
    ]


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_an_amount_written_plainly_is_read_to_the_cent(amount):
    line = line_of(amount=f"{amount:f}")
    assert line.amount("amount") == amount
    assert not line.sheet.problems.count


@given(st.text(max_size=40))
@example("1" + "0" * 28)
def test_no_text_breaks_a_reader(text):
    line = line_of(amount=text, day=text, iso2=text)
    amount = line.amount("amount", required=False)
    assert amount is None or amount == to_the_cent(amount)
    assert line.day("day", required=False) is None or len(text.strip()) == 10
    line.whole("amount", required=False)
    line.choice("iso2", {"KE": 1}, required=False)


@pytest.mark.parametrize("text", ["05/02/2026", "2026-02-30", "2026-2-5", "46058"])
def test_a_date_is_written_one_way(text):
    line = line_of(day=text)
    assert line.day("day") is None
    assert "2026-02-05" in line.sheet.problems.kept[0].message


def test_a_date_outside_the_calendar_is_refused_with_advice():
    line = line_of(day="0026-11-26")
    assert line.day("day") is None
    assert "four digits" in line.sheet.problems.kept[0].message


def test_a_book_is_read_sheet_by_sheet_as_people_see_it():
    book = openpyxl.Workbook()
    book.active.title = "First"
    book.active.append(["name", "share"])
    book.active.append(["Kenya", 0.125])
    book.active["B2"].number_format = "0.0%"
    book.active["A90"] = "  "
    book.create_sheet("Second").append(["=1+1"])
    book.create_sheet("Empty")
    buffer = io.BytesIO()
    book.save(buffer)
    buffer.seek(0)
    rows = read_book(buffer, size=len(buffer.getvalue())).sheets
    assert [(row.number, row.cells) for row in rows["First"]] == [
        (1, ["name", "share"]),
        (2, ["Kenya", "12.5%"]),
    ]
    assert rows["Empty"] == []
    (computed,) = rows["Second"][0].cells
    assert (computed, "without its value" in computed.advice) == ("=1+1", True)


@pytest.mark.parametrize("content", [b"a,b\n1,2\n", b"", b"PK\x03\x04 and nothing more", b"\xff\xfea\x00"])
def test_what_is_no_book_is_refused(content):
    with pytest.raises(SheetError):
        read_book(io.BytesIO(content), size=len(content))


def test_a_book_of_too_many_rows_is_refused(settings):
    settings.SHEET_ROWS = 50
    buffer = io.BytesIO(workbook(*((number,) for number in range(51))))
    with pytest.raises(SheetError, match="more than 50 rows"):
        read_book(buffer, size=len(buffer.getvalue()))
