"""The first import: a whole validated sheet of postings against COPY of the same lines, same triggers.

`PORTAL_BENCH_FIRST_IMPORT=200000` asks for so many lines of the ledger, two a row.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection

from funding.first_import.imports.postings import EXPENDITURE
from funding.ledger.actions.pools import open_pool
from funding.ledger.vocab import ResourceType
from funding.models import LedgerEntry
from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.imports.actions.files import Outcome, import_file
from ilo_dc.core.installation.owner import as_owner
from ilo_dc.core.models import Biennium, Country
from tests.benchmarks.ratios import Table, at_least
from tests.database import nothing_stays
from tests.recipes.outcomes import cpo

LINES = int(os.environ.get("PORTAL_BENCH_FIRST_IMPORT", "20000"))
FIRST, DAYS = date(2024, 1, 1), 700
CODE = EXPENDITURE.code
NOT_COPIED = ("id", "change_id", "recorded_at")


@pytest.fixture
def sheet(own: None, tmp_path: Path) -> Path:
    """Expenditure of an appropriation, each row split over two outcomes of a country."""
    open_pool(by=None, biennium=Biennium.objects.get(code="2024-25"), resource_type=ResourceType.RBTC)
    codes = [
        f"{cpo(country, 801).code}=60; {cpo(country, 802).code}=40"
        for country in Country.objects.order_by("pk")[:100]
    ]
    path = tmp_path / "expenditure.csv"
    header = ["reference", "pool", "currency", "amount", "spent_on", "recorded_on", "outcomes", "rows"]
    rows = LINES // 2
    years: dict[int, int] = {}
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        for number in range(rows):
            day = FIRST + timedelta(days=number % DAYS)
            years[day.year] = years.get(day.year, 0) + 1
            code = codes[number % len(codes)]
            writer.writerow((f"E-{number}", "RBTC 2024-25", "USD", "1130.00", day, day, code, ""))
        for year, many in years.items():
            writer.writerow(("TOTAL", "", "USD", f"{1130 * many}.00", year, "", "", many))
    return path


def _imported(path: Path) -> Outcome:
    outcome = import_file(by=None, importer=EXPENDITURE, path=path, reason="Speed")
    assert outcome.problem_count == 0, outcome.problems[:3]
    return outcome


def _copied_out(path: Path) -> tuple[str, bytes]:
    """Return the COPY statement and the text that bring in the lines that the import makes."""
    columns = [str(field.column) for field in LedgerEntry._meta.concrete_fields]
    names = ", ".join(name for name in columns if name not in NOT_COPIED)
    with nothing_stays():
        assert _imported(path).summary["created"] == LINES // 2
        chosen = f"SELECT {names}, recorded_at FROM funding_ledgerentry WHERE external_source = '{CODE}'"
        with connection.cursor() as cursor, cursor.copy(f"COPY ({chosen}) TO STDOUT") as copy:
            text = b"".join(bytes(block) for block in copy)
    return f"COPY funding_ledgerentry ({names}, recorded_at) FROM STDIN", text


def _copied_in(taken: tuple[str, bytes]) -> None:
    statement, text = taken
    with recording(by=None, reason="Speed"), connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(text)


def _written(write: Callable[[], object]) -> int:
    """Return how many lines there are when `write` is done, before it is undone."""
    with nothing_stays():
        write()
        return LedgerEntry.objects.filter(external_source="first-expenditure").count()


def _vacuum() -> None:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("VACUUM funding_ledgerentry, funding_ledgerbypartner, funding_ledgerbyplace")


def test_a_sheet_of_postings_reaches_most_of_the_rate_of_copy(sheet: Path, table: Table) -> None:
    taken = _copied_out(sheet)
    assert _written(lambda: _imported(sheet)) == _written(lambda: _copied_in(taken)) == LINES
    table.compare(
        f"first import of {LINES:,} ledger lines / COPY, same triggers",
        measured=lambda: _written(lambda: _imported(sheet)),
        floor=lambda: _written(lambda: _copied_in(taken)),
        bound=at_least(0.6),
        before=_vacuum,
    )
