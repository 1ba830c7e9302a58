"""The workbook of a country's outcomes without a programme, there and back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ilo_dc.core.models import ImportBatch
from portfolio.models import OutcomeUpdate, ProgrammeOutcome
from portfolio.programmes.actions import programme_parts as parts
from portfolio.programmes.actions.programme_outcomes import report_without_programme
from tests.people import signed_in
from tests.recipes import outcomes
from tests.recipes.workbooks import Book

PAGE, FILE = "/countries/ZWE/outcomes/", "/countries/ZWE/outcomes.xlsx"
OUTCOMES, INDICATORS, MILESTONES, UPDATES, VALUES = range(2, 7)


@pytest.fixture(autouse=True)
def kept_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def place(field_officer, countries) -> ProgrammeOutcome:
    """An outcome of Zimbabwe without a programme, with one indicator."""
    made = report_without_programme(by=field_officer, cpo=outcomes.cpo(countries["ZWE"], 501))
    parts.INDICATORS.add(by=field_officer, owner=made, data=parts.IndicatorData("Women in work", unit="%"))
    return made


def downloaded(client: Client, path: str = FILE) -> Book:
    answer = client.get(path)
    assert answer.status_code == 200
    return Book(answer.content)


def sent(client: Client, book: Book, path: str = PAGE) -> Any:
    file = SimpleUploadedFile("mine.xlsx", book.content())
    return client.post(path, {"file": file, "reason": "Mission of May"})


def taken(client: Client, book: Book) -> ImportBatch:
    """Upload a workbook; return what it would do."""
    answer = sent(client, book)
    batch = ImportBatch.objects.latest("pk")
    assert (answer.status_code, answer["Location"]) == (302, f"{PAGE}{batch.pk}/"), answer.content
    assert client.get(answer["Location"]).status_code == 200
    return batch


def row_of(book: Book, sheet: int, heading: str, value: str) -> int:
    return next(row for row in range(2, 40) if book.cell(sheet, heading, row).value == value)


def test_it_comes_back_with_a_rating_an_indicator_a_milestone_and_an_update(field_officer, place, client):
    signed_in(field_officer, client)
    assert f'href="{PAGE}"' in client.get("/countries/ZWE/").content.decode()
    book = downloaded(client)
    unchanged = taken(client, book)
    assert (unchanged.state, unchanged.problems, unchanged.plan["changed"]) == ("posted", [], 0)
    book = downloaded(client)
    book.write(OUTCOMES, "Progress", "On track")
    row = book.free_row(INDICATORS)
    for heading, value in (
        ("CPO code", "ZWE501"),
        ("Number of the indicator", "NEW-1"),
        ("Indicator", "Laws"),
    ):
        book.write(INDICATORS, heading, value, row)
    row = book.free_row(MILESTONES)
    for heading, value in (
        ("Number of the indicator", "ZWE501-1"),
        ("Due", date(2027, 6, 30)),
        ("Milestone", "The law is adopted"),
    ):
        book.write(MILESTONES, heading, value, row)
    row = row_of(book, UPDATES, "Period", "2026-H1")
    for heading, value in (
        ("Submit now", "Yes"),
        ("Progress", "On track"),
        ("What was achieved", "More women work."),
    ):
        book.write(UPDATES, heading, value, row)
    book.write(VALUES, "Value", 24, row_of(book, VALUES, "Period", "2026-H1"))
    batch = taken(client, book)
    assert (batch.state, batch.problems) == ("ready", [])
    answer = client.post(f"{PAGE}{batch.pk}/", {"rows": "all"})
    assert answer.status_code == 302, answer.content
    batch.refresh_from_db()
    assert batch.state == "posted", batch.problems
    place.refresh_from_db()
    assert (place.progress, place.priority_id, place.version) == ("on_track", None, 2)
    assert sorted(place.indicators.values_list("text", flat=True)) == ["Laws", "Women in work"]
    first = place.indicators.get(text="Women in work")
    assert first.milestones.get().text == "The law is adopted"
    update = OutcomeUpdate.objects.get()
    assert (update.state, update.narrative, update.period.code) == (
        "submitted",
        "More women work.",
        "2026-H1",
    )
    assert [one.value for one in update.values.all()] == [Decimal(24)]


def test_outcomes_are_added_elsewhere_and_a_priority_is_none(field_officer, place, client):
    signed_in(field_officer, client)
    book = downloaded(client)
    row = book.free_row(OUTCOMES)
    for heading, value in (("CPO code", "ZWE777"), ("Title", "More"), ("Category", "Target")):
        book.write(OUTCOMES, heading, value, row)
    batch = taken(client, book)
    assert (batch.state, ["own page" in one["message"] for one in batch.problems]) == ("refused", [True])
    book = downloaded(client)
    book.write(OUTCOMES, "Priority", "1. Jobs")
    batch = taken(client, book)
    assert (batch.state, [one["column"] for one in batch.problems]) == ("refused", ["Priority"])


def test_an_indicator_of_whole_numbers_takes_them_alone(field_officer, place, client):
    whole = parts.IndicatorData("Women trained", unit="%", whole_numbers=True)
    parts.INDICATORS.add(by=field_officer, owner=place, data=whole)
    signed_in(field_officer, client)
    book = downloaded(client)
    row = book.free_row(MILESTONES)
    for heading, value in (
        ("Number of the indicator", "ZWE501-2"),
        ("Due", date(2027, 6, 30)),
        ("Milestone", "Half of them"),
        ("Value to be reached", "1,234"),
    ):
        book.write(MILESTONES, heading, value, row)
    batch = taken(client, book)
    assert (batch.state, batch.problems) == ("ready", [])
    assert client.get(f"/imports/{batch.pk}/")["Location"] == f"{PAGE}{batch.pk}/"
    assert client.post(f"{PAGE}{batch.pk}/", {"rows": "all"}).status_code == 302
    assert place.indicators.get(text="Women trained").milestones.get().value == Decimal(1234)


def test_it_is_the_countrys_alone(people, countries, place):
    field, other = Client(), Client()
    signed_in(people["field_officer"], field)
    signed_in(people["pardev_officer"], other)
    book = downloaded(field)
    assert other.get(FILE).status_code == other.get(PAGE).status_code == 403
    assert Client().get(FILE).status_code == 302
    elsewhere = sent(field, book, "/countries/NAM/outcomes/")
    assert elsewhere.status_code == 422
    batch = taken(field, book)
    outsider = Client()
    signed_in(people["constituent"], outsider)
    assert outsider.get(f"{PAGE}{batch.pk}/").status_code == 404
    assert other.post(f"{PAGE}{batch.pk}/", {"rows": "all"}).status_code == 403
    assert field.get(f"/countries/NAM/outcomes/{batch.pk}/").status_code == 404
