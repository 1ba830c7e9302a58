"""The overview counts as the API does, and each number leads to the rows that make it."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

pytestmark = pytest.mark.usefixtures("published")

LINE = re.compile(
    r'<tr><th scope="row"><a href="(?P<rows>[^"]+)">(?P<name>[^<]+)</a></th>'
    r".*?>(?P<count>[\d,]+)</a></td></tr>"
)


def lines(client, title: str) -> dict[str, tuple[str, int]]:
    """Return {name: (address of the rows, count)} of the panel under `title`."""
    page = client.get("/").content.decode()
    panel = page[page.index(f"<h3>{title}") :]
    found = LINE.finditer(panel[: panel.index("</table>")])
    return {
        one["name"]: (one["rows"].replace("&amp;", "&"), int(one["count"].replace(",", ""))) for one in found
    }


@pytest.mark.parametrize(
    ("title", "question"),
    [
        (
            "Country programmes running or extended",
            "measure=country_programmes&by=region&status=running,extended",
        ),
        ("Alignment with UN frameworks", "measure=alignments&by=extent"),
    ],
)
def test_the_overview_counts_as_the_api_and_leads_to_the_rows(client, title, question):
    shown = lines(client, title)
    answer = client.get(f"/api/v1/figures/?{question}").json()
    assert shown
    assert {name: count for name, (_rows, count) in shown.items()} == {
        next(iter(row["labels"].values())): int(row["value"]) for row in answer["rows"]
    }
    for rows, count in shown.values():
        register = client.get(rows).content.decode()
        assert f"{count} rows" in register or f"of {count} rows" in register


def test_the_way_in_from_the_front_page_leads_to_ones_own_landing(client):
    pages = {path: client.get(path).text for path in ("/", "/gaps/")}
    ways_in = {path: set(re.findall(r'href="(/account/login/[^"]*)"', page)) for path, page in pages.items()}
    assert ways_in == {"/": {"/account/login/"}, "/gaps/": {"/account/login/?next=/gaps/"}}


def test_a_gap_that_is_more_than_required_less_available_says_why(client):
    """The surplus of some sub-outputs fills no gap of others; said with its amount."""
    words = "The gap is more than required less available: some sub-outputs have US$"
    asked = "/api/v1/figures/?measure=framework_"
    names = ("required", "available", "gap", "surplus")
    sums = {one: Decimal(client.get(f"{asked}{one}").json()["total"]) for one in names}
    assert sums["required"] - sums["available"] == sums["gap"] - sums["surplus"] < sums["gap"]
    assert f"{words} {sums['surplus']:,.0f} beyond" in client.get("/").text.replace("\xa0", " ")


def test_a_programme_that_ended_before_the_year_of_the_gaps_shows_none(client):
    assert 'id="resources"' not in client.get("/dwcps/per-2015/").text
    assert 'id="resources"' in client.get("/dwcps/pak-2026/").text


def test_the_tiles_of_a_region_stand_by_the_codes_that_they_show(client):
    page = client.get("/countries/", headers={"accept-language": "fr"}).text
    strips = re.findall(r'<ul class="tiles"(.*?)</ul>', page, re.DOTALL)
    assert len(strips) > 3
    for strip in strips:
        codes = re.findall(r'<b aria-hidden="true">(\w{3})</b>', strip)
        assert codes == sorted(codes)
