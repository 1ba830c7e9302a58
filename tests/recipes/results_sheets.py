"""Sheets of results frameworks and cross-walks for tests: lines, files, and loading them."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from ilo_dc.core.imports.actions.files import Outcome, import_file
from ilo_dc.core.models import User
from portfolio.models import ResultsNode
from portfolio.results.imports.cross_walks import CROSS_WALKS
from portfolio.results.imports.results import RESULTS_FRAMEWORKS
from portfolio.results.vocab import CROSS_WALK_SHEET, RESULTS_SHEET

KINDS = {"PB": "programme_and_budget", "SP": "strategic_plan", "SDG": "sdg"}


def head(framework: str = "PB-2022-23", **cells: str) -> dict[str, str]:
    """Return the row of a framework; its kind and biennium follow from its code."""
    stem, _, period = framework.partition("-")
    dates = {} if stem == "PB" else {"starts_on": "2016-01-01", "ends_on": "2030-12-31"}
    return {
        "framework": framework,
        "level": "framework",
        "kind": KINDS.get(stem, ""),
        "biennium": period if stem == "PB" else "",
        "text_en": f"Framework {framework}",
        "verified": "false",
        "provenance": "Written for a test",
        **dates,
        **cells,
    }


def result(code: str = "1", framework: str = "PB-2022-23", **cells: str) -> dict[str, str]:
    """Return the row of a result; level and parent follow from its code."""
    levels = ("goal", "target", "indicator") if framework == "SDG" else ("outcome", "output", "indicator")
    level = levels[code.count(".")]
    return {
        "framework": framework,
        "level": level,
        "code": code,
        "parent": code.rpartition(".")[0],
        "kind": "policy" if level == "outcome" and framework.startswith("PB") else "",
        "text_en": f"Result {code}",
        "verified": "true",
        "provenance": "Written for a test",
        **cells,
    }


def walk(**cells: str) -> dict[str, str]:
    """Return the row of a cross-walk from outcome 1 of 2022-23 to outcome 2 of 2024-25."""
    return {
        "from_framework": "PB-2022-23",
        "from_code": "1",
        "to_framework": "PB-2024-25",
        "to_code": "2",
        "kind": "continues",
        "source": "GB.000/TEST/1",
        **cells,
    }


def write(path: Path, columns: tuple[str, ...], *rows: dict[str, str]) -> Path:
    """Write a sheet of rows."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def write_results(path: Path, *rows: dict[str, str]) -> Path:
    """Write a sheet of results frameworks."""
    return write(path, RESULTS_SHEET, *rows)


def write_walks(path: Path, *rows: dict[str, str]) -> Path:
    """Write a sheet of cross-walks."""
    return write(path, CROSS_WALK_SHEET, *rows)


def load_results(path: Path, *, by: User | None = None) -> Outcome:
    """Import a sheet of results frameworks as the operator or a person does."""
    return import_file(by=by, importer=RESULTS_FRAMEWORKS, path=path, reason="a test of results")


def load_walks(path: Path, *, by: User | None = None) -> Outcome:
    """Import a sheet of cross-walks as the operator or a person does."""
    return import_file(by=by, importer=CROSS_WALKS, path=path, reason="a test of cross-walks")


def node(code: str, framework: str = "PB-2022-23", **asked: Any) -> ResultsNode:
    """Return a result by its natural key."""
    return ResultsNode.objects.get(framework__code=framework, code=code, **asked)
