"""Every export of every register holds data: nothing of the page, codes, what importers and Excel take."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from funding.first_import.imports.kinds import FIRST_IMPORT
from funding.revenue.imports import REVENUE_BY_TYPE
from ilo_dc.core.errors import UnableToRead
from ilo_dc.core.imports.actions.files import counts_of, try_file
from ilo_dc.core.models import User
from ilo_dc.core.registers.exports import register_rows, table_columns
from ilo_dc.core.registers.register import Listing, Register, read_listing
from ilo_dc.portal.imports.importers import IMPORTERS
from portfolio.results.imports.results import RESULTS_FRAMEWORKS
from reporting.catalogue.catalogue import MEASURES
from tests.people import signed_in
from tests.recipes import partnership_sheets
from tests.recipes import projects as project_cast
from tests.recipes import proposals as proposal_cast
from tests.recipes import results_sheets as sheets
from tests.recipes.rate_sheets import import_rates, plain_sheet
from tests.recipes.results_sheets import head, result, walk
from tests.registers import INTERNAL, all_registers, reader_of

REGISTERS = all_registers()
KINDS = (str, bool, int, Decimal, date, datetime, type(None))
MARKUP = re.compile(r"</?[a-z][^>]*>|&[a-z]+;", re.IGNORECASE)
# What is asked in words of its own: `withdrawn=any`.
ASKED_AS_WORDS = {"search", "withdrawn"}


def listing_of(register: Register, query: str = "") -> Listing:
    return read_listing(register, QueryDict(query), user=reader_of(register.code))


def lines_of(register: Register) -> list[list[Any]]:
    return list(register_rows(listing_of(register)))


def columns_of(register: Register) -> Iterator[tuple[str, set[Any]]]:
    """Yield each column with all values that its export holds."""
    lines = lines_of(register)
    for name, values in zip(table_columns(register.table), zip(*lines, strict=True), strict=False):
        yield name, set(values)


def test_every_cell_is_a_stored_value_without_markup(published: None) -> None:
    wrong = [
        f"{code}.{name}: {value!r}"
        for code, register in REGISTERS.items()
        for name, values in columns_of(register)
        for value in values
        if not isinstance(value, KINDS) or (isinstance(value, str) and MARKUP.search(value))
    ]
    assert not wrong, wrong


def test_an_export_is_the_same_in_every_language(published: None) -> None:
    wrong = []
    for code, register in REGISTERS.items():
        in_words = {}
        for language in ("en", "fr", "ar"):
            with override(language):
                in_words[language] = list(columns_of(register))
        for language in ("fr", "ar"):
            pairs = zip(in_words["en"], in_words[language], strict=True)
            wrong += [f"{code}.{name} in {language}" for (name, one), (_, other) in pairs if one != other]
    assert not wrong, wrong


def test_a_filter_takes_what_the_column_of_its_name_holds(published: None) -> None:
    wrong = []
    for code, register in REGISTERS.items():
        filters = register.filterset.base_filters.keys() - ASKED_AS_WORDS
        for name, values in columns_of(register):
            if name not in filters:
                continue
            for value in sorted(value for value in map(written, values) if value)[:20]:
                query = QueryDict(mutable=True)
                query[name] = value
                try:
                    found = listing_of(register, query.urlencode()).rows.exists()
                except UnableToRead as error:
                    found = error.problems
                if found is not True:
                    wrong.append(f"{code}: {name}={value}: {found}")
    assert not wrong, wrong


def written(value: Any) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def test_a_workbook_holds_numbers_days_and_truths_as_such(published: None) -> None:
    stranger, officer = Client(), signed_in(reader_of(min(INTERNAL)))
    for code, register in REGISTERS.items():
        client = officer if code in INTERNAL else stranger
        address = reverse(f"api:{code}-list")
        book = openpyxl.load_workbook(io.BytesIO(client.get(f"{address}?format=xlsx").content))
        header, *rows = book.active.iter_rows(values_only=True)
        assert list(header) == table_columns(register.table)
        lines = lines_of(register)
        assert len(rows) == len(lines)
        for row, line in zip(rows, lines, strict=True):
            for name, cell, value in zip(header, row, line, strict=True):
                assert as_stored(cell, value), (code, name, cell, value)


def as_stored(cell: Any, value: Any) -> bool:
    """Return whether a workbook's cell is what is stored, in the kind of the value."""
    if value in (None, ""):
        return cell is None
    if isinstance(value, bool):
        return cell is value
    if isinstance(value, str):
        return isinstance(cell, str) and cell == str(value)
    if isinstance(value, int | Decimal):
        return isinstance(cell, int | float) and Decimal(repr(cell)) == value
    if isinstance(value, datetime):
        return isinstance(cell, datetime) and abs(cell - value.replace(tzinfo=None)).total_seconds() < 1
    return isinstance(cell, datetime) and cell.date() == value


