"""Countries, partners and gaps are filtered as lists are: all that was asked is kept, each with a chip."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

pytestmark = pytest.mark.usefixtures("published")
FORM = re.compile(r'<form class="filter".*?</form>', re.DOTALL)
CHIP = re.compile(r'<a class="chip" href="([^"]*)">.*?</span>(.*?)</span></a>')
ASKED = [
    ("/countries/", {"search": "e", "region": "africa", "data": "yes"}),
    ("/countries/", {"demonstration": "false", "region": "africa"}),
    ("/partners/", {"search": "a", "source": "DTF", "year": "2022"}),
    ("/partners/", {"period": "2020..2022", "display_group": "none", "demonstration": "false"}),
    ("/partners/", {"biennium": "2020-21"}),
    ("/gaps/", {"region": "africa"}),
    ("/gaps/", {"country": "KEN", "demonstration": "false"}),
]


def sent(page: str) -> dict[str, list[str]]:
    """Return what a browser sends of the page's filter, without what is left empty."""
    (form,) = FORM.findall(page)
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        given = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if given.get("value"):
            found.setdefault(given["name"], []).append(unescape(given["value"]))
    for name, options in re.findall(r'<select[^>]*name="(\w+)".*?>(.*?)</select>', form, re.DOTALL):
        if chosen := re.search(r'<option value="([^"]+)"[^>]*selected', options):
            found.setdefault(name, []).append(unescape(chosen[1]))
    return found


@pytest.mark.parametrize(("address", "asked"), ASKED)
def test_filtering_again_keeps_what_was_asked(client: Client, address: str, asked: dict[str, str]) -> None:
    answer = client.get(address, asked)
    assert answer.status_code == 200
    page = answer.content.decode()
    again = sent(page)
    assert again.keys() == asked.keys()
    same = client.get(address, again, follow=True)
    assert same.status_code == 200
    assert {name: values[0] for name, values in parse_qs(same.request["QUERY_STRING"]).items()} == asked
    assert table_of(same) == table_of(answer)


def table_of(answer: Any) -> str:
    """Return the lines of the page's last table, without the moment that their explanations name."""
    page = answer.content.decode()
    return re.sub(r"as_of=[^\"&]*", "", page[page.rindex("<tbody>") : page.rindex("</table>")])


@pytest.mark.parametrize(("address", "asked"), ASKED)
def test_each_filter_has_a_chip_that_takes_it_off(
    client: Client, address: str, asked: dict[str, str]
) -> None:
    page = client.get(address, asked).content.decode()
    chips = [unescape(way) for way, _label in CHIP.findall(page)]
    left = [parse_qs(urlsplit(way).query).keys() for way in chips]
    assert sorted(map(sorted, left)) == sorted(sorted(asked.keys() - {name}) for name in asked)
    assert '<a href="?">Clear all</a>' in page
    assert '<a class="chip"' not in client.get(address).content.decode()


def test_what_the_countries_cannot_be_asked_names_what_they_can(client: Client) -> None:
    answer = client.get("/countries/", {"country": "KEN", "format": "csv"})
    assert answer.status_code == 400
    assert "Filters: region, search, data." in answer.content.decode()


@pytest.mark.parametrize("address", ["/countries/", "/partners/", "/gaps/"])
def test_the_moment_is_a_filter_too(client: Client, address: str) -> None:
    page = client.get(address, {"as_of": "2001-01-01"}).content.decode()
    assert sent(page) == {"as_of": ["2001-01-01"]}
    assert len(CHIP.findall(page)) == 1
    assert "Nothing is recorded yet" in page
    assert "Nothing is recorded yet" not in client.get(address).content.decode()


def test_partners_of_a_period_are_of_no_chosen_year(client: Client) -> None:
    years = re.compile(r'<select[^>]*name="year".*?</select>', re.DOTALL)
    page = client.get("/partners/", {"period": "2020..2022"}).content.decode()
    assert "Named contributors, 2020–2022" in page
    assert "All of the period</option>" in page
    assert "selected" not in (years.search(page) or [""])[0].replace('value="" selected', "")
    latest = (years.search(client.get("/partners/").content.decode()) or [""])[0]
    assert re.search(r'<option value=""[^>]*>2024, the latest</option>', latest)


def test_each_number_of_the_countries_leads_to_its_explanation(client: Client) -> None:
    page = client.get("/countries/").content.decode()
    with_data = page[page.index('id="with-data"') : page.index('id="without-data"')]
    cells = re.findall(r'<td class="n[^"]*" data-th="[^"]*">(.*?)</td>', with_data)
    assert len(cells) > 300
    bare = [cell for cell in cells if re.search(r"\d", cell) and not cell.startswith("<a ")]
    assert bare == []
    of_kenya = with_data[with_data.index('href="/countries/KEN/"') :]
    way = unescape(re.findall(r'<a class="why" href="([^"]*)">', of_kenya)[0])
    explained = client.get(way)
    assert explained.status_code == 200
    assert "country=KEN" in way
    assert "Source: " in with_data
    assert re.search(r"As of \d", re.sub(r"<[^>]*>", "", with_data))
