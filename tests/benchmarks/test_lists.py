"""Lists through the API: against the fetch alone, the framework's own way, and the answer already held."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from django.test import Client

from tests.benchmarks.plain import fetched
from tests.benchmarks.ratios import Table, at_least
from tests.benchmarks.volume import Volume

FEW, MANY = 100, 1000
LIST = "/api/v1/framework-suboutputs/"
FILTERED = "&country=KEN&has_gap=true"


@pytest.fixture
def client(large: Volume) -> Client:
    """A program with an API key."""
    return Client(headers={"Authorization": f"Bearer {large.key}"})


def _got(client: Client, address: str, status: int = 200, **headers: str) -> Any:
    response = client.get(address, headers=headers)
    assert response.status_code == status
    return response


@pytest.fixture
def beside(settings: Any) -> None:
    """Serve the other ways beside the portal's own."""
    settings.ROOT_URLCONF = "tests.benchmarks.plain"


@pytest.mark.parametrize("query", [FILTERED, ""], ids=["filtered", "all"])
def test_a_list_costs_little_more_than_a_view_by_hand(
    client: Client, table: Table, beside: None, query: str
) -> None:
    ours, bare = (f"{path}?limit={FEW}{query}" for path in (LIST, "/bare/"))
    answer, by_hand = (_got(client, address).json() for address in (ours, bare))
    assert answer["results"] == by_hand["results"]
    assert len(answer["results"]) == FEW
    if query:
        assert answer["shared"]["count"] == by_hand["shared"]["count"]
    table.compare(
        f"API list of {FEW}, {'filtered' if query else 'all'} / bare view, same middleware",
        measured=lambda: _got(client, ours),
        floor=lambda: _got(client, bare),
        bound=at_least(0.6),
    )


def test_a_long_list_reaches_half_the_rate_of_its_fetch(client: Client, table: Table) -> None:
    ours = f"{LIST}?limit={MANY}"
    answer = _got(client, ours).json()["results"]
    assert answer == orjson.loads(fetched(MANY, filtered=False))["results"]
    assert len(answer) == MANY
    table.compare(
        f"API list of {MANY:,} / psycopg and orjson",
        measured=lambda: _got(client, ours),
        floor=lambda: fetched(MANY, filtered=False),
        bound=at_least(0.5),
    )


def test_a_long_list_is_faster_than_the_frameworks_own(client: Client, table: Table, beside: None) -> None:
    ours, plain = (f"{path}?limit={MANY}" for path in (LIST, "/plain/"))
    assert _got(client, ours).json()["results"] == _got(client, plain).json()["results"]
    table.compare(
        f"API list of {MANY:,} / ModelSerializer, same middleware",
        measured=lambda: _got(client, ours),
        floor=lambda: _got(client, plain),
        bound=at_least(4),
    )


@pytest.mark.parametrize(
    ("named", "address"),
    [
        (f"list of {FEW}, filtered", f"{LIST}?limit={FEW}{FILTERED}"),
        ("figures by country", "/api/v1/figures/?measure=framework_gap&by=country"),
    ],
    ids=["list", "figures"],
)
def test_an_answer_that_is_held_already_costs_little(
    client: Client, table: Table, named: str, address: str
) -> None:
    held = {"If-None-Match": _got(client, address)["ETag"]}
    table.compare(
        f"API {named}: 304 / 200",
        measured=lambda: _got(client, address, 304, **held),
        floor=lambda: _got(client, address),
        bound=at_least(2),
    )