# What reads as a number or a day in a text is one, but for names and for a code that may be 2024 or 2024-H1.
READS_AS_VALUE = re.compile(r"-?\d+(\.\d+)?|\d{4}-\d\d-\d\d([T ].*)?")
NAMES_AND_CODES = re.compile(r".*_label|reporting_period|sdg_goal|source_id")


def workbooks_of_figures(client: Client) -> Iterator[str]:
    """Yield the address of a workbook of every measure, by each split, and of those that pages offer."""
    for code, measure in MEASURES.items():
        for by in ("", *(one.code for one in measure.public_splits)):
            yield f"{reverse('api:figures')}?measure={code}&by={by}&format=xlsx"
    pages = ["/", "/partners/", "/partners/?period=2019..2022", "/partners/norway/", "/countries/"]
    for page in (*pages, "/countries/KEN/", "/gaps/", *(f"/data/measures/{code}/" for code in MEASURES)):
        answer = client.get(page)
        assert answer.status_code == 200, page
        yield from re.findall(r'href="([^"]*format=xlsx[^"]*)"', unescape(answer.content.decode()))


def test_a_workbook_of_figures_holds_numbers_days_and_moments_as_such(published: None) -> None:
    client, wrong, found = Client(), set(), set()
    for address in dict.fromkeys(workbooks_of_figures(client)):
        answer = client.get(address)
        assert answer.status_code == 200, address
        book = openpyxl.load_workbook(io.BytesIO(answer.getvalue()))
        header, *rows = book.active.iter_rows(values_only=True)
        for row in rows:
            for name, cell in zip(header, row, strict=True):
                found.add((name, type(cell)))
                reads_as_value = isinstance(cell, str) and READS_AS_VALUE.fullmatch(cell)
                if reads_as_value and not NAMES_AND_CODES.fullmatch(name):
                    wrong.add((address, name, cell))
    assert wrong == set()
    assert found >= {
        ("as_of", datetime),
        ("year", int),
        ("period", int),
        ("period", str),
        ("voluntary", float),
    }


# --- CSV: what Excel takes ----------------------------------------------------------------------------


MARK = "\ufeff".encode()


@pytest.mark.parametrize(
    ("query", "accept", "marked"),
    [
        ("", "text/html,*/*;q=0.8", True),
        ("", "*/*", False),
        ("&bom=true", "*/*", True),
        ("&bom=false", "text/html,*/*", False),
    ],
)
def test_a_browser_gets_the_mark_by_which_excel_tells_utf8_and_a_program_asks_for_it(
    published: None, query: str, accept: str, marked: bool
) -> None:
    for path in (
        "funding-partners/?format=csv",
        "figures/?measure=reported_revenue&format=csv",
        "resource-gaps/?by=region&format=csv",
    ):
        answer = Client(headers={"accept": accept}).get(f"/api/v1/{path}{query}")
        assert (answer.status_code, answer.getvalue().startswith(MARK)) == (200, marked), path


def test_a_browser_that_saves_what_a_link_names_gets_the_mark_whatever_it_accepts(published: None) -> None:
    path = "/api/v1/funding-partners/?format=csv"
    for mode, marked in (("navigate", True), ("no-cors", True), ("cors", False), ("", False)):
        browser = Client(headers={"accept": "*/*", "sec-fetch-mode": mode})
        assert browser.get(path).getvalue().startswith(MARK) is marked, mode


