"""Results frameworks as the sheet that `/imports/` takes: edit it and load it again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Prefetch, QuerySet

from portfolio.results.models.results_framework import ResultsFramework
from portfolio.results.models.results_node import ResultsNode
from portfolio.results.vocab import FRAMEWORK_ROW, RESULTS_SHEET, TEXT_LANGUAGES


def results_sheet(frameworks: QuerySet[ResultsFramework]) -> Iterator[list[Any]]:
    """Yield the rows of `RESULTS_SHEET`: each framework, then its results in force in the order of codes.

    A withdrawn framework is left out: a sheet that named it would bring it back.
    """
    results = ResultsNode.objects.in_force().select_related("parent").order_by("order", "pk")
    in_force = frameworks.filter(withdrawn=False)
    for framework in in_force.prefetch_related(Prefetch("nodes", queryset=results)):
        yield _row(_framework_cells(framework))
        yield from _result_rows(framework.code, framework.nodes.all())


def _row(cells: dict[str, Any]) -> list[Any]:
    return [cells.get(name, "") for name in RESULTS_SHEET]


def _framework_cells(framework: ResultsFramework) -> dict[str, Any]:
    return {
        "framework": framework.code,
        "level": FRAMEWORK_ROW,
        "kind": framework.kind,
        "biennium": framework.biennium_id or "",
        "starts_on": framework.starts_on,
        "ends_on": framework.ends_on,
        **{f"text_{language}": getattr(framework, f"title_{language}") for language in TEXT_LANGUAGES},
        **_common(framework),
    }


def _result_rows(framework: str, results: Iterable[ResultsNode]) -> Iterator[list[Any]]:
    words = [f"{stem}_{language}" for stem in ("text", "short") for language in TEXT_LANGUAGES]
    for result in results:
        yield _row(
            {
                "framework": framework,
                "level": result.level,
                "code": result.code,
                "parent": result.parent.code if result.parent else "",
                "kind": result.kind,
                **{name: getattr(result, name) for name in words},
                **_common(result),
            }
        )


def _common(row: ResultsFramework | ResultsNode) -> dict[str, Any]:
    return {
        "verified": row.verified,
        "provenance": row.provenance,
        "demonstration": row.demonstration,
    }
