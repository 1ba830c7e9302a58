"""The promise: every figure agrees with every other and is reproduced by the rows it names.

One walk over the catalogue: each measure, each declared dimension and each pair of them.
"""

from __future__ import annotations

import csv
import io
import itertools
import re
from decimal import Decimal
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import Client

from ilo_dc.core.measures import EvidenceKind, Measure
from ilo_dc.formats import text
from reporting.catalogue.catalogue import MEASURES

pytestmark = pytest.mark.usefixtures("published")

SPLITS = [
    (code, by)
    for code, measure in MEASURES.items()
    for by in [
        (),
        *((dimension.code,) for dimension in measure.public_splits),
        *itertools.combinations([dimension.code for dimension in measure.public_splits], 2),
    ]
    if measure.is_public(by)
]


def name_of(part: Any) -> str:
    """Return how a test's name writes a measure, its dimensions or a number."""
    return ".".join(part) if isinstance(part, tuple) else str(part)


each_split = pytest.mark.parametrize(("code", "by"), SPLITS, ids=name_of)
each_real_split = pytest.mark.parametrize(
    ("code", "by"), [split for split in SPLITS if split[1]], ids=name_of
)
# Lines of a long split whose evidence is fetched one by one; the sums below cover all of them.
each_sample = pytest.mark.parametrize("sampled", [4, pytest.param(12, marks=pytest.mark.race)])


def answer_of(client: Client, code: str, by: tuple[str, ...], **filters: str) -> dict[str, Any]:
    query = {"measure": code, **({"by": ",".join(by)} if by else {}), **filters}
    response = client.get("/api/v1/figures/", query)
    assert response.status_code == 200, response.content
    return response.json()


def rows_behind(client: Client, address: str) -> list[dict[str, Any]]:
    """Fetch every row that a figure names, page by page, as a client would."""
    separator = "&" if "?" in address else "?"
    following, found = f"{address}{separator}limit=1000", []
    while following:
        body = client.get(following).json()
        found.extend(body["results"])
        following = body["next"]
    return found


def reproduce(client: Client, measure: Measure, line: dict[str, Any]) -> tuple[Any, ...]:
    """Compute a line again from nothing but its evidence."""
    if measure.terms:
        sides = zip(measure.terms, ("numerator", "denominator"), strict=True)
        return tuple(term_of(client, side.measure, line["evidence"][name]) for side, name in sides)
    if measure.kind is EvidenceKind.RATIO:
        terms = []
        for term, field in (("numerator", measure.numerator), ("denominator", measure.denominator)):
            rows = rows_behind(client, line["evidence"][term])
            terms.append(sum((Decimal(row[field]) for row in rows), Decimal(0)) if rows else None)
        return tuple(terms)
    rows = rows_behind(client, line["evidence"])
    assert len({row["id"] for row in rows}) == len(rows) == line["row_count"]
    if measure.kind is EvidenceKind.COUNT:
        return (len(rows),)
    return (sum((Decimal(row[measure.evidence_field]) for row in rows), Decimal(0)) if rows else None,)


def term_of(client: Client, measure: Measure, address: str) -> Decimal | None:
    """Compute a term of a ratio of two measures again from the rows that it names."""
    rows = rows_behind(client, address)
    if measure.kind is EvidenceKind.COUNT:
        assert len({row["id"] for row in rows}) == len(rows)
        return Decimal(len(rows))
    return sum((Decimal(row[measure.evidence_field]) for row in rows), Decimal(0)) if rows else None


def stated(measure: Measure, line: dict[str, Any]) -> tuple[Any, ...]:
    if measure.kind is EvidenceKind.RATIO:
        return tuple(
            None if line[term] is None else Decimal(line[term]) for term in ("numerator", "denominator")
        )
    if measure.kind is EvidenceKind.COUNT:
        return (line["value"],)
    return (None if line["value"] is None else Decimal(line["value"]),)


@pytest.mark.parametrize("code", list(MEASURES))
def test_the_evidence_reproduces_the_total(client: Client, code: str) -> None:
    measure, total = MEASURES[code], answer_of(client, code, ())["total_row"]
    assert stated(measure, total) == reproduce(client, measure, total)


