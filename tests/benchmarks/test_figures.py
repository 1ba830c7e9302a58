"""Figures: the engine against the SQL that a person would write for the same answer, and its own SQL."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ilo_dc.core.measures import Question, figures
from ilo_dc.core.measures import table as table_of
from ilo_dc.core.measures.results import Figures
from portfolio.frameworks.measures.frameworks import FRAMEWORK_GAP, FRAMEWORK_GAPS
from tests.benchmarks.ratios import Table, at_most
from tests.benchmarks.volume import Volume, rows_of

ALL = AnonymousUser()
# The rows that count are those of the latest finance year with most frameworks, near enough.
OF_THE_YEAR = """
{known} AND state.finance_year = (
    SELECT finance_year
    FROM (
        SELECT finance_year, count(DISTINCT framework_id) AS frameworks,
               max(count(DISTINCT framework_id)) OVER () AS widest
        FROM portfolio_suboutputstate AS state WHERE {known} GROUP BY finance_year) AS year
    WHERE frameworks >= 0.9 * widest ORDER BY finance_year DESC LIMIT 1)
"""
CURRENT = OF_THE_YEAR.format(known="state.superseded_at IS NULL")
THEN = OF_THE_YEAR.format(
    known="(state.superseded_at IS NULL OR state.superseded_at > %(moment)s) "
    "AND state.recorded_at <= %(moment)s"
)
GAP = "sum(greatest(0, state.required - state.available))"
EVERY_COLUMN = f"""
sum(state.required), sum(state.available), {GAP}, sum(greatest(0, state.available - state.required)),
sum(least(state.required, state.available)), sum(state.spent)
"""

# Each answers the keys with their sums, and in its last row (key null) the total.
TOTAL = """
SELECT NULL, {sums}, count(*), bool_or(state.demonstration)
FROM portfolio_suboutputstate AS state WHERE {known}
"""
BY_COUNTRY = """
SELECT framework.country_key, {sums}, count(*), bool_or(state.demonstration)
FROM portfolio_suboutputstate AS state
JOIN portfolio_cooperationframework AS framework ON framework.id = state.framework_id
WHERE {known} GROUP BY GROUPING SETS ((framework.country_key), ()) ORDER BY 1 NULLS LAST
"""
BY_REGION = """
WITH region AS (
    SELECT member.framework_id,
           CASE WHEN min(country.region_id) = max(country.region_id) THEN min(country.region_id)
                ELSE 'several' END AS key
    FROM portfolio_frameworkcountry AS member JOIN core_country AS country ON country.iso3 = member.country_id
    GROUP BY member.framework_id)
SELECT region.key, {sums}, count(*), bool_or(state.demonstration)
FROM portfolio_suboutputstate AS state JOIN region USING (framework_id)
WHERE {known} GROUP BY GROUPING SETS ((region.key), ()) ORDER BY 1 NULLS LAST
"""
SPLITS = {(): TOTAL, ("country",): BY_COUNTRY, ("region",): BY_REGION}


def _named(by: tuple[str, ...]) -> str:
    return f"by {by[0]}" if by else "total"


def _ask(question: Question) -> Figures:
    return figures(FRAMEWORK_GAP, user=ALL, question=question)


def _gaps(answer: Figures) -> list[Decimal | None]:
    """Return the gap of each line and then the total."""
    return [row.sums["gap"] for row in (*answer.lines, answer.total)]


@pytest.mark.parametrize("by", SPLITS, ids=_named)
def test_a_figure_costs_what_its_sql_costs(large: Volume, table: Table, by: tuple[str, ...]) -> None:
    sql = SPLITS[by].format(sums=GAP, known=CURRENT)
    question = Question(by=by)
    assert _gaps(_ask(question)) == [row[1] for row in rows_of(sql)]
    table.compare(
        f"gap, {_named(by)} / SQL by hand",
        measured=lambda: _ask(question),
        floor=lambda: rows_of(sql),
        bound=at_most(1.25),
    )


def test_a_table_of_gaps_costs_what_its_sql_costs(large: Volume, table: Table) -> None:
    sql = BY_COUNTRY.format(sums=EVERY_COLUMN, known=CURRENT)

    def asked() -> Figures:
        return table_of(FRAMEWORK_GAPS, user=ALL, question=Question(by=("country",)))

    columns = ("required", "available", "gap", "surplus", "covered", "spent")
    answer = asked()
    found = [tuple(row.sums[name] for name in columns) for row in (*answer.lines, answer.total)]
    assert found == [row[1:7] for row in rows_of(sql)]
    table.compare(
        "gaps, six columns by country / SQL by hand",
        measured=asked,
        floor=lambda: rows_of(sql),
        bound=at_most(1.25),
    )


def test_a_figure_as_of_a_moment_costs_what_its_sql_costs(large: Volume, table: Table) -> None:
    sql, moment = TOTAL.format(sums=GAP, known=THEN), {"moment": large.half_way}
    question = Question(as_of=large.half_way)
    assert _gaps(_ask(question)) == [row[1] for row in rows_of(sql, moment)] != _gaps(_ask(Question()))
    table.compare(
        "gap as of half way, total / SQL by hand",
        measured=lambda: _ask(question),
        floor=lambda: rows_of(sql, moment),
        bound=at_most(1.25),
    )


def test_a_figure_as_of_a_moment_costs_what_the_present_one_costs(large: Volume, table: Table) -> None:
    question = Question(as_of=large.half_way)
    table.compare(
        "gap as of half way, total / gap now, total",
        measured=lambda: _ask(question),
        floor=lambda: _ask(Question()),
        bound=at_most(1.25),
    )


@pytest.mark.parametrize("by", [(), ("country",)], ids=_named)
def test_the_engine_adds_little_to_the_statements_it_sends(
    large: Volume, table: Table, by: tuple[str, ...]
) -> None:
    question = Question(by=by)
    with CaptureQueriesContext(connection) as captured:
        _ask(question)
    statements = [one["sql"] for one in captured if one["sql"].startswith("SELECT")]

    def replayed() -> list[Any]:
        return [rows_of(statement) for statement in statements]

    table.compare(
        f"gap, {_named(by)} / its own statements alone",
        measured=lambda: _ask(question),
        floor=replayed,
        bound=at_most(1.25),
    )
