"""Pages, API and exports of frameworks and sub-outputs show the very rows behind the figures."""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ilo_dc.core.measures import figures
from ilo_dc.core.models import Country
from portfolio.frameworks.measures import frameworks as measures
from portfolio.frameworks.panels.frameworks import suboutputs_of
from portfolio.models import FrameworkSubOutput
from tests.recipes.sub_output_sheets import row

SUB_OUTPUTS = "/frameworks/sub-outputs/"
API = "/api/v1/framework-suboutputs/"


def results(client, **query) -> list[dict]:
    return client.get(API, {"limit": 1000, **query}).json()["results"]


def exported(client, **query) -> list[dict]:
    sheet = client.get(API, {"format": "csv", **query})
    return list(csv.DictReader(io.StringIO(b"".join(sheet.streaming_content).decode())))


def test_the_register_the_api_and_the_sheet_hold_the_counted_rows(client, published):
    rows = results(client)
    assert len(rows) == 993
    assert sum(Decimal(one["gap"]) for one in rows) == Decimal(93171160)
    sheet = exported(client)
    assert {one["id"] for one in sheet} == {str(one["id"]) for one in rows}
    assert sum(Decimal(one["covered"]) for one in sheet) == Decimal(257055665)
    page = client.get(SUB_OUTPUTS).content.decode()
    assert "993" in page


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"country": "KIR"}, 0),
        ({"country": "COK-FSM-KIR-MHL-NIU-NRU-PLW-TKL-WSM"}, 33),
        ({"framework": "brn-mys-sgp"}, 11),
        ({"region": "arab-states"}, 39),
        ({"has_surplus": "true"}, 14),
        ({"search": "126440"}, 1),
        ({"demonstration": "false"}, 993),
    ],
)
def test_each_filter_narrows_page_api_and_sheet_alike(client, published, query, count):
    assert len(results(client, **query)) == count
    assert len(exported(client, **query)) == count
    assert client.get(SUB_OUTPUTS, query).status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        {"country": "ZZZ"},
        {"region": "mars"},
        {"framework": "none"},
        {"as_of": "yesterday"},
        {"colour": "red"},
    ],
)
def test_an_unreadable_filter_is_a_bad_request_on_both(client, published, query):
    assert client.get(API, query).status_code == 400
    assert client.get(SUB_OUTPUTS, query).status_code == 400


@pytest.mark.parametrize(
    "column", ["gap", "required", "spent", "country", "name", "surplus", "id", "recorded_at"]
)
def test_every_order_leads_through_all_rows_once(client, published, column):
    for ordering in (column, f"-{column}"):
        following, seen = f"{API}?limit=400&ordering={ordering}", []
        while following:
            body = client.get(following).json()
            seen.extend(one["id"] for one in body["results"])
            following = body["next"]
        assert len(seen) == len(set(seen)) == 993


@pytest.mark.parametrize("address", [SUB_OUTPUTS, "/frameworks/", API, "/api/v1/cooperation-frameworks/"])
def test_the_number_of_queries_does_not_grow_with_the_page(client, published, address):
    counts = []
    for limit in (5, 500):
        with CaptureQueriesContext(connection) as captured:
            client.get(address, {"limit": limit, "count": "true"})
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 18


def test_the_list_of_frameworks_shows_each_with_its_figures(client, published):
    page = client.get("/frameworks/", {"limit": 1000}).content.decode()
    gap = figures(measures.FRAMEWORK_GAP, user=AnonymousUser())
    assert gap.total.sums["gap"] == Decimal(93171160)
    assert "/frameworks/ken/" in page
    assert page.count('<a href="/frameworks/sub-outputs/?') == 90
    shipped = {"limit": 1000, "demonstration": "false"}
    assert len(client.get("/api/v1/cooperation-frameworks/", shipped).json()["results"]) == 90


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"country": "KIR", "shared": "true"}, 1),
        ({"country": "KEN"}, 1),
        ({"region": "arab-states"}, None),
        ({"search": "Cambodge"}, 1),
    ],
)
def test_frameworks_are_found(client, published, query, count):
    found = client.get("/api/v1/cooperation-frameworks/", query).json()["results"]
    assert found
    assert count is None or len(found) == count
    one = client.get(found[0]["url"]).json()
    assert one == found[0]
    assert client.get(one["page"]).status_code == 200


