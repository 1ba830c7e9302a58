"""Lists, sheets, search, reports and the log hold nothing that their reader may not see."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.portfolio import permissions as table
from tests.portfolio.knocks import KINDS, api_knocks, page_knocks
from tests.portfolio.test_permissions import content_of, whom
from tests.recipes import updates
from tests.recipes.worlds import MARK
from tests.registers import all_registers, page_of

# How many rows everyone sees: the signed programme, its outcome, what was accepted.
SIGNED = {
    "country-programmes": 1,
    "country-programme-outcomes": 1,
    "cpos": 1,
    "outcome-updates": 1,
    "projects": 1,
    "progress-reports": 1,
    "evaluations": 1,
    "recommendations": 2,
    "lessons": 1,
}


def rows_in(answer: Any, extension: str) -> int:
    """Return the number of rows of a list, a sheet or a workbook; whom it does not let in sees none."""
    if answer.status_code in {401, 403}:
        return 0
    if extension == "json":
        return len(answer.json()["results"])
    if extension == "csv":
        return len(list(csv.DictReader(io.StringIO(content_of(answer).decode()))))
    book = load_workbook(io.BytesIO(content_of(answer)), read_only=True)
    return len(list(book.worksheets[0].iter_rows(values_only=True))) - 1


def rows_on_page(client: Any, page: str, asked: dict[str, str]) -> int:
    """Return the number of rows that a page says it has; whom it does not let in sees none."""
    answer = client.get(page, asked)
    return 0 if answer.status_code in {302, 403, 404} else answer.context["count"]


def readers(callers: dict[str, Any], place: str, people: table.People, *, whole: bool) -> dict[str, Any]:
    """Return who reads something that `people` see more of: some of each kind, or everybody."""
    asked = callers if whole else table.some_of_each_kind(place, people.__contains__)
    return {who: callers[who] for who in asked}


@whom
def test_lists_pages_and_sheets_hold_what_their_reader_may_see(world, callers, whole):
    wrong, registers = [], all_registers()
    for code, people in table.LISTED.items():
        register = registers[code]
        place = {"country": "ZWE"} if "country" in register.filterset.base_filters else {}
        asked = {"limit": 1000, **place}
        everything = rows_in(callers[table.AUDITOR].get(f"/api/v1/{code}/", asked), "json")
        assert everything > SIGNED.get(code, 0)
        for turn, (who, client) in enumerate(readers(callers, code, people, whole=whole).items()):
            wanted = everything if who in people else SIGNED.get(code, 0)
            sheets = ("csv", "xlsx") if whole else (("csv", "xlsx")[turn % 2],)
            for extension in ("json", *sheets):
                answer = client.get(f"/api/v1/{code}/", {"format": extension, **place})
                if (got := rows_in(answer, extension)) != wanted:
                    wrong.append((who, code, extension, got, wanted))
            visitor = wanted if who != table.API_KEY else SIGNED.get(code, 0)  # a key is no visitor of pages
            if (got := rows_on_page(client, page_of(register), place)) != visitor:
                wrong.append((who, code, "page", got, visitor))
    assert wrong == []


@whom
def test_search_and_the_pages_of_the_country_name_no_hidden_row(world, callers, whole):
    wrong = []
    for who, client in readers(callers, "search", table.DRAFT, whole=whole).items():
        found = client.get("/search/", {"search": MARK}).content.decode()
        if (f"{MARK} jobs" in found) != (who in table.DRAFT - {table.API_KEY}):
            wrong.append((who, "search"))
        pages = () if who in table.DRAFT else ("/countries/ZWE/", "/", "/countries/")
        wrong += [(who, page) for page in pages if MARK.encode() in client.get(page).content]
    assert wrong == []


@whom
def test_documents_are_listed_for_who_reads_them(world, callers, whole):
    programme = world.running.programme
    wrong = []
    for who, client in readers(callers, "documents", table.DRAFT, whole=whole).items():
        wanted = {"minutes", "signed"} if who in table.DRAFT else {"signed"}
        listed = client.get(f"/api/v1/country-programmes/{programme.pk}/documents/").json()
        page = client.get(f"/dwcps/{programme.slug}/").content.decode()
        on_page = who in table.DRAFT - {table.API_KEY}
        if {one["kind"] for one in listed} != wanted or ("Minutes of a meeting" in page) != on_page:
            wrong.append(who)
    assert wrong == []


@whom
@pytest.mark.parametrize("kind", KINDS)
def test_a_report_tells_everybody_accepted_text_only(world, callers, kind, whole):
    knock = page_knocks(world)[f"portfolio:report {kind} public"]
    paths = dict(zip(KINDS, ("review", "donor-report", "un-export"), strict=True))
    path = api_knocks(world)[f"country-programmes-{paths[kind]} public", "GET"]
    page, api = knock.address("portfolio:report"), path.address(f"api:country-programmes-{paths[kind]}")
    for who, client in readers(callers, kind, table.REPORT, whole=whole).items():
        for asked in ({}, {"reporting_period": "2025-H2"}, {"reporting_period": "2026-H1"}):
            told = [content_of(client.get(address, asked)).decode() for address in (page, api)]
            assert not [text for text in told if MARK in text], (who, asked)
            if not asked and kind != "un":  # linked to no result of a framework, it has no place there
                assert all(updates.ACHIEVED in text for text in told), who


@whom
def test_the_log_of_changes_names_no_hidden_row(world, callers, whole):
    hidden = {
        ("country-programmes", str(world.programme.pk)),
        ("alignments", str(world.pair.pk)),
    }
    for who, client in readers(callers, "log", table.DRAFT, whole=whole).items():
        rows = client.get("/api/v1/changes/", {"limit": 1000}).json()["results"]
        named = {(row["noun"], row["id"]) for row in rows}
        assert (hidden <= named) if who in table.DRAFT else not (hidden & named), who
