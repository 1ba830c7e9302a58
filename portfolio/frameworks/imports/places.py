"""Where the sub-outputs of a file stand, beside what is recorded of them: countries and results."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from portfolio.frameworks.models.sub_output import SubOutputState

if TYPE_CHECKING:
    from portfolio.frameworks.actions.sub_outputs import SubOutputValues


def below_the_recorded_result(rows: list[SubOutputValues], year: int) -> list[SubOutputValues]:
    """Return the rows, those below several results below the recorded one of these where there is one."""
    several = [row.source_id for row in rows if row.other_results]
    if not several:
        return rows
    states = SubOutputState.objects.current().filter(finance_year=year, sub_output__source_id__in=several)
    recorded = dict(states.values_list("sub_output__source_id", "result__source_text"))
    return [
        replace(row, result=recorded[row.source_id])
        if recorded.get(row.source_id) in row.other_results
        else row
        for row in rows
    ]


def with_countries_outside(
    rows: list[SubOutputValues], scope: frozenset[str], year: int
) -> list[SubOutputValues]:
    """Return the rows with the countries outside the scope that share them, as recorded for the year.

    Where nothing is recorded for it, as recorded for the latest year.
    """
    states = SubOutputState.objects.current().filter(
        sub_output__source_id__in=[row.source_id for row in rows]
    )
    keys: dict[str, str] = {}
    for number, key, of_year in states.order_by("finance_year", "pk").values_list(
        "sub_output__source_id", "framework__country_key", "finance_year"
    ):
        if of_year <= year or number not in keys:
            keys[number] = key
    outside = {number: frozenset(key.split("-")) - scope for number, key in keys.items()}
    return [replace(row, countries=row.countries | outside.get(row.source_id, frozenset())) for row in rows]


def within_scope(recorded: Any, scope: frozenset[str], named: set[str]) -> tuple[list[int], int]:
    """Return the keys of the states that an import of `scope` speaks of, and how many shared ones it leaves.

    It speaks of those that it names and of those whose countries are all in its scope.
    """
    touched = recorded.filter(
        Q(framework__memberships__country__in=scope) | Q(sub_output__source_id__in=named)
    ).distinct()
    within, shared = [], 0
    for key, number, countries in touched.values_list(
        "pk", "sub_output__source_id", "framework__country_key"
    ):
        if number in named or scope.issuperset(countries.split("-")):
            within.append(key)
        else:
            shared += 1
    return within, shared
