"""A filter by code reads the names that it offers where a name was typed, and for a plain code none."""

from __future__ import annotations

import pytest
from django.test import Client

from portfolio.programmes.filters import ProgrammeFilterSet

LIST = "/api/v1/country-programmes/"


@pytest.mark.usefixtures("published")
def test_a_plain_code_reads_no_names(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ProgrammeFilterSet.base_filters["code"]
    offered, calls = asked.offered, []

    def counted() -> list[tuple[str, str]]:
        calls.append("read")
        return list(offered())

    monkeypatch.setattr(asked, "offered", counted)
    slug, name = next(pair for pair in offered() if pair[0] == "ken-2024")
    for text, times in ((slug, 0), (slug.upper(), 0), (name, 1)):
        calls.clear()
        answer = client.get(LIST, {"code": text})
        assert answer.status_code == 200, answer.content
        assert len(answer.json()["results"]) == 1, text
        assert len(calls) == times, text
    assert client.get(LIST, {"code": "no-such-programme"}).status_code == 400
