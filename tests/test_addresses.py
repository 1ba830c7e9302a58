"""Addresses of pages are plain: no blank parameters, one name for one thing, a former name leads on."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.registers import all_registers
from tests.test_sorting import PAGES

pytestmark = pytest.mark.usefixtures("installation")


@pytest.mark.parametrize(
    ("asked", "plain"),
    [
        ("/dwcps/?search=&pilot=true&status=", "/dwcps/?pilot=true"),
        ("/dwcps/?search=", "/dwcps/"),
        ("/countries/?q=guinea&region=", "/countries/?search=guinea"),
        ("/search/?q=jobs", "/search/?search=jobs"),
        ("/data/?q=gap", "/data/?search=gap"),
        ("/partners/?q=flanders&format=csv", "/partners/?search=flanders&format=csv"),
    ],
)
def test_an_address_leads_to_the_plain_one(client: Client, asked: str, plain: str) -> None:
    answer = client.get(asked)
    assert (answer.status_code, answer["Location"]) == (302, plain)
    assert client.get(plain).status_code == 200


def test_the_api_answers_a_blank_parameter_as_none(client: Client) -> None:
    assert client.get("/api/v1/country-programmes/?search=&country=").status_code == 200


def test_every_list_calls_its_search_by_one_name() -> None:
    registers = [*PAGES.values(), *all_registers().values()]
    assert len(registers) > 30
    assert [
        one.code for one in registers if {"q", "query", "text", "named"} & {*one.filterset.base_filters}
    ] == []
