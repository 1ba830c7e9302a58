"""Results frameworks as the sheet that `/imports/` takes: edit it and load it again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from portfolio.results.models.results_framework import ResultsFramework
from portfolio.results.models.results_sheet import sheet_cells
from portfolio.results.vocab import RESULTS_SHEET


def results_sheet(frameworks: QuerySet[ResultsFramework]) -> Iterator[list[Any]]:
    """Yield the rows of `RESULTS_SHEET`: each framework, then its results in force in the order of codes."""
    for cells in sheet_cells(frameworks):
        yield [cells.get(name, "") for name in RESULTS_SHEET]
