"""What the demonstration names itself is said in the reader's language: offices and reasons."""

from __future__ import annotations

import csv

import pytest
from django.utils.translation import gettext, override

from ilo_dc.core.administration import demonstration as people
from portfolio.demonstration import alignments, frameworks, links, programmes, updates
from portfolio.demonstration.offices import OFFICE_NAMES

LOADERS = (people, alignments, frameworks, links, programmes, updates)


def names() -> set[str]:
    with (programmes.DATA / "places.csv").open(encoding="utf-8", newline="") as file:
        codes = {row["office"] for row in csv.DictReader(file)}
    assert len(codes) > 20
    offices = {OFFICE_NAMES[code] for code in codes}
    return offices | {name for _, name, *_ in people.OFFICES} | {loader.REASON for loader in LOADERS}


@pytest.mark.parametrize("language", ["fr", "es"])
def test_offices_and_reasons_are_translated(language: str) -> None:
    with override(language):
        assert [name for name in names() if gettext(name) == name] == []
