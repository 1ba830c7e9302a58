"""Workbooks of a country programme for tests: a large programme, its workbook, and cells changed in it."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from ilo_dc.core.models import ImportBatch, User
from portfolio.models import CountryProgramme
from portfolio.programmes.actions import programme_outcomes
from portfolio.programmes.actions import programme_parts as parts
from tests.recipes import programmes as plans

SHEETS = {
    "en": ("Programme", "Priorities", "Outcomes", "Indicators", "Milestones"),
}


def large(by: User, country: Any, *, outcomes: int = 40, **values: Any) -> CountryProgramme:
    """Return a draft with two priorities and `outcomes` outcomes, each with an indicator and a milestone."""
    programme = plans.draft(by, country, **values)
    second = parts.PRIORITIES.add(by=by, owner=programme, data=parts.PriorityData(2, "=Social protection"))
    for number in range(2, outcomes + 1):
        text = programme_outcomes.OutcomeText(second, f"{country.pk}{100 + number}", f"Outcome {number}")
        outcome = programme_outcomes.add_outcome(by=by, programme=programme, text=text)
        measured = parts.IndicatorData(
            f"- share of {number}\r\nof all",
            unit="%",
            baseline_value=Decimal("12.5"),
            baseline_year=2023,
            target_text="+ more",
        )
        indicator = parts.INDICATORS.add(by=by, owner=outcome, data=measured)
        milestone = parts.MilestoneData(date(2025, 6, 30), f"Law {number} adopted")
        parts.add_milestone(by=by, owner=indicator, data=milestone, status="on_track")
    return programme


class Book:
    """A downloaded workbook that a person edits."""

    def __init__(self, content: bytes) -> None:
        self.book = openpyxl.load_workbook(io.BytesIO(content))

    @property
    def sheets(self) -> list[Any]:
        """The seven sheets of data, in order."""
        return self.book.worksheets[1:8]

    def cell(self, sheet: int, column: str, row: int = 2) -> Any:
        """Return a cell by the number of its sheet (0: programme) and its heading."""
        target = self.sheets[sheet]
        headings = [cell.value for cell in target[1]]
        return target.cell(row=row, column=headings.index(column) + 1)

    def write(self, sheet: int, column: str, value: Any, row: int = 2) -> None:
        """Change a cell."""
        self.cell(sheet, column, row).value = value

    def free_row(self, sheet: int) -> int:
        """Return the first row for new entries."""
        return next(number for number in range(2, 500) if not self.sheets[sheet].cell(number, 1).value)

    def content(self) -> bytes:
        """Return the saved workbook."""
        buffer = io.BytesIO()
        self.book.save(buffer)
        return buffer.getvalue()


def download(client: Any, programme: CountryProgramme) -> Book:
    """Download the workbook as the signed-in person does."""
    answer = client.get(reverse("portfolio:programme-sheet-xlsx", args=[programme.slug]))
    assert answer.status_code == 200
    return Book(answer.content)


def send(client: Any, programme: CountryProgramme, content: Book | bytes, **more: str) -> Any:
    """Upload a workbook; return the answer."""
    raw = content.content() if isinstance(content, Book) else content
    file = SimpleUploadedFile("mine.xlsx", raw)
    address = reverse("portfolio:programme-sheet", args=[programme.slug])
    return client.post(address, {"file": file, "reason": "Mission of May", **more})


def uploaded(client: Any, programme: CountryProgramme, content: Book | bytes) -> ImportBatch:
    """Upload a workbook that is taken; return what it would do."""
    answer = send(client, programme, content)
    assert answer.status_code == 302, answer.content.decode()
    batch: ImportBatch = ImportBatch.objects.latest("pk")
    assert answer["Location"] == reverse("portfolio:programme-sheet-preview", args=[programme.slug, batch.pk])
    return batch


def decide(client: Any, programme: CountryProgramme, batch: ImportBatch, rows: str) -> ImportBatch:
    """Press a button of the preview; return the batch as it is then."""
    address = reverse("portfolio:programme-sheet-preview", args=[programme.slug, batch.pk])
    answer = client.post(address, {"rows": rows})
    assert (answer.status_code, answer["Location"]) == (302, address)
    batch.refresh_from_db()
    return batch
