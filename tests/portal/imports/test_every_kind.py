"""Every kind of sheet: a part of its file wipes nothing beyond that part, and what it saved is reversed."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from ilo_dc.core.facts.models.fact import Fact
from ilo_dc.core.imports.actions.imports import check_sheet, confirm_sheet, post_sheet, upload_sheet
from ilo_dc.core.imports.actions.reversal import reverse_import
from ilo_dc.core.imports.importer import Importer
from ilo_dc.core.imports.scope import Scope
from ilo_dc.portal.imports.importers import IMPORTERS

pytestmark = pytest.mark.usefixtures("published", "kept_files")

# Of each kind with a file that ships: the column by which its scopes are told apart, and one to edit.
COLUMNS = {
    "framework_suboutputs": ("iso3", "required"),
    "results_frameworks": ("framework", "text_en"),
    "revenue-by-type": ("calendar_year", "amount"),
    "revenue-by-contributor": ("year", "amount_usd"),
    "partnerships": ("code", "work"),
}
# What life of their own these begin is ended by their own steps, and cancelled by their own reversals.
NEVER_REVERSED = {"first-agreements", "first-approvals"}
STAMPS = {"id", "change_id", "recorded_at", "superseded_at", "superseded_by_id", "updated_at"}


def part_of(importer: Importer[Any], number: int, *, edited: bool = False) -> bytes:
    """Return the rows of a shipped file that are of the last country, year or framework in it."""
    by, changed = COLUMNS[importer.code]
    with importer.shipped[number].open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    last = rows[-1][by]
    rows = [row for row in rows if row[by] == last and "TOTAL" not in row.get("donor", "").upper()]
    if edited:
        rows[-1][changed] += "7"
    made = io.StringIO()
    writer = csv.DictWriter(made, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return made.getvalue().encode()


def standing(importer: Importer[Any], moment: Any = None) -> list[list[dict[str, Any]]]:
    """Return all that stands of the models that an importer writes, by what the source said."""
    found = []
    for model in (*importer.facts, *importer.records):
        rows: Any = model._default_manager.all()
        if issubclass(model, Fact):
            rows = rows.as_known_at(moment)
        words = [{name: value for name, value in row.items() if name not in STAMPS} for row in rows.values()]
        found.append(sorted(words, key=repr))
    return found


def test_every_kind_can_be_reversed_and_says_by_what_its_scopes_are_with_distinct_names():
    for code, importer in IMPORTERS.items():
        takes_back = type(importer).take_back is not Importer.take_back
        assert importer.facts or importer.records or takes_back or code in NEVER_REVERSED, code
        assert not importer.shipped or code in COLUMNS, code


def test_a_part_of_any_file_wipes_nothing_beyond_it_and_is_reversed(pardev_officer):
    for importer in IMPORTERS.values():
        year = 2024 if importer.asks_finance_year else None
        for number in range(len(importer.shipped)):
            before, moment = standing(importer), timezone.now()
            for edited in (False, True):
                batch = upload_sheet(
                    by=pardev_officer,
                    importer=importer,
                    file=SimpleUploadedFile("part.csv", part_of(importer, number, edited=edited)),
                    source_date=None,
                    reason="A part",
                    scope=Scope(finance_year=year),
                )
                outcome = check_sheet(batch=batch, importer=importer)
                words = f"{importer.code} {number} {outcome.problems} {outcome.summary}"
                assert outcome.problem_count == 0, words
                counts = [outcome.summary[name] for name in ("created", "changed", "withdrawn")]
                assert counts == [0, int(edited), 0], words
                assert len(outcome.summary["names"]) == 1, words
            batch = confirm_sheet(by=pardev_officer, batch=batch, importer=importer)
            batch = post_sheet(by=pardev_officer, batch=batch, importer=importer)
            assert standing(importer) != before, importer.code
            reverse_import(by=pardev_officer, batch=batch, importer=importer, reason="A trial")
            assert standing(importer) == before, importer.code
            if importer.facts:
                assert standing(importer, moment) == before, importer.code
