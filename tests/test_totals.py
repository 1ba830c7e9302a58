"""A total is the sum of what is shown: every list that has one, for every year, on page, CSV and API."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.test import Client

from ilo_dc.core.measures import EvidenceKind
from reporting.catalogue.catalogue import MEASURES
from tests.registers import page_of, public_registers

pytestmark = pytest.mark.usefixtures("published")

YEARS = range(2013, 2025)  # those of the publication by contributor
AMOUNT = re.compile(r"−?[\d,]+(?:\.\d+)?")


def sheet(client: Client, address: str) -> list[dict[str, str]]:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode().lstrip("\ufeff"))))


def page_at(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return unescape(answer.content.decode())


def amount(text: str) -> Decimal:
    return Decimal(text.replace(",", "").replace("−", "-"))


def table_rows(part: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the heading of each row of a table's part with its cells by column; no row below another."""
    for row in re.findall(r'<tr(?: class="group")?>(.*?)</tr>', part, re.DOTALL):
        head = re.search(r'<th scope="row(?:group)?"[^>]*>(.*?)</th>', row, re.DOTALL)
        cells = re.findall(r'<td[^>]*data-th="([^"]*)"[^>]*>(.*?)</td>', row, re.DOTALL)
        if head:
            texts = {name: re.sub(r"<[^>]+>|US\$", "", cell).strip() for name, cell in cells}
            yield re.sub(r"<[^>]+>", "", head[1]).strip(), texts


def tables(page: str) -> Iterator[tuple[list[dict[str, str]], list[tuple[str, dict[str, str]]]]]:
    """Yield each table that has a foot: its rows, and the rows of its foot."""
    for table in re.findall(r"<table.*?</table>", page, re.DOTALL):
        if "<tfoot>" in table:
            body, foot = table.split("<tfoot>")
            yield [cells for _head, cells in table_rows(body)], list(table_rows(foot))


def added_up(page: str, *, within: Decimal) -> int:
    """Assert of each table with a foot that its rows, with what stands elsewhere, make its last row.

    `within`: how far a written number may lie from the exact one, for each row. Returns the columns compared.
    """
    compared = 0
    for rows, foot in tables(page):
        *beside, (_head, totals) = foot
        for column, total in totals.items():
            parts = [cells.get(column, "") for cells in (*rows, *(cells for _name, cells in beside))]
            if not AMOUNT.fullmatch(total) or "%" in "".join(parts):
                continue
            known = [amount(part) for part in parts if AMOUNT.fullmatch(part)]
            assert abs(sum(known) - amount(total)) <= within * (len(known) + 1), column
            compared += 1
    return compared


@pytest.mark.parametrize("narrowed", ["", "&source=EC", "&search=germany", "&search=united"])
def test_the_partners_of_every_year_add_up_on_page_csv_and_api(client: Client, narrowed: str) -> None:
    for year in YEARS:
        address = f"/partners/?year={year}{narrowed}"
        page = page_at(client, address)
        rows = sheet(client, f"{address}&format=csv")
        if not any(row["all"] for row in rows):
            continue
        assert added_up(page, within=Decimal("0.05")) >= 2
        figures = dict(re.findall(r'kpi-label">([^<]*)</p>\s*<p class="kpi-value">([^<]*)', page))
        for column, label in (("all", "All revenue"), ("R03", "Voluntary earmarked contributions")):
            total = sum((Decimal(row[column]) for row in rows if row[column]), Decimal(0))
            shown = figures[f"{label}, named contributors"].strip()
            assert shown in {"–", f"{total / 1_000_000:,.1f}".replace("-", "−")}, (address, column)
        if not narrowed:
            figure = {"measure": "reported_revenue_by_partner", "by": "partner", "year": str(year)}
            answer = client.get("/api/v1/figures/", figure).json()
            listed = {row["partner"] for row in rows if row["all"]}
            assert {row["partner"] or "none" for row in answer["rows"]} == listed
            total = sum(Decimal(row["all"]) for row in rows if row["all"])
            assert total == Decimal(answer["total"]) == sum(Decimal(row["value"]) for row in answer["rows"])


