"""The pages about the first import say what the code does."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command, get_commands
from openpyxl import load_workbook

from funding.first_import.imports.kinds import FIRST_IMPORT
from funding.first_import.rules import Days, Key, Sum, Totals, steps_to
from ilo_dc.core.facts.actions.opening import open_installation
from tests.test_docs import table

PAGE = Path(settings.BASE_DIR) / "docs" / "reference" / "first-import.md"
COMMANDS = {
    "first-agreements": "import_agreements",
    "first-approvals": "import_approvals",
    "first-receipts": "import_receipts",
    "first-allocations": "import_allocations",
    "first-expenditure": "import_expenditure",
    "first-openings": "import_opening_balances",
}
WHO = {
    "PARDEV officers and managers": {"pardev_officer", "manager"},
    "managers": {"manager"},
    "finance": {"finance_officer"},
    "finance and managers": {"finance_officer", "manager"},
    "nobody": set(),
}


@pytest.mark.parametrize("importer", FIRST_IMPORT, ids=lambda one: one.code)
def test_the_reference_names_every_column_as_it_is(importer):
    section = PAGE.read_text().split(f"\n## {importer.label}\n")[1].split("\n## ")[0]
    assert f"`{COMMANDS[importer.code]}`, kind `{importer.code}`." in section
    rows = [line.strip("|").split(" | ") for line in section.splitlines() if line.startswith("| `")]
    found = [tuple(cell.strip() for cell in row) for row in rows]
    assert found == [
        (f"`{one.name}`", "yes" if one.required else "", str(one.help), one.example)
        for one in importer.columns
    ]


@pytest.mark.parametrize("importer", FIRST_IMPORT, ids=lambda one: one.code)
def test_its_command_writes_a_template_of_it(importer, tmp_path):
    assert get_commands()[COMMANDS[importer.code]] == "funding"
    call_command(COMMANDS[importer.code], tmp_path / "one.csv", "--template")
    call_command(COMMANDS[importer.code], tmp_path / "one.xlsx", "--template")
    header = [one.name for one in importer.columns]
    lines = list(csv.reader(io.StringIO((tmp_path / "one.csv").read_text())))
    assert lines == [header, [one.example for one in importer.columns]]
    sheet = load_workbook(tmp_path / "one.xlsx").active
    assert [cell.value for cell in next(sheet.iter_rows(max_row=1))] == header


@pytest.mark.parametrize("row", table("first-import.md", "stated rows"), ids="-".join)
def test_a_total_is_refused_as_the_rules_say(row):
    stated_rows, stated, rows, total, refused = row
    key, totals = Key("receipt", "USD", 2022), Totals()
    if stated_rows != "none":
        totals.stated[key] = Sum(int(stated_rows), Decimal(stated))
    for number in range(int(rows)):
        totals.add(key, Decimal(total) if number == 0 else Decimal(0))
    assert bool(list(totals.differences())) == (refused == "yes")


@pytest.mark.parametrize("row", table("first-import.md", "status"), ids="-".join)
def test_an_agreement_takes_the_steps_that_the_rules_say(row):
    status, *days, steps = row
    signed_on, starts_on, ends_on, ended_on = (date.fromisoformat(day) if day else None for day in days)
    found = steps_to(status, Days(signed_on, starts_on, ends_on, ended_on))
    assert ", ".join(f"{name} {day}" for name, day in found) == steps


def test_who_loads_which_sheet_before_and_after_the_opening(people):

    rows = _rows_of_who()
    for place in (1, 2):
        for row in rows:
            importer = next(one for one in FIRST_IMPORT if row[0] == f"`{one.code}`")
            allowed = {name for name, person in people.items() if importer.policy(person)}
            assert allowed == WHO[row[place].removesuffix(", recorded now")], (row, place)
        if place == 1:
            open_installation(by=people["manager"], reason="All is loaded")


def _rows_of_who() -> list[list[str]]:
    """Return the last table of the page, whose head begins as that of the first."""
    lines = (Path(settings.BASE_DIR) / "docs" / "rules" / "first-import.md").read_text().splitlines()
    start = lines.index("| sheet | before the opening | after it |")
    rows = lines[start + 2 : start + 2 + len(FIRST_IMPORT)]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in rows]