def test_a_framework_names_its_results_and_what_is_unknown(client, published):
    page = client.get("/frameworks/brn-mys-sgp/").content.decode()
    assert "Not stated by the source" in page
    assert "Brunei Darussalam" in page
    assert client.get("/frameworks/none/").status_code == 404
    past = client.get("/frameworks/brn-mys-sgp/", {"as_of": "2020-01-01"})
    assert "Nothing recorded" in past.content.decode()
    assert client.get("/frameworks/brn-mys-sgp/", {"as_of": "x"}).status_code == 400


def test_a_sub_output_shows_all_that_was_said_of_it(client, places, load_lines):
    before = timezone.now()
    load_lines(row("1"), row("2"))
    load_lines(row("1", required="250"), row("2"))
    load_lines(row("2"))
    one = FrameworkSubOutput.objects.get(source_id="1")
    page = client.get(reverse("portfolio:sub-output", args=[one.pk])).content.decode()
    assert "Withdrawn by its source" in page
    assert "100.00 → <strong>250.00</strong>" in page
    assert "First recorded" in page
    answer = client.get(f"{API}{one.pk}/").json()
    assert (answer["withdrawn"], answer["required"], answer["gap"]) == (True, "250.00", "210.00")
    assert [found["id"] for found in results(client)] == [FrameworkSubOutput.objects.get(source_id="2").pk]
    assert len(results(client, updated_since=before.isoformat())) == 3
    load_lines(row("1"), row("2"))
    assert "Named again" in client.get(reverse("portfolio:sub-output", args=[one.pk])).content.decode()


def test_a_missing_sub_output_is_a_404(client, places):
    assert client.get("/frameworks/sub-outputs/999/").status_code == 404
    assert client.get(f"{API}999/").status_code == 404


def test_changes_are_told_in_commit_order(client, places, load_lines):
    load_lines(row("1"), row("2"))
    load_lines(row("1", required="250"))
    log = client.get("/api/v1/changes/").json()["results"]
    verbs = [(one["change"], one["verb"]) for one in log if one["noun"] == "framework-suboutputs"]
    assert verbs[:2] == [(1, "created"), (1, "created")]
    assert sorted(verbs[2:]) == [(2, "changed"), (2, "withdrawn")]


def test_a_country_sees_its_own_apart_from_what_it_shares(published):
    now = timezone.now()
    nobody = AnonymousUser()
    kenya = suboutputs_of(nobody, Country.objects.get(pk="KEN"), as_of=now)
    assert kenya.own
    assert not kenya.shared
    kiribati = suboutputs_of(nobody, Country.objects.get(pk="KIR"), as_of=now)
    assert not kiribati.own
    assert [len(one.states) for one in kiribati.shared] == [33]
    assert suboutputs_of(nobody, Country.objects.get(pk="FRA"), as_of=now) is None


def test_texts_of_a_sheet_are_shown_and_never_run(client, places, load_lines):
    load_lines(row("1", name="<script>alert(1)</script>"))
    one = FrameworkSubOutput.objects.get()
    for address in (SUB_OUTPUTS, f"/frameworks/sub-outputs/{one.pk}/", "/frameworks/ken/"):
        assert "<script>alert" not in client.get(address).content.decode()
    load_lines(row("1", name="=1+1"))
    assert exported(client)[0]["name"] == "'=1+1"


def test_each_region_of_a_framework_has_a_name_of_its_own(client, published):
    page = client.get("/frameworks/cok-fsm-kir-mhl-niu-nru-plw-tkl-wsm/").text
    names = re.findall(r'role="region" aria-label="([^"]+)"', page)
    assert len([one for one in names if one.startswith("Sub-outputs of the result")]) > 3
    assert sorted(set(names)) == sorted(names)
