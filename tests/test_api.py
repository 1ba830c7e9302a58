"""The contract of `/api/v1/`: every list keeps it, and nothing a caller sends answers 500."""

from __future__ import annotations

import csv
import io
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from drf_spectacular.views import SpectacularAPIView
from openpyxl import load_workbook
from rest_framework.response import Response

from ilo_dc.api import SchemaView
from ilo_dc.core.facts.actions.changes import recording
from portfolio.models import SubOutputState
from tests.people import signed_in
from tests.registers import INTERNAL, all_registers, reader_of

pytestmark = pytest.mark.usefixtures("published")


@pytest.fixture
def client(request: pytest.FixtureRequest) -> Client:
    """A stranger; where a list has readers, one of them."""
    code = request.node.callspec.params.get("code") if hasattr(request.node, "callspec") else None
    return signed_in(reader_of(code), Client()) if code in INTERNAL else Client()


LISTS = [*all_registers(), "resource-gaps"]  # the gaps are counted, and cut into pages as lists are
FACTS = ["framework-suboutputs", "revenue-statistics", "alignments"]
# What an address may hold that nobody meant.
JUNK = ["", "-1", "9" * 40, "\0", "'", "%", "NaN", "2022-13-45", "ÿ" * 200, "1e400"]
JUNK += ["0001-01-01", "0026-11-26", "9999-12-31", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"]


def test_the_lists_are_found() -> None:
    assert {"countries", "country-programmes", "revenue-statistics"} <= set(LISTS)
    assert set(FACTS) < set(LISTS)
    assert len(LISTS) >= 24


@pytest.mark.parametrize("code", LISTS)
def test_a_list_is_cut_into_pages_that_join_without_a_seam(client: Client, code: str) -> None:
    whole = client.get(f"/api/v1/{code}/", {"limit": 1000, "count": "true"}).json()
    address, joined, pages = f"/api/v1/{code}/?limit=7", [], 0
    while address and pages < 5:
        body = client.get(address).json()
        joined, address, pages = joined + body["results"], body["next"], pages + 1
    assert joined == whole["results"][: len(joined)]
    assert whole["count"] >= len(whole["results"])
    if body["previous"]:
        before = client.get(body["previous"]).json()["results"]
        assert before == whole["results"][(pages - 2) * 7 : (pages - 1) * 7]


@pytest.mark.parametrize("code", LISTS)
@pytest.mark.parametrize(
    "query",
    [
        {"no_such_filter": "1"},
        {"limit": "0"},
        {"limit": "many"},
        {"limit": "1001"},
        {"ordering": "password"},
        {"cursor": "forged"},
        {"fields": "no_such_field"},
    ],
    ids=lambda query: next(iter(query)),
)
def test_a_list_refuses_what_it_does_not_know(client: Client, code: str, query: dict[str, str]) -> None:
    if code in {"observations", "cross-walks"} and "fields" in query:
        query = {"ordering": "no_such_order"}  # an empty list has no row to cut
    response = client.get(f"/api/v1/{code}/", query)
    assert response.status_code == 400, response.content
    assert response["Content-Type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == 400
    assert body["detail"]
    assert next(iter(query)) in body["errors"]


@pytest.mark.parametrize("code", LISTS)
def test_csv_and_xlsx_hold_exactly_the_listed_rows(client: Client, code: str) -> None:
    listed = client.get(f"/api/v1/{code}/", {"limit": 1000, "count": "true"}).json()
    response = client.get(f"/api/v1/{code}/", {"format": "csv"})
    rows = list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode())))
    assert len(rows) == listed["count"]
    invented = any(row.get("demonstration") == "true" for row in rows)
    assert ("demonstration" in response["Content-Disposition"]) == invented
    workbook = load_workbook(
        io.BytesIO(client.get(f"/api/v1/{code}/", {"format": "xlsx"}).content), read_only=True
    )
    sheet = list(workbook.worksheets[0].iter_rows(values_only=True))
    assert list(sheet[0]) == (list(rows[0]) if rows else list(sheet[0]))
    assert len(sheet) - 1 == len(rows)


