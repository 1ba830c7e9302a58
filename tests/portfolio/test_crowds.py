"""Registers of many outcomes and what belongs to them: pages, API and exports at two sizes.

Many are more than one chunk of an export, which is half as long here; with the long tests, 5,000.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from ilo_dc.core.installation.owner import as_owner
from ilo_dc.core.registers import exports
from ilo_dc.core.registers.register import Register, read_listing
from portfolio.alignments.registers import ALIGNMENTS
from portfolio.frameworks.registers.framework_parts import FRAMEWORK_OUTCOMES
from portfolio.programmes.registers import COUNTRY_PROGRAMME_OUTCOMES, COUNTRY_PROGRAMMES
from portfolio.updates.registers import OUTCOME_UPDATES
from tests.database import cloned, connected_to, rolled_back
from tests.recipes.crowds import COUNTRIES, gather
from tests.registers import page_of

FEW = 50
CHUNK = exports.CHUNK // 2
LIGHT = 60 * 1024


@dataclass(frozen=True)
class Listed:
    """A register, a filter that leaves a part of it, and the first column of its order."""

    register: Register
    query: dict[str, str]
    leading: str


LISTS = [
    Listed(COUNTRY_PROGRAMME_OUTCOMES, {"progress": "on_track"}, "code"),
    Listed(OUTCOME_UPDATES, {"period": "2024-H1"}, "starts_on"),
    Listed(ALIGNMENTS, {"extent": "partial"}, "id"),
    Listed(FRAMEWORK_OUTCOMES, {"search": "Result 01"}, "country_key"),
    Listed(COUNTRY_PROGRAMMES, {"search": "number 01"}, "slug"),
]
each_list = pytest.mark.parametrize("listed", LISTS, ids=lambda listed: listed.register.code)


@dataclass(frozen=True)
class Crowds:
    """Two copies of the published database, with 50 and with `size` more programmes."""

    size: int
    few: str
    many: str

    @property
    def limit(self) -> str:
        """How many rows make a page, for there to be five."""
        return str(self.size // 5)


@pytest.fixture(scope="module", params=[CHUNK + 100, pytest.param(5_000, marks=pytest.mark.race)])
def crowds(request: Any, published_database: str, django_db_blocker: Any) -> Iterator[Crowds]:
    """The published database with few and with many more programmes, each with all that belongs to one."""
    with (
        pytest.MonkeyPatch.context() as shorter,
        django_db_blocker.unblock(),
        cloned(published_database) as few,
    ):
        shorter.setattr(exports, "CHUNK", CHUNK)
        with connected_to(few), as_owner():
            gather(first=1, last=FEW)
        with cloned(few) as many:
            with connected_to(many), as_owner():
                gather(first=FEW + 1, last=request.param)
                with connection.cursor() as cursor:
                    cursor.execute("ANALYZE")
            yield Crowds(request.param, few, many)


@pytest.fixture
def many(crowds: Crowds, django_db_blocker: Any) -> Iterator[Crowds]:
    """Use the database of many; what the test writes is rolled back."""
    with django_db_blocker.unblock(), rolled_back(crowds.many):
        yield crowds


def api(listed: Listed) -> str:
    return f"/api/v1/{listed.register.code}/"


def read(response: Any) -> bytes:
    assert response.status_code == 200
    return b"".join(response.streaming_content) if response.streaming else response.content


def statements(name: str, address: str, **query: str) -> int:
    """Return how many statements an address takes in a database, when the portal is warm."""
    with connected_to(name):
        read(Client().get("/dwcps/"))
        with CaptureQueriesContext(connection) as captured:
            read(Client().get(address, query))
    return len(captured)


def walked(client: Client, address: str, **query: str) -> Iterator[list[int]]:
    """Yield the numbers of the rows on each page of an API list, following `next`."""
    body = client.get(address, {**query, "fields": "id"}).json()
    yield [row["id"] for row in body["results"]]
    while body["next"]:
        body = client.get(body["next"]).json()
        yield [row["id"] for row in body["results"]]


@each_list
def test_a_page_takes_as_many_statements_for_many_rows_as_for_50(
    crowds: Crowds, django_db_blocker: Any, listed: Listed
) -> None:
    with django_db_blocker.unblock():
        for address in (page_of(listed.register), api(listed)):
            few, many = (statements(name, address, limit="40") for name in (crowds.few, crowds.many))
            assert few == many <= 20


@pytest.mark.parametrize(
    "address", ["/", "/countries/", "/countries/ARG/", "/gaps/", "/search/?search=argentina", "/data/"]
)
def test_a_composed_page_takes_as_many_statements_for_many_rows_as_for_50(
    crowds: Crowds, django_db_blocker: Any, address: str
) -> None:
    with django_db_blocker.unblock():
        few, many = (statements(name, address) for name in (crowds.few, crowds.many))
        assert few == many <= 25


@each_list
@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_an_export_takes_statements_for_its_chunks_and_not_for_its_rows(
    crowds: Crowds, django_db_blocker: Any, listed: Listed, extension: str
) -> None:
    with django_db_blocker.unblock():
        few, many = (statements(name, api(listed), format=extension) for name in (crowds.few, crowds.many))
    chunks = -(-(crowds.size + 1_000) // CHUNK)
    assert many <= few * chunks <= 60


@each_list
def test_a_page_of_many_rows_is_light(many: Crowds, listed: Listed) -> None:
    page = read(Client().get(page_of(listed.register)))
    assert b"count is capped" not in page
    assert len(gzip.compress(page)) < LIGHT


@each_list
def test_pages_join_without_gap_or_double_while_rows_are_added(many: Crowds, listed: Listed) -> None:
    client = Client()
    there = {number for page in walked(client, api(listed), limit=many.limit) for number in page}
    assert len(there) >= many.size
    seen: list[int] = []
    for place, page in enumerate(walked(client, api(listed), limit=many.limit)):
        seen += page
        first = many.size + 1 + place * COUNTRIES
        gather(first=first, last=first + COUNTRIES - 1)  # some before this place, some behind it
    assert len(seen) == len(set(seen))
    assert there <= set(seen)


@each_list
def test_pages_lead_back_the_way_they_came(many: Crowds, listed: Listed) -> None:
    client, address, forward = Client(), f"{api(listed)}?limit={many.limit}&fields=id", []
    while address:
        body = client.get(address).json()
        forward.append(body["results"])
        address = body["next"]
    assert len(forward) > 5
    forward.pop()
    while body["previous"]:
        body = client.get(body["previous"]).json()
        assert body["results"] == forward.pop()
    assert forward == []


@each_list
def test_an_export_holds_exactly_the_filtered_rows(many: Crowds, listed: Listed) -> None:
    client = Client()
    wanted = [number for page in walked(client, api(listed), limit="1000", **listed.query) for number in page]
    assert FEW < len(wanted) < many.size
    sheet = read(client.get(api(listed), {**listed.query, "format": "csv"})).decode()
    assert [int(row["id"]) for row in csv.DictReader(io.StringIO(sheet))] == wanted
    workbook = read(client.get(api(listed), {**listed.query, "format": "xlsx"}))
    header, *rows = load_workbook(io.BytesIO(workbook), read_only=True).worksheets[0].values
    assert [row[header.index("id")] for row in rows] == wanted


@each_list
def test_an_index_leads_to_a_page_far_down(many: Crowds, listed: Listed) -> None:
    client, address = Client(), f"{api(listed)}?limit={many.limit}&fields=id"
    for _page in range(4):
        address = client.get(address).json()["next"]
    query = QueryDict(address.partition("?")[2])
    with CaptureQueriesContext(connection) as captured:
        read_listing(listed.register, query, user=AnonymousUser()).page()
    with connection.cursor() as cursor:
        # Whether it pays is the planner's to say; that it can is the index's.
        cursor.execute("SET LOCAL enable_sort = off; SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {captured[0]['sql']}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert re.search(rf"Index Cond: .*\b{listed.leading}\b", plan), plan
