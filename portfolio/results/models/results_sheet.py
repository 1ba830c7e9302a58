"""What the sheet of results frameworks says of them as they are recorded, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Prefetch, QuerySet

from portfolio.results.models.results_framework import ResultsFramework
from portfolio.results.models.results_node import ResultsNode
from portfolio.results.vocab import FRAMEWORK_ROW, RESULTS_SHEET, TEXT_LANGUAGES

COMMON = ("verified", "provenance", "demonstration")
WORDS = tuple(name for name in RESULTS_SHEET if name.startswith(("text_", "short_")))


def sheet_cells(frameworks: QuerySet[ResultsFramework]) -> Iterator[dict[str, Any]]:
    """Yield the cells of each framework, then of its results in force in the order of their codes.

    By the names of `RESULTS_SHEET`; what is not among them is empty. A withdrawn framework is left out: a
    sheet that named it would bring it back.
    """
    results = ResultsNode.objects.in_force().select_related("parent").order_by("order", "pk")
    in_force = frameworks.filter(withdrawn=False)
    for framework in in_force.prefetch_related(Prefetch("nodes", queryset=results)):
        yield _framework_cells(framework)
        for result in framework.nodes.all():
            parent = result.parent.code if result.parent else ""
            cells = _cells(result, "level", "code", "kind", *WORDS)
            yield {**cells, "framework": framework.code, "parent": parent}


def _framework_cells(framework: ResultsFramework) -> dict[str, Any]:
    return {
        **_cells(framework, "kind", "starts_on", "ends_on"),
        **{f"text_{language}": getattr(framework, f"title_{language}") for language in TEXT_LANGUAGES},
        "framework": framework.code,
        "level": FRAMEWORK_ROW,
        "biennium": framework.biennium_id or "",
    }


def _cells(row: ResultsFramework | ResultsNode, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in (*names, *COMMON)}