@pytest.mark.parametrize("code", ["framework-suboutputs", "revenue-statistics"])
def test_facts_beside_which_nothing_is_edited_are_tagged_by_the_data_version(
    client: Client, code: str
) -> None:
    first = client.get(f"/api/v1/{code}/")
    again = client.get(f"/api/v1/{code}/", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert again.content == b""
    other = client.get(f"/api/v1/{code}/", {"limit": 3}, headers={"If-None-Match": first["ETag"]})
    assert other.status_code == 200
    french = client.get(f"/api/v1/{code}/", headers={"If-None-Match": first["ETag"], "Accept-Language": "fr"})
    assert french.status_code == 200
    with recording(by=None, reason="anything"):
        pass
    assert client.get(f"/api/v1/{code}/", headers={"If-None-Match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize("code", LISTS)
def test_a_list_takes_as_many_queries_for_forty_rows_as_for_four(client: Client, code: str) -> None:
    def queries(limit: int) -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(f"/api/v1/{code}/", {"limit": limit}).status_code == 200
        return len(captured)

    queries(4)
    assert queries(40) == queries(4) <= 14


def parameters_of(client: Client) -> list[tuple[str, str]]:
    """Return (path, parameter) of everything the schema offers to GET."""
    schema = client.get("/api/v1/schema/", {"format": "json"}).json()
    return [
        (path, parameter["name"])
        for path, methods in schema["paths"].items()
        if "{" not in path
        for parameter in methods.get("get", {}).get("parameters", [])
        if parameter["in"] == "query"
    ]


@pytest.mark.parametrize(
    "whole",
    [False, pytest.param(True, marks=pytest.mark.race)],
    ids=lambda whole: "all junk in all parameters" if whole else "some junk in each parameter",
)
def test_nothing_answers_500(client: Client, whole: bool) -> None:
    """Two pieces of junk for each parameter, others from one to the next; all with the long tests."""
    offered = parameters_of(client)
    assert len(offered) > 60
    failed: list[Any] = []
    for turn, (path, name) in enumerate(offered):
        for value in JUNK if whole else (JUNK[turn % len(JUNK)], JUNK[(turn + 7) % len(JUNK)]):
            query = {name: value}
            if path.endswith("/figures/") and name != "measure":
                query["measure"] = "framework_gap"
            status = client.get(path, query).status_code
            if status >= 500:
                failed.append((path, name, value, status))
    assert failed == []


@pytest.mark.parametrize("address", ["/api/v1/nowhere/", "/api/v1/framework-suboutputs/999999999/"])
def test_a_missing_address_is_a_problem(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"


def test_a_withdrawn_sub_output_is_seen_in_changes_and_updated_since(client: Client) -> None:
    state = SubOutputState.objects.current().order_by("pk").first()
    with recording(by=None, reason="withdrawn by source") as change:
        SubOutputState.objects.filter(pk=state.pk).update(superseded_at=change.recorded_at)
    log = client.get("/api/v1/changes/", {"since": change.pk - 1}).json()
    assert [(item["verb"], item["id"], item["noun"]) for item in log["results"]] == [
        ("withdrawn", str(state.sub_output_id), "framework-suboutputs")
    ]
    since = change.recorded_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    updated = client.get("/api/v1/framework-suboutputs/", {"updated_since": since}).json()["results"]
    assert [(row["id"], row["withdrawn"]) for row in updated] == [(state.sub_output_id, True)]
    listed = client.get("/api/v1/framework-suboutputs/", {"search": state.sub_output.source_id}).json()
    assert listed["results"] == []
    assert client.get(log["results"][0]["url"]).json()["withdrawn"] is True


def test_the_log_of_changes_is_read_to_its_end_without_a_seam(client: Client) -> None:
    """A change may tell several facts of one row: states on several days, a status beside a publication."""

    def read(limit: int) -> list[Any]:
        address, seen = f"/api/v1/changes/?limit={limit}", []
        while address:
            body = client.get(address).json()
            seen += body["results"]
            address = body["next"]
        return seen

    seen = read(1000)
    assert len({(item["change"], item["noun"], item["id"]) for item in seen}) > 993
    assert [item["change"] for item in seen] == sorted(item["change"] for item in seen)
    assert read(701) == seen


@pytest.mark.parametrize("path", ["organisations", "funding-partners"])
def test_organisations_are_found_by_their_country_in_any_case(client: Client, path: str) -> None:
    answers = [client.get(f"/api/v1/{path}/", {"country": code}).json() for code in ("DEU", "deu")]
    assert answers[0]["results"]
    assert answers[0]["results"] == answers[1]["results"]
    unknown = client.get(f"/api/v1/{path}/", {"country": "XYZ"})
    assert (unknown.status_code, list(unknown.json()["errors"])) == (400, ["country"])


def test_a_parameter_without_a_value_is_as_none(client: Client) -> None:
    """What `allowEmptyValue` says; but `by=` of gaps is the table of their total."""
    offered: dict[str, list[str]] = {}
    for path, name in parameters_of(client):
        if (path, name) != ("/api/v1/resource-gaps/", "by"):
            offered.setdefault(path, []).append(name)
    wrong = []
    for path, names in offered.items():
        needed = {"measure": "framework_gap"} if path.endswith("/figures/") else {}
        answers = [client.get(path, query) for query in (needed, {**dict.fromkeys(names, ""), **needed})]
        plain, empty = (
            {name: value for name, value in one.json().items() if name not in {"next", "previous", "as_of"}}
            for one in answers
        )
        differs = plain != empty and not needed  # the addresses in figures name the moment of each answer
        if differs or {one.status_code for one in answers} - {200, 401}:
            wrong.append((path, [one.status_code for one in answers], str(empty)[:300]))
    assert wrong == []
    assert len(offered) > 30


def test_those_who_ask_for_the_schema_at_once_wait_for_it_to_be_made_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    making, most = [], []

    def make(_view: SchemaView, _request: object) -> Response:
        making.append(1)
        most.append(len(making))
        time.sleep(0.05)
        making.pop()
        return Response({"made": len(most)})

    monkeypatch.setattr(SpectacularAPIView, "_get_schema_response", make)
    monkeypatch.setattr(SchemaView, "made", {})
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(SchemaView()._get_schema_response, [None] * 4))
    assert (most, [one.data for one in answers]) == ([1], [{"made": 1}] * 4)
