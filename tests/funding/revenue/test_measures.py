"""The two publications to the cent, against the files themselves."""

from __future__ import annotations

import csv
import os
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser

from funding.revenue.imports import BY_CONTRIBUTOR_FILE, BY_TYPE_FILE
from funding.revenue.measures import REPORTED_REVENUE, REPORTED_REVENUE_BY_PARTNER
from ilo_dc.core.errors import UnableToRead
from ilo_dc.core.measures import Question, figures

pytestmark = pytest.mark.usefixtures("published")

# The sources that the shipped files were taken from, where a developer has them.
SOURCES = Path(os.environ.get("PORTAL_SOURCE_DATA", "absent")) / "unceb"
TYPES = {"Assessed": "R01", "Voluntary un-earmarked": "R02", "Voluntary earmarked": "R03"}


def cents(text):
    return Decimal(text).quantize(Decimal("0.01"), ROUND_HALF_UP)


def files(path):
    """The shipped copy, and the source where it is at hand."""
    missing = pytest.mark.skipif(not SOURCES.exists(), reason="PORTAL_SOURCE_DATA does not name the sources")
    return [pytest.param(path, id="shipped"), pytest.param(SOURCES / path.name, id="source", marks=missing)]


def answer(measure, *by, **where):
    question = Question(by=by, where={code: tuple(text.split(",")) for code, text in where.items()})
    return figures(measure, user=AnonymousUser(), question=question)


def values(found):
    return {tuple(line.keys.values()): found.value(line) for line in found.lines}


@pytest.mark.parametrize("path", files(BY_TYPE_FILE))
def test_reported_revenue_equals_the_file_to_the_cent_for_every_year(path):
    expected: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            expected[int(row["calendar_year"]), row["sub_type"][:3]] += cents(row["amount"])
    found = answer(REPORTED_REVENUE, "year", "revenue_type")
    assert values(found) == expected
    assert found.value(found.total) == sum(expected.values())


@pytest.mark.parametrize("path", files(BY_CONTRIBUTOR_FILE))
def test_revenue_by_partner_equals_the_named_rows_of_the_file(path):
    expected: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["donor"] != "__TOTAL__":
                expected[int(row["year"]), TYPES[row["revenue_type"]]] += cents(row["amount_usd"])
    assert values(answer(REPORTED_REVENUE_BY_PARTNER, "year", "revenue_type")) == expected


def test_the_un_earmarked_partners_of_2022_are_the_nine_of_the_paper():
    found = answer(REPORTED_REVENUE_BY_PARTNER, "partner", year="2022", revenue_type="R02")
    assert {line.keys["partner"] for line in found.lines} == {
        "belgium",
        "denmark",
        "france",
        "germany",
        "italy",
        "luxembourg",
        "netherlands",
        "norway",
        "sweden",
    }
    assert (
        found.value(found.total)
        == answer(REPORTED_REVENUE, year="2022", revenue_type="R02").total.sums["amount"]
    )


@pytest.mark.parametrize("year", [2013, 2017, 2019, 2020])
def test_a_type_that_a_year_does_not_report_is_absent(year):
    for measure in (REPORTED_REVENUE, REPORTED_REVENUE_BY_PARTNER):
        found = answer(measure, "revenue_type", year=str(year))
        assert "R02" not in {line.keys["revenue_type"] for line in found.lines}
        assert found.value(answer(measure, year=str(year), revenue_type="R02").total) is None


def test_a_refund_is_counted_as_it_is():
    found = answer(REPORTED_REVENUE_BY_PARTNER, year="2021", partner="libya", revenue_type="R01")
    assert found.value(found.total) == Decimal("-1161564.01")


def test_a_line_of_nobody_is_counted_and_found_by_none():
    found = answer(REPORTED_REVENUE_BY_PARTNER, "partner", partner="none", year="2023")
    [line] = found.lines
    assert (line.labels["partner"], found.value(line)) == ("Not a partner", Decimal("-5199525.00"))
    assert "partner=none" in found.page(line)


def test_the_source_of_a_partner_is_a_dimension():
    by_source = values(answer(REPORTED_REVENUE_BY_PARTNER, "source", year="2022", revenue_type="R02"))
    assert list(by_source) == [("MULTI_BILATERAL",)]


def test_a_year_before_sub_types_says_so():
    found = answer(REPORTED_REVENUE, "revenue_subtype", year="2015", revenue_type="R03")
    assert [line.labels["revenue_subtype"] for line in found.lines] == ["Not split further by the source"]


@pytest.mark.parametrize(
    "where", [{"year": "22"}, {"partner": "ruritania"}, {"revenue_type": "R09"}, {"source": "XX"}]
)
def test_an_unreadable_key_is_refused(where):
    with pytest.raises(UnableToRead):
        answer(REPORTED_REVENUE_BY_PARTNER, **where)


def test_the_two_publications_are_never_in_one_table():
    from ilo_dc.core.measures import table

    with pytest.raises(ValueError, match="different tables"):
        table((REPORTED_REVENUE, REPORTED_REVENUE_BY_PARTNER), user=AnonymousUser(), question=Question())
