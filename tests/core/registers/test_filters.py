"""The filter of a register's page: what people search for first, places by name, nothing chosen lost."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.usefixtures("countries")

CONTROLS = re.compile(r'<(?:input(?! type="hidden")|select)[^>]* name="(\w+)"')


def filter_of(client, address: str) -> str:
    page = re.sub(r"\s+>", ">", client.get(address).content.decode())
    return page[page.index('<div class="filter-box">') : page.index('class="downloads"')]


def test_the_search_comes_first_and_what_few_people_ask_is_folded(client):
    shown, folded = filter_of(client, "/dwcps/").split('<details class="filter-more"')
    assert CONTROLS.findall(shown) == ["search", "status", "region", "country"]
    assert {"active_on", "as_of", "updated_since", "demonstration"} <= set(CONTROLS.findall(folded))
    assert " open>" not in folded


def test_a_folded_filter_in_force_is_open(client):
    _shown, folded = filter_of(client, "/dwcps/?generation=2").split('<details class="filter-more"')
    assert " open>" in folded


def test_places_are_chosen_by_name_in_the_readers_language(client):
    found = filter_of(client, "/dwcps/?country=NAM&region=africa")
    assert '<option value="NAM" selected>Namibia</option>' in found
    assert '<option value="africa" selected>Africa</option>' in found
    assert "Country or area: Namibia" in found


def test_what_an_address_names_beyond_the_offer_stays_chosen(client):
    found = filter_of(client, "/dwcps/?country=NAM,ZWE")
    assert '<option value="NAM,ZWE" selected>NAM,ZWE</option>' in found
    assert "Country or area: Namibia, Zimbabwe" in found


def test_a_page_names_the_field_of_a_filter_that_cannot_be_read_and_goes_there(client, db):
    answer = client.get("/dwcps/?updated_since=26-01-01")
    page = answer.content.decode()
    assert answer.status_code == 400
    summary = page.partition('class="error-summary"')[2].partition("</div>")[0]
    assert 'id="problems" autofocus' in summary
    assert re.search(r'<a href="#id_updated_since[^"]*">Updated since: ', summary)
    assert "updated_since: " not in page


def test_an_empty_list_says_so_and_where_to_search_on(client, db):
    page = client.get("/dwcps/?search=zzz+%26").content.decode()
    assert "No rows" in page
    assert 'href="/search/?search=zzz%20%26">Search everything for “zzz &amp;”</a>' in page
    assert "Search everything for" not in client.get("/dwcps/").content.decode()