def test_only_a_file_with_demonstration_data_is_named_after_it(published: None) -> None:
    names = {
        "/api/v1/framework-suboutputs/?format=csv": "framework-suboutputs.csv",
        "/api/v1/revenue-statistics/?format=xlsx": "revenue-statistics.xlsx",
        "/api/v1/country-programmes/?format=csv": "demonstration-country-programmes.csv",
        "/partners/?format=csv": "partners.csv",
        "/results-frameworks/sheet.csv": "demonstration-results-sheet.csv",
    }
    for path, name in names.items():
        assert Client().get(path)["Content-Disposition"] == f'attachment; filename="{name}"'


# --- Back again ---------------------------------------------------------------------------------------


NASTY = ["=1+1", "- OIT-17", "''=1+1", "-SUM(1,2)", "'quoted'", "#hashtag", 'two\nlines, "quoted"']


def test_an_importer_takes_the_exports_of_its_registers_back_without_a_difference(
    published: None, people: dict[str, User], countries: Any, tmp_path: Path
) -> None:
    pardev_officer = people["pardev_officer"]
    project_cast.running(people["manager"], countries["ZWE"])
    proposal_cast.concept(pardev_officer, countries["ZWE"])
    plan = head("SP-2026-29", starts_on="2026-01-01", ends_on="2029-12-31")
    rows = [result(str(code), plan["framework"], text_en=text) for code, text in enumerate(NASTY, start=1)]
    sheets.load_results(sheets.write_results(tmp_path / "plan.csv", plan, *rows))
    sheets.load_walks(sheets.write_walks(tmp_path / "walks.csv", walk(to_code="1")))
    import_rates(plain_sheet(tmp_path / "rates.csv", [("EUR", "2026-07-01", "0.853")]))
    alliance = partnership_sheets.row("alliance", members="sweden:lead", last_day="2199-12-31", work="=1+1")
    partnership_sheets.load(partnership_sheets.write(tmp_path / "alliances.csv", alliance))
    client = Client()
    taken = set()
    for importer in IMPORTERS.values():
        assert importer.exports or importer in FIRST_IMPORT, importer.code  # theirs come from other systems
        for export in importer.exports:
            taken.add(export.register)
            client = signed_in(pardev_officer) if export.register in INTERNAL else Client()
            for extension in ("csv", "xlsx", "csv&hxl=true&bom=true"):
                answer = client.get(f"{reverse(f'api:{export.register}-list')}?format={extension}")
                path = tmp_path / "export"
                path.write_bytes(answer.getvalue())
                outcome = try_file(importer=importer, path=path, by=pardev_officer)
                assert outcome.problems == [], (export.register, extension)
                counts = counts_of(outcome.summary)
                unchanged = counts.pop("unchanged")
                assert (set(counts.values()), unchanged > 0) == ({0}, True), (export, outcome.summary)
    assert taken == {
        "framework-suboutputs",
        "results-frameworks",
        "results",
        "policy-outcomes",
        "sdg-targets",
        "cross-walks",
        "revenue-statistics",
        "projects",
        "proposals",
        "exchange-rates",
        "partnerships",
    }


def test_what_an_export_says_otherwise_is_the_one_difference(published: None, tmp_path: Path) -> None:
    answer = Client().get(f"{reverse('api:results-list')}?format=csv&framework=PB-2022-23")
    header, first, *_others = csv.reader(io.StringIO(answer.getvalue().decode()))
    cells = {**dict(zip(header, first, strict=True)), "text_fr": "Autre chose"}
    with (tmp_path / "one.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, header)
        writer.writeheader()
        writer.writerow(cells)
    outcome = try_file(importer=RESULTS_FRAMEWORKS, path=tmp_path / "one.csv")
    assert outcome.problems == []
    assert [outcome.summary[name] for name in ("created", "changed", "withdrawn")] == [0, 1, 0]


def test_a_row_that_is_no_longer_in_force_is_not_brought_back(published: None, tmp_path: Path) -> None:
    answer = Client().get(f"{reverse('api:revenue-statistics-list')}?format=csv&publication=by_type")
    header, first, *_others = csv.reader(io.StringIO(answer.getvalue().decode()))
    first[header.index("superseded_at")] = "2026-01-01T00:00:00+00:00"
    (tmp_path / "old.csv").write_text(",".join(header) + "\n" + ",".join(first) + "\n")
    (problem,) = try_file(importer=REVENUE_BY_TYPE, path=tmp_path / "old.csv").problems
    assert (problem.row, "superseded_at" in problem.message) == (2, True)
