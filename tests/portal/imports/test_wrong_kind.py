"""A file of the wrong kind is answered by one problem that says what it is, whatever it was sent as."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from ilo_dc.core.imports.actions.files import try_file
from ilo_dc.portal.imports.importers import IMPORTERS, kinds_of_files
from portfolio.workbooks.vocab import LISTS

PROSE = "# Small inputs\n\nSheets, and what each is.\n\n| file | what |\n|---|---|\n"


@pytest.fixture
def told(db, tmp_path):
    """Return what is said of a file that is sent as sheet of a kind."""

    def send(content: bytes | Path, code: str) -> list[str]:
        path = tmp_path / "sheet"
        path.write_bytes(content)
        outcome = try_file(importer=IMPORTERS[code], path=path, kinds=kinds_of_files())
        assert outcome.problem_count == len(outcome.problems)
        return [problem.message for problem in outcome.problems]

    return send


def header_of(code: str) -> bytes:
    """Return a sheet of one kind with a row."""
    names = [column.name for column in IMPORTERS[code].columns]
    return f"{','.join(names)}\n{','.join('1' for _name in names)}\n".encode()


def programme_workbook() -> bytes:
    """Return a workbook as the portal fills it for a programme, as far as it is told by it."""
    book = openpyxl.Workbook()
    book.active.append(["Decent Work Country Programme"])
    book.create_sheet(LISTS).sheet_state = "veryHidden"
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def test_each_kind_sent_as_each_other_is_named(told):
    for sent_as, importer in IMPORTERS.items():
        for code, other in IMPORTERS.items():
            messages = told(header_of(code), sent_as)
            if code == sent_as:
                assert not any("not a sheet" in message for message in messages), code
                continue
            assert messages == [
                f"This is not a sheet of “{importer.label}”. It looks like “{other.label}”: choose that kind."
            ]


def test_the_workbook_of_a_programme_is_sent_to_its_page(told):
    for code, importer in IMPORTERS.items():
        (message,) = told(programme_workbook(), code)
        assert message == (
            f"This is not a sheet of “{importer.label}”. It is the workbook of a country programme or a "
            "project: upload it on its page."
        )


def test_what_is_no_sheet_at_all_is_one_problem(told):
    for code, importer in IMPORTERS.items():
        (message,) = told(PROSE.encode(), code)
        assert message == (
            f"This is not a sheet of “{importer.label}”. It must be a CSV or XLSX file with the columns of "
            "the template."
        )
        for content in (b'{"name": "Kenya, the "country""}', b'[{"id": 1}]', b"<!DOCTYPE html><html>"):
            (message,) = told(content, code)
            assert "quotation mark" not in message, (code, content)


def test_a_sheet_that_lacks_a_column_is_still_told_which(told):
    for code, importer in IMPORTERS.items():
        required = [column.name for column in importer.columns if column.required]
        short = ",".join(required[1:])
        messages = told(f"{short}\n{',' * (len(required) - 2)}1\n".encode(), code)
        assert messages == ["This column is missing."], code
