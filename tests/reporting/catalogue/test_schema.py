"""The schema of figures, gaps and measures is that of their answers: nothing more, nothing less."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from jsonschema import Draft202012Validator

from reporting.catalogue.catalogue import MEASURES
from tests.schema import described as the_description

pytestmark = pytest.mark.usefixtures("published")

QUESTIONS = [
    (measure.code, by)
    for measure in MEASURES.values()
    for by in ("", *(dimension.code for dimension in measure.public_splits))
]
GAPS = ["", "by=", "by=country", "by=region", "by=framework&country=MYS", "count=true", "country=KEN&limit=2"]


def closed(schema: Any) -> Any:
    """Return a schema whose objects hold what it declares and nothing else."""
    if isinstance(schema, list):
        return [closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    found = {name: closed(one) for name, one in schema.items()}
    is_object = isinstance(schema.get("properties"), dict) and schema.get("type") == "object"
    return {"additionalProperties": False, **found} if is_object else found


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    """The committed schema, closed."""
    return closed(the_description())


def faults(described: dict[str, Any], path: str, answer: Any) -> list[str]:
    """Return in what an answer is not as the schema of its path describes it."""
    content = described["paths"][path]["get"]["responses"]["200"]["content"]
    schema = {**content["application/json"]["schema"], "components": described["components"]}
    return [
        f"{error.json_path}: {error.message}" for error in Draft202012Validator(schema).iter_errors(answer)
    ]


@pytest.mark.parametrize(("measure", "by"), QUESTIONS, ids="-".join)
def test_a_figure_is_as_described(client: Client, described: dict[str, Any], measure: str, by: str) -> None:
    answer = client.get("/api/v1/figures/", {"measure": measure, "by": by}).json()
    assert answer["by"] == ([by] if by else [])
    assert faults(described, "/api/v1/figures/", answer) == []


@pytest.mark.parametrize(
    "query",
    [
        "measure=framework_gap&country=MYS&by=region,framework",
        "measure=framework_coverage&country=BRN",
        "measure=reported_revenue&period=2020..2022&by=year,revenue_type",
        "measure=reported_revenue&as_of=2001-01-01",
    ],
)
def test_a_narrowed_figure_is_as_described(client: Client, described: dict[str, Any], query: str) -> None:
    answer = client.get(f"/api/v1/figures/?{query}").json()
    assert faults(described, "/api/v1/figures/", answer) == []
    assert bool(answer["apart"]) == ("country=" in query)


@pytest.mark.parametrize("query", GAPS)
def test_a_table_and_a_page_of_gaps_are_as_described(
    client: Client, described: dict[str, Any], query: str
) -> None:
    answer = client.get(f"/api/v1/resource-gaps/?{query}").json()
    assert faults(described, "/api/v1/resource-gaps/", answer) == []
    assert ("rows" in answer) == ("by=" in query)


def test_the_catalogue_is_as_described(client: Client, described: dict[str, Any]) -> None:
    answer = client.get("/api/v1/measures/").json()
    assert [one["code"] for one in answer["results"]] == list(MEASURES)
    assert faults(described, "/api/v1/measures/", answer) == []


@pytest.mark.parametrize("field", ["formula", "total_row", "rows"])
def test_what_lacks_or_adds_a_field_is_found(client: Client, described: dict[str, Any], field: str) -> None:
    answer = client.get("/api/v1/figures/", {"measure": "framework_gap", "by": "country"}).json()
    without = {name: value for name, value in answer.items() if name != field}
    assert faults(described, "/api/v1/figures/", without) != []
    assert faults(described, "/api/v1/figures/", {**answer, "unheard_of": 1}) != []
    answer["rows"][0]["unheard_of"] = 1
    assert faults(described, "/api/v1/figures/", answer) != []
