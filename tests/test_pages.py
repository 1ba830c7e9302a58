"""What every page promises, without a browser: few queries, exports that match, privacy."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ilo_dc.core.models import User
from tests.people import signed_in
from tests.registers import INTERNAL, all_registers, page_of, reader_of

pytestmark = pytest.mark.usefixtures("published")


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


PAGES = {page: code for code, register in all_registers().items() if (page := page_of(register))}


@pytest.mark.parametrize("path", PAGES)
def test_a_register_page_takes_as_many_queries_for_forty_rows_as_for_four(client: Client, path: str) -> None:
    if PAGES[path] in INTERNAL:
        signed_in(reader_of(PAGES[path]), client)
    queries(client, f"{path}?limit=4")
    assert queries(client, f"{path}?limit=40") == queries(client, f"{path}?limit=4") <= 20


# Lists that stand below a page of another address.
STANDS_BELOW: dict[str, set[str]] = {
    "/cpos/": {"/dwcps/"},
    "/global-products/": {"/dwcps/"},
    "/results-frameworks/": {"/data/"},
    "/revenue/": {"/partners/"},
    "/ledger/published/": {"/partners/"},
}


def test_the_crumbs_of_a_register_lead_to_what_stands_above_it(client: Client) -> None:
    wrong, signed = [], signed_in(reader_of("pools"))
    for path, code in PAGES.items():
        page = (signed if code in INTERNAL else client).get(path).content.decode()
        crumbs = re.search(r'<nav class="crumbs".*?</nav>', page, re.DOTALL)
        above = re.findall(r'href="([^"?#]*)', crumbs[0]) if crumbs else []
        allowed = STANDS_BELOW.get(path, set())
        wrong += [f"{path}: {one}" for one in above if not path.startswith(one) and one not in allowed]
    assert wrong == []


def test_the_registers_of_the_portfolio_and_of_revenue_have_their_page() -> None:
    assert {"/dwcps/", "/dwcps/updates/", "/frameworks/", "/frameworks/roadmaps/", "/revenue/"} <= set(PAGES)


def test_a_framework_takes_as_many_queries_with_many_sub_outputs_as_with_few(client: Client) -> None:
    queries(client, "/frameworks/pak/")
    assert queries(client, "/frameworks/pak/") == queries(client, "/frameworks/uzb/")
    assert queries(client, "/frameworks/pak/") == queries(client, "/frameworks/civ/")


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/gaps/?country=KIR", 15),
        ("/results-frameworks/SDG-2030/", 6),
        ("/results-frameworks/SDG-2030/8.5/", 12),
        ("/partners/", 20),
        ("/partners/germany/", 22),
        ("/dwcps/ken-2024/", 20),
        ("/dwcps/ken-2024/alignment/", 8),
        ("/dwcps/ken-2024/reports/review/", 20),
        ("/dwcps/ken-2024/reports/donor/", 20),
        ("/dwcps/ken-2024/reports/un/", 20),
        ("/frameworks/ken/", 25),
        ("/frameworks/civ/", 25),
        ("/data/measures/framework_gap/?by=country", 8),
    ],
)
def test_a_page_takes_few_queries(client: Client, path: str, most: int) -> None:
    queries(client, path)
    assert queries(client, path) <= most


def test_the_countries_page_says_what_is_not_in_the_source(client: Client) -> None:
    page = client.get("/countries/CHE/").content.decode()
    assert "No data in source" in page
    assert "Shared with other countries" not in page
    page = client.get("/countries/KIR/").content.decode()
    assert "No data of its own in source" in page
    assert "Shared with other countries" in page
    assert client.get("/countries/XXX/").status_code == 404


def test_the_countries_csv_holds_exactly_what_is_shown(client: Client) -> None:
    page = client.get("/countries/", {"region": "africa", "data": "yes"}).content.decode()
    shown = re.findall(r'<th scope="row"><a href="/countries/([A-Z]{3})/"', page)
    address = re.search(r'href="([^"]*format=csv[^"]*)"', page)
    assert address is not None
    answer = client.get(address[1].replace("&amp;", "&"))
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))
    assert [row["iso3"] for row in rows] == shown
    assert len(shown) > 30


def test_gaps_agree_on_page_api_and_csv(client: Client) -> None:
    body = client.get("/api/v1/resource-gaps/", {"level": "framework", "by": "country"}).json()
    assert len(body["rows"]) == 90
    total = body["total"]
    assert (total["required"], total["available"], total["spent"]) == (
        "350226825.00",
        "258305222.00",
        "146941516.00",
    )
    assert (total["gap"], total["surplus"]) == ("93171160.00", "1249557.00")
    sheet = client.get("/api/v1/resource-gaps/", {"by": "country", "format": "csv"})
    rows = list(csv.DictReader(io.StringIO(b"".join(sheet.streaming_content).decode())))
    assert [row["gap"] for row in rows] == [row["gap"] for row in body["rows"]]
    page = client.get("/gaps/?show=all").content.decode()
    for row in body["rows"]:
        assert f"{int(float(row['gap'])):,}" in page
    for wanted in ("350,226,825", "258,305,222", "93,171,160", "1,249,557", "146,941,516", "73.4%"):
        assert wanted in page


@pytest.mark.parametrize(
    "path",
    [
        "/work/",
        "/work/notices/",
        "/work/preferences/",
        "/imports/",
        "/imports/new/",
        "/admin-area/",
        "/admin-area/people/",
        "/admin-area/runs/",
    ],
)
def test_a_private_page_asks_anonymous_callers_to_sign_in(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 302
    assert response["Location"].startswith("/account/login/")


@pytest.mark.parametrize("path", ["/", "/gaps/", "/account/login/", "/api/v1/measures/"])
def test_security_headers_are_sent(client: Client, path: str) -> None:
    response = client.get(path)
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("path", ["/account/signup/", "/account/email/"])
def test_nobody_registers_or_changes_an_address_past_the_actions(client: Client, path: str) -> None:
    response = client.get(path)
    assert b'type="password"' not in response.content
    assert b'type="email"' not in response.content
    assert client.post(path, {"username": "me", "email": "me@example.org"}).status_code in {200, 403, 404}
    assert not User.objects.filter(username="me").exists()


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/gaps/",
        "/countries/",
        "/countries/KEN/",
        "/dwcps/ken-2024/",
        "/frameworks/ken/",
        "/partners/",
        "/partners/germany/",
        "/data/",
        "/data/measures/framework_gap/",
        "/results-frameworks/SDG-2030/8.5/",
        "/search/",
        "/styleguide/",
    ],
)
def test_a_page_without_a_form_is_only_read(client: Client, path: str) -> None:
    assert client.head(path).status_code == client.get(path).status_code == 200
    assert client.post(path, {"anything": "at all"}).status_code == 405
