"""Lists through the API: against the fetch alone, the framework's own way, and the answer already held."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from django.db import connection
from django.test import Client
from psycopg.rows import dict_row

from tests.benchmarks.ratios import Table, at_least
from tests.benchmarks.volume import Volume

ROWS = 100
FILTERED = "country=KEN&has_gap=true"
LIST = f"/api/v1/framework-suboutputs/?limit={ROWS}"

# The very rows and fields of the API's answer, as one statement.
FETCH = """
WITH page AS MATERIALIZED (
    SELECT state.*, framework.country_key, framework.slug
    FROM portfolio_suboutputstate AS state
    JOIN portfolio_cooperationframework AS framework ON framework.id = state.framework_id
    WHERE state.superseded_at IS NULL {filters}
    ORDER BY framework.country_key, state.id LIMIT %(rows)s)
SELECT number.id, number.source, number.source_id, page.code, name, name_may_be_cut, description,
       description_may_be_cut, CASE WHEN country_key NOT LIKE '%%-%%' THEN country_key END AS country,
       string_to_array(country_key, '-') AS countries, region.key AS region, slug AS framework,
       result.source_text AS result, page.result_id, result.may_be_cut AS result_may_be_cut, starts_on,
       ends_on + 1 AS ends_on, ends_on AS last_day, agency, sdg,
       finance_year, currency_id AS currency, currency_assumed, required, available,
       greatest(0.00, required - available) AS gap, greatest(0.00, available - required) AS surplus,
       least(required, available) AS covered, spent, recorded_at, superseded_at,
       coalesce(superseded_at, recorded_at) AS updated_at, superseded_at IS NOT NULL AS withdrawn,
       page.demonstration, '/api/v1/framework-suboutputs/' || number.id || '/' AS url,
       '/frameworks/sub-outputs/' || number.id || '/' AS page
FROM page
JOIN portfolio_frameworksuboutput AS number ON number.id = page.sub_output_id
LEFT JOIN portfolio_frameworkresult AS result ON result.id = page.result_id
LEFT JOIN (
    SELECT member.framework_id,
           CASE WHEN min(country.region_id) = max(country.region_id) THEN min(country.region_id)
                WHEN min(country.region_id) IS NOT NULL THEN 'several' END AS key
    FROM portfolio_frameworkcountry AS member JOIN core_country AS country ON country.iso3 = member.country_id
    GROUP BY member.framework_id) AS region ON region.framework_id = page.framework_id
ORDER BY country_key, page.id
"""
# What is listed: as the address asks for it, and as the statement does.
LISTS = {
    "filtered": (f"&{FILTERED}", "AND framework.country_key = 'KEN' AND state.required > state.available"),
    "all": ("", ""),
}


@pytest.fixture
def client(large: Volume) -> Client:
    """A program with an API key."""
    return Client(headers={"Authorization": f"Bearer {large.key}"})


def _got(client: Client, address: str, status: int = 200, **headers: str) -> Any:
    response = client.get(address, headers=headers)
    assert response.status_code == status
    return response


def _fetched(filters: str) -> bytes:
    """Return the rows as JSON with nothing but psycopg and orjson."""
    with connection.connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(FETCH.format(filters=filters), {"rows": ROWS}).fetchall()
    return orjson.dumps({"results": rows}, default=str, option=orjson.OPT_UTC_Z)


@pytest.mark.parametrize("named", LISTS)
def test_a_list_reaches_most_of_the_rate_of_its_fetch(client: Client, table: Table, named: str) -> None:
    query, filters = LISTS[named]
    answer = _got(client, LIST + query).json()["results"]
    assert answer == orjson.loads(_fetched(filters))["results"]
    assert len(answer) == ROWS
    table.compare(
        f"API list of {ROWS}, {named} / psycopg and orjson",
        measured=lambda: _got(client, LIST + query),
        floor=lambda: _fetched(filters),
        bound=at_least(0.55),
    )


def test_a_list_is_faster_than_the_frameworks_own(client: Client, table: Table, settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.benchmarks.plain"
    plain, ours = f"/plain/?limit={ROWS}&country=KEN", f"{LIST}&{FILTERED}"
    assert _got(client, ours).json()["results"] == _got(client, plain).json()["results"]
    table.compare(
        f"API list of {ROWS}, filtered / ModelSerializer",
        measured=lambda: _got(client, ours),
        floor=lambda: _got(client, plain),
        bound=at_least(4),
    )


@pytest.mark.parametrize(
    ("named", "address"),
    [
        (f"list of {ROWS}, filtered", f"{LIST}&{FILTERED}"),
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
