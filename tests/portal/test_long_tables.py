"""Gaps and partners begin with fifteen lines and show all on demand; countries begin with those with data."""

from __future__ import annotations

import re
from decimal import Decimal
from html import unescape

import pytest

from ilo_dc.core.text_search import plain

pytestmark = pytest.mark.usefixtures("published")


def body_of(page, caption):
    """Return the rows between the heads and the totals of the table with that caption."""
    table = page[page.index(f'<caption class="vh">{caption}') :]
    return table[table.index("<tbody>") : table.index("</tbody>")]


@pytest.mark.parametrize(
    ("address", "caption", "rest"),
    [
        ("/gaps/", "Resource gaps by country", "other lines"),
        ("/partners/", "Revenue by partner and type", "other partners"),
    ],
)
def test_a_long_table_begins_with_fifteen_lines(client, address, caption, rest):
    page = client.get(address).content.decode()
    first = re.findall(r'<th scope="row">.*?</th>', body_of(page, caption), re.DOTALL)
    assert len(first) == 15
    others = int(re.search(rf">(\d+) {rest}<", page)[1])
    nameless = page.count("and refunds and other lines that name no partner")
    whole = client.get(f"{address}?show=all").content.decode()
    every = re.findall(r'<th scope="row">.*?</th>', body_of(whole, caption), re.DOTALL)
    assert every[:15] == first
    assert len(every) == 15 + others + nameless
    assert f"{rest}<" not in whole
    counted = f"All {15 + others} partners" if rest == "other partners" else f"All {len(every)} lines"
    assert counted in page
    assert counted in whole
    assert client.get(f"{address}?show=some").status_code == 400


def test_countries_begin_with_those_that_have_data_by_region(client):
    page = client.get("/countries/").content.decode()
    with_data = page[page.index('id="with-data"') : page.index('id="without-data"')]
    without = page[page.index('id="without-data"') :]
    assert "/countries/KEN/" in with_data
    assert "/countries/CHE/" in without
    assert "/countries/CHE/" not in with_data
    regions = re.findall(r"<summary>([^<]+) <span", with_data)
    assert regions == sorted(regions)
    assert len(regions) == 5
    answer = client.get("/api/v1/resource-gaps/", {"level": "framework", "by": "region"}).json()
    for row in answer["rows"]:
        assert f"{Decimal(row['gap']):,.0f}" in with_data
    assert "<details" in with_data
    assert re.findall(r"<details[^>]* open><summary>([^<]+) <span", with_data) == regions[:1]
    africa = client.get("/countries/?region=africa").content.decode()
    assert re.findall(r"<details[^>]* open><summary>([^<]+) <span", africa) == ["Africa"]


@pytest.mark.parametrize("language", ["fr", "es"])
def test_regions_stand_in_the_order_of_the_readers_language(client, language):
    page = client.get("/countries/", headers={"Accept-Language": language}).content.decode()
    with_data = page[page.index('id="with-data"') : page.index('id="without-data"')]
    regions = [unescape(one) for one in re.findall(r"<summary>([^<]+) <span", with_data)]
    assert len(regions) == 5
    assert regions == sorted(regions, key=plain)


def test_every_country_with_data_has_a_tile_that_says_its_coverage(client):
    page = client.get("/countries/").content.decode()
    tiles = dict(re.findall(r'href="/countries/(\w{3})/"[^>]*><b[^>]*>\w{3}</b>.*?</span>([\d.]+)%', page))
    answer = client.get("/api/v1/resource-gaps/", {"level": "framework", "by": "country"}).json()
    own = {row["country"]: row["coverage"] for row in answer["rows"] if row["country"]}
    assert {code: int(percent) for code, percent in tiles.items()} == {
        code: round(Decimal(coverage) * 100 + Decimal("1e-9")) for code, coverage in own.items() if coverage
    }