@pytest.mark.parametrize(
    "address", ["/", "/gaps/", "/gaps/?region=africa", "/gaps/?country=KEN", "/countries/NOR/"]
)
def test_the_tables_of_a_page_add_up(client: Client, address: str) -> None:
    rounded = Decimal("0.05") if address == "/" else Decimal("0.5")  # to a tenth of a million, or a dollar
    page = page_at(client, address)
    assert "<tfoot>" in page
    assert added_up(page, within=rounded) > 0


def test_what_a_measure_does_not_show_stands_in_a_line_of_its_own(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ilo_dc.portal.data import pages

    monkeypatch.setattr(pages, "MOST_LINES", 20)
    page = page_at(client, "/data/measures/framework_gap/?by=country")
    table = re.search(r'<table[^>]*id="lines".*?</table>', page, re.DOTALL)
    assert table is not None
    body, foot = table[0].split("<tfoot>")
    shown = [amount(value) for value in re.findall(r'class="why"[^>]*>([^<]*)</a>', body)]
    rest, total = (amount(value) for value in re.findall(r'<td class="n"[^>]*>([\d,.−]+)</td>', foot))
    assert len(shown) == 20
    assert sum(shown) + rest == total
    assert "70 more lines" in foot


def evidence(client: Client, code: str) -> list[dict[str, Any]]:
    """Return the total and a line of each dimension, each with the addresses of its rows."""
    lines = [client.get("/api/v1/figures/", {"measure": code}).json()["total_row"]]
    for dimension in MEASURES[code].public_splits:
        rows = client.get("/api/v1/figures/", {"measure": code, "by": dimension.code}).json()["rows"]
        lines.append(rows[len(rows) // 2])
    return lines


@pytest.mark.parametrize("code", list(MEASURES))
def test_every_evidence_list_ends_with_its_total_which_is_the_figure(client: Client, code: str) -> None:
    measure = MEASURES[code]
    listed = measure.terms[0].measure if measure.terms else measure  # a ratio of two leads to each list
    is_ratio = measure.kind is EvidenceKind.RATIO
    for line in evidence(client, code):
        page = page_at(client, line["page"])
        assert "They match the figure, to the cent" in page, line["page"]
        assert str(listed.label) in page[page.index("They match") :]
        address = line["evidence"]["numerator"] if is_ratio else line["evidence"]
        totals = client.get(f"{address}&totals=true&limit=1").json()["totals"]
        assert totals["matches"] is True
        assert totals["rows"] == line["row_count"]
        if is_ratio:
            below = client.get(f"{line['evidence']['denominator']}&totals=true&limit=1").json()["totals"]
            assert below["rows"] == line["denominator_row_count"]
        if measure.kind is EvidenceKind.SUM:
            assert totals["sums"][measure.evidence_field] == line["value"]
        added_up(page, within=Decimal("0.5"))


def test_a_list_without_a_figure_of_its_own_claims_none(client: Client) -> None:
    both = client.get("/api/v1/revenue-statistics/?totals=true&limit=1").json()
    assert both["totals"] is None  # two publications that overlap are never added
    sought = client.get("/api/v1/framework-suboutputs/?search=social&totals=true&limit=1").json()["totals"]
    assert sought["matches"] is None
    assert sought["rows"] > 0
    assert "They match" not in page_at(client, "/frameworks/sub-outputs/?search=social")


def test_every_list_of_counted_rows_says_which_figures_count_them() -> None:
    counted = {measure.rows.code for measure in MEASURES.values()}
    registers = public_registers()
    for code in counted:
        names = {measure.code for measure in registers[code].measures}
        assert names == {name for name, one in MEASURES.items() if one.rows.code == code and not one.terms}
        assert page_of(registers[code])
