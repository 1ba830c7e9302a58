"""Exports of the registers of results, taken as the sheet of results frameworks.

An export is a list of some rows. What is recorded of the same frameworks and the export does not name stays
as it is, so nothing is withdrawn by leaving a row out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ilo_dc.core.imports.exported import Cells, Export
from ilo_dc.core.imports.importer import Sheet
from ilo_dc.core.imports.lines import Line
from portfolio.results.models.results_framework import ResultsFramework
from portfolio.results.models.results_sheet import sheet_cells
from portfolio.results.vocab import FRAMEWORK_ROW, RESULTS_SHEET, TEXT_LANGUAGES

OF_A_FRAMEWORK = frozenset({"code", "title", "kind", "biennium", "starts_on", "last_day", "provenance"})
OF_A_RESULT = frozenset(
    {"framework", "level", "code", "parent", "text", "text_en", "withdrawn", "provenance"}
)


def _framework_row(cells: Cells) -> Iterator[Cells]:
    titles = {f"text_{language}": cells.get(f"title_{language}", "") for language in TEXT_LANGUAGES}
    yield {
        **cells,
        **titles,
        "text_en": cells["title"],
        "ends_on": cells["last_day"],
        "framework": cells["code"],
        "level": FRAMEWORK_ROW,
        "code": "",
    }


def _result_row(cells: Cells) -> Iterator[Cells]:
    yield {**cells, "biennium": ""}  # its framework's, which the sheet states once


EXPORTS = (
    Export("results-frameworks", OF_A_FRAMEWORK, _framework_row),
    Export("results", OF_A_RESULT, _result_row),
    Export("policy-outcomes", OF_A_RESULT, _result_row),
    Export("sdg-targets", OF_A_RESULT, _result_row),
)


def with_recorded(sheet: Sheet) -> list[Line]:
    """Return the lines of a sheet; of an export also what is recorded beside them."""
    lines = list(sheet)
    if sheet.export is None:
        return lines
    named = {_key(line.cells) for line in lines}
    recorded = _recorded({framework for framework, _code in named})
    return [*lines, *(Line(sheet, 0, cells) for cells in recorded if _key(cells) not in named)]


def _key(cells: Cells) -> tuple[str, str]:
    return cells["framework"].strip(), cells["code"].strip()


def _recorded(codes: Iterable[str]) -> Iterator[Cells]:
    for cells in sheet_cells(ResultsFramework.objects.filter(code__in=codes)):
        yield {name: _text(cells.get(name)) for name in RESULTS_SHEET}


def _text(value: object) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
