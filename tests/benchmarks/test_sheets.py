"""Sheets in: a whole validated import against COPY of the same rows into the same tables."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from django.db.models import Model

from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.imports.actions.files import Outcome, import_file
from ilo_dc.core.installation.owner import as_owner
from portfolio.frameworks.imports import FRAMEWORK_SUBOUTPUTS
from portfolio.models import FrameworkSubOutput, SubOutputState
from tests.benchmarks.ratios import Table, at_least
from tests.database import nothing_stays

COPIES = 10  # beside the 993 that are recorded already: some 10,000 new sub-outputs
# The rows the import made; COPY gives them an edition that stays.
NUMBERS = "SELECT {columns} FROM portfolio_frameworksuboutput WHERE source_id LIKE 'copy-%'"
STATES = """
SELECT {columns} FROM (
    SELECT *, (SELECT min(id) FROM core_sourceedition WHERE code = 'uninfo-suboutputs') AS kept_edition
    FROM portfolio_suboutputstate) AS state
WHERE sub_output_id IN (SELECT id FROM portfolio_frameworksuboutput WHERE source_id LIKE 'copy-%')
"""


@pytest.fixture
def sheet(own: None, tmp_path: Path) -> Path:
    """UN INFO's file with every sub-output eleven times, ten of them under new numbers."""
    with FRAMEWORK_SUBOUTPUTS.shipped[0].open(newline="", encoding="utf-8") as file:
        lines = list(csv.DictReader(file))
    path = tmp_path / "sub-outputs.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(lines[0]))
        writer.writeheader()
        writer.writerows(lines)
        for copy in range(1, COPIES + 1):
            writer.writerows({**line, "id": f"copy-{copy}-{line['id']}"} for line in lines)
    return path


def _imported(path: Path) -> Outcome:
    outcome = import_file(by=None, importer=FRAMEWORK_SUBOUTPUTS, path=path, reason="Speed")
    assert outcome.problem_count == 0
    return outcome


def _columns(model: type[Model]) -> list[str]:
    return [field.column for field in model._meta.concrete_fields if field.column]


def _copied_out(path: Path) -> list[tuple[str, bytes]]:
    """Return for each table the COPY statement and the text that bring in what the import makes."""
    taken = []
    with nothing_stays():
        assert _imported(path).summary["created"] == COPIES * 993
        for model, chosen in ((FrameworkSubOutput, NUMBERS), (SubOutputState, STATES)):
            columns = ", ".join(_columns(model))
            rows = chosen.format(columns=columns.replace("edition_id", "kept_edition"))
            with connection.cursor() as cursor, cursor.copy(f"COPY ({rows}) TO STDOUT") as copy:
                text = b"".join(bytes(block) for block in copy)
            taken.append((f"COPY {model._meta.db_table} ({columns}) FROM STDIN", text))
    return taken


def _copied_in(taken: list[tuple[str, bytes]]) -> None:
    with recording(by=None, reason="Speed"), connection.cursor() as cursor:
        for statement, text in taken:
            with cursor.copy(statement) as copy:
                copy.write(text)


def _count() -> int:
    return SubOutputState.objects.current().count()


def _written(write: Callable[[], object]) -> int:
    """Return how many sub-outputs are current when `write` is done, before it is undone."""
    with nothing_stays():
        write()
        return _count()


def _vacuum() -> None:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("VACUUM portfolio_suboutputstate, portfolio_frameworksuboutput")


def test_an_import_reaches_most_of_the_rate_of_copy(sheet: Path, table: Table) -> None:
    taken = _copied_out(sheet)
    assert _written(lambda: _imported(sheet)) == _written(lambda: _copied_in(taken)) == 993 * (COPIES + 1)
    table.compare(
        f"import of {993 * COPIES:,} sub-outputs / COPY, same triggers",
        measured=lambda: _written(lambda: _imported(sheet)),
        floor=lambda: _written(lambda: _copied_in(taken)),
        bound=at_least(0.6),
        before=_vacuum,
    )