@each_sample
@each_real_split
def test_the_evidence_reproduces_the_figure(
    client: Client, code: str, by: tuple[str, ...], sampled: int
) -> None:
    """Each line by its own rows; together they make the total, which no split changes."""
    measure = MEASURES[code]
    answer = answer_of(client, code, by)
    total = answer_of(client, code, (), as_of=answer["as_of"])["total_row"]
    assert answer["total_row"] == total
    lines = answer["rows"]
    assert lines
    for line in lines[:: max(len(lines) // sampled, 1)]:
        assert stated(measure, line) == reproduce(client, measure, line)
    if measure.kind is not EvidenceKind.RATIO:
        added, whole = sum(stated(measure, line)[0] for line in lines), stated(measure, total)[0]
        overlapping = [code for code in by if measure.dimension(code).overlapping]
        assert answer.get("overlapping", []) == overlapping
        assert added >= whole if overlapping else added == whole


@each_split
def test_page_api_and_csv_state_the_same(client: Client, code: str, by: tuple[str, ...]) -> None:
    measure = MEASURES[code]
    answer = answer_of(client, code, by)
    lines = answer["rows"] if by else [answer["total_row"]]
    query = {**({"by": ",".join(by)} if by else {}), "as_of": answer["as_of"]}
    sheet = client.get("/api/v1/figures/", {**query, "measure": code, "format": "csv"})
    written = list(csv.DictReader(io.StringIO(b"".join(sheet.streaming_content).decode())))
    assert [row["value"] or None for row in written] == [
        None if line["value"] is None else str(line["value"]) for line in lines
    ]
    assert [int(row["row_count"]) for row in written] == [line["row_count"] for line in lines]
    page = client.get(f"/data/measures/{code}/", query).content.decode()
    if by:
        assert shown_values(page)[: len(lines)] == [exactly(measure, line["value"]) for line in lines[:500]]
    assert answer["as_of"] == client.get("/api/v1/figures/", {**query, "measure": code}).json()["as_of"]


def shown_values(page: str) -> list[str]:
    """Return the values of the page's table, as shown."""
    body = re.search(r'<table[^>]*id="lines".*?<tbody>(.*?)</tbody>', page, re.DOTALL)
    assert body is not None
    shown = re.findall(r'class="why"[^>]*>(.*?)</a>', body[1])
    return [unescape(re.sub("<[^>]*>", "", value)) for value in shown]


def exactly(measure: Measure, value: Any) -> str:
    """Write a value as the page does: two decimals of money, one of per cent and days; a dash for none."""
    if value is None:
        return "–"
    if measure.kind is EvidenceKind.RATIO:
        return text.percent(value) if measure.unit == "ratio" else text.fixed(value, 1)
    return f"{Decimal(value):,.2f}".replace("-", "−")


@pytest.mark.parametrize("code", list(MEASURES))
def test_it_refuses_an_undeclared_dimension(client: Client, code: str) -> None:
    for parameter in ({"by": "shoe_size"}, {"shoe_size": "44"}):
        response = client.get("/api/v1/figures/", {"measure": code, **parameter})
        assert response.status_code == 400
        assert response["Content-Type"] == "application/problem+json"
        assert "shoe_size" in response.json()["detail"]


@pytest.mark.parametrize("code", list(MEASURES))
def test_every_dimension_is_also_a_filter(client: Client, code: str) -> None:
    measure = MEASURES[code]
    for dimension in (one for one in measure.dimensions if one not in measure.splits):
        whole = answer_of(client, code, ())
        (meant,) = whole["where"][dimension.code]
        assert answer_of(client, code, (), **{dimension.code: meant})["total"] == whole["total"]
        refused = client.get("/api/v1/figures/", {"measure": code, "by": dimension.code})
        assert refused.status_code == 400
    for dimension in measure.public_splits:
        line = answer_of(client, code, (dimension.code,))["rows"][-1]
        query = dict(parse_qsl(urlsplit(line["page"]).query))
        filtered = answer_of(client, code, (), **{dimension.code: query[dimension.code]})
        assert filtered["total"] == line["value"]
