"""A project taken offline as a workbook and brought back: results, risks and reports, nothing overwritten."""

from __future__ import annotations

import io
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ilo_dc.core.models import ImportBatch, User
from portfolio.models import (
    IndicatorTarget,
    ProgressReport,
    Project,
    ProjectIndicator,
    ProjectResult,
    ProjectValue,
    Risk,
)
from portfolio.project_results.actions import plan
from portfolio.project_results.rules import months_after
from portfolio.projects.actions import projects
from tests.people import signed_in
from tests.recipes import project_results as reports
from tests.recipes import projects as cast
from tests.recipes.workbooks import Book

RESULTS, INDICATORS, TARGETS, RISKS, REPORTS, VALUES = range(6)
NUMBER_OF_RESULT, NUMBER = "Number of the result", "Number of the indicator"
TODAY = date.today()  # noqa: DTZ011
pytestmark = pytest.mark.usefixtures("kept_files")


@pytest.fixture
def project(manager: User, countries: Any) -> Project:
    """Return a project of eight months that is over: two reports may be written."""
    days = {"starts_on": months_after(TODAY, -8), "ends_on": TODAY - timedelta(days=3)}
    found = cast.running(manager, countries["ZWE"], **days)
    outcome = reports.outcome(manager, found)
    reports.indicator(manager, outcome, by_sex=True, unit="people")
    data = plan.ResultData(1, "=Training, twice", level="output", parent=outcome)
    output = plan.RESULTS.add(by=manager, owner=found, data=data)
    plan.INDICATORS.add(by=manager, owner=output, data=plan.IndicatorData("- share of firms", unit="%"))
    risk = plan.RiskData("Prices rise", likelihood=2, impact=3)
    plan.RISKS.add(by=manager, owner=found, data=risk)
    return found


@pytest.fixture
def chipo(field_officer: User, project: Project) -> Client:
    return signed_in(field_officer)


def download(client: Client, project: Project) -> Book:
    answer = client.get(f"/projects/{project.pk}/sheet.xlsx")
    assert answer.status_code == 200
    return Book(answer.content)


def send(client: Client, project: Project, content: bytes) -> Any:
    file = SimpleUploadedFile("mine.xlsx", content)
    return client.post(f"/projects/{project.pk}/sheet/", {"file": file, "reason": "Mission of May"})


def uploaded(client: Client, project: Project, book: Book) -> ImportBatch:
    answer = send(client, project, book.content())
    assert answer.status_code == 302, answer.context["form"].errors
    batch: ImportBatch = ImportBatch.objects.latest("pk")
    assert answer["Location"] == f"/projects/{project.pk}/sheet/{batch.pk}/"
    return batch


def decide(client: Client, project: Project, batch: ImportBatch, rows: str) -> ImportBatch:
    answer = client.post(f"/projects/{project.pk}/sheet/{batch.pk}/", {"rows": rows})
    assert answer.status_code == 302
    batch.refresh_from_db()
    return batch


def problems_of(batch: ImportBatch) -> set[tuple[str, int, str]]:
    return {(one["sheet"], one["row"], one["column"]) for one in batch.problems}


def test_what_was_downloaded_comes_back_without_a_difference(chipo: Client, project: Project) -> None:
    batch = uploaded(chipo, project, download(chipo, project))
    assert (batch.state, batch.problems) == ("posted", [])
    assert [batch.plan[name] for name in ("created", "changed", "conflicting")] == [0, 0, 0]
    assert batch.plan["unchanged"] == batch.plan["rows"] == 2 + 2 + 2 + 1 + 2 + 4
    assert chipo.get(f"/imports/{batch.pk}/")["Location"] == f"/projects/{project.pk}/sheet/{batch.pk}/"


def test_results_risks_and_a_report_are_saved_as_on_their_pages(chipo: Client, project: Project) -> None:
    book = download(chipo, project)
    book.write(RESULTS, "Text", "Factories are safer")
    book.write(RISKS, "Response", "Buy ahead")
    book.write(TARGETS, "Women", 35)
    book.write(TARGETS, "Men", 25)
    fill_new_rows(book)
    report = {"Rating": "On track", "What was achieved": "Twelve factories took part.", "Submit now": "Yes"}
    for column, value in report.items():
        book.write(REPORTS, column, value)
    book.write(VALUES, "Women", 30)
    book.write(VALUES, "Men", 25)
    book.write(VALUES, "Value", 12.5, row=3)
    batch = uploaded(chipo, project, book)
    assert (batch.state, batch.problems) == ("ready", [])
    assert ProgressReport.objects.count() == 0
    page = chipo.get(f"/projects/{project.pk}/sheet/{batch.pk}/").text
    assert all(text in page for text in ("Factories are safer", "Buy ahead", "Save all of it"))
    assert targets_of(batch) == [
        [("Target", "50", "60"), ("Women", "", "35"), ("Men", "", "25")],
        [("To be reached on", "", "2030-06-30"), ("Target", "", "4")],
    ]
    assert decide(chipo, project, batch, "all").state == "posted"
    first = ProgressReport.objects.get()
    values = {one.indicator.text: (one.value, one.women, one.men) for one in first.values.all()}
    assert (first.state, values) == (
        "submitted",
        {
            "People trained": (Decimal(55), Decimal(30), Decimal(25)),
            "- share of firms": (Decimal("12.5"), None, None),
        },
    )
    assert Risk.objects.get().response == "Buy ahead"
    target = IndicatorTarget.objects.order_by("due_on").values_list("value", "women", "men")[0]
    assert target == (60, 35, 25)
    check_new_rows()
    assert uploaded(chipo, project, download(chipo, project)).plan["changed"] == 0


def targets_of(batch: ImportBatch) -> list[list[tuple[str, str, str]]]:
    """Return what the preview says of targets: column, what is recorded, what saving would write."""
    return [
        [(cell["field"], cell["old"], cell["new"]) for cell in row["fields"]]
        for row in batch.plan["differences"]
        if row["sheet"] == "Targets"
    ]


def test_a_target_by_sex_shows_the_sum_that_saving_writes(chipo: Client, project: Project) -> None:
    first = download(chipo, project)
    first.write(TARGETS, "Women", 35)
    first.write(TARGETS, "Men", 25)
    decide(chipo, project, uploaded(chipo, project, first), "all")
    book = download(chipo, project)
    book.write(TARGETS, "Women", 40)
    changed = uploaded(chipo, project, book)
    assert targets_of(changed) == [[("Target", "60", "65"), ("Women", "35", "40")]]
    assert decide(chipo, project, changed, "all").plan["changed"] == 1
    assert IndicatorTarget.objects.order_by("due_on")[0].value == 65
    emptied = download(chipo, project)
    emptied.write(TARGETS, "Target", None)
    batch = uploaded(chipo, project, emptied)
    assert (batch.state, batch.plan["changed"], batch.problems) == ("posted", 0, [])


def fill_new_rows(book: Book) -> None:
    """Add an outcome, its output, an indicator and a target, which name each other by new numbers."""
    new = {
        RESULTS: [
            {NUMBER_OF_RESULT: "NEW-1", "Level": "Outcome", "Number": 2, "Text": "Wages rise"},
            {
                "Number of the outcome": "NEW-1",
                NUMBER_OF_RESULT: "NEW-2",
                "Level": "Output",
                "Number": 1,
                "Text": "A wage board sits",
            },
        ],
        INDICATORS: [
            {NUMBER_OF_RESULT: "NEW-2", NUMBER: "NEW-3", "Indicator": "Sittings", "By sex": "No"},
        ],
        TARGETS: [{NUMBER: "NEW-3", "To be reached on": date(2030, 6, 30), "Target": 4}],
    }
    for sheet, rows in new.items():
        free = book.free_row(sheet)
        for number, row in enumerate(rows):
            for column, value in row.items():
                book.write(sheet, column, value, row=free + number)


def check_new_rows() -> None:
    """Check that what was added hangs together."""
    target = IndicatorTarget.objects.get(due_on=date(2030, 6, 30))
    result = target.indicator.result
    assert (target.value, target.indicator.text) == (4, "Sittings")
    assert (result.text, result.parent.text, result.parent.position) == ("A wage board sits", "Wages rise", 2)


def test_what_changed_in_the_portal_meanwhile_is_never_overwritten(
    chipo: Client, manager: User, project: Project
) -> None:
    book = download(chipo, project)
    result = ProjectResult.objects.get(level="outcome")
    theirs = plan.ResultData(position=1, text="Theirs")
    plan.RESULTS.edit(by=manager, row=result, lock_version=result.version, data=theirs)
    reports.report(manager, project, project.starts_on, narrative="Theirs")
    book.write(RESULTS, "Text", "Mine")
    book.write(REPORTS, "What was achieved", "Mine")
    book.write(RISKS, "Response", "Mine")
    batch = uploaded(chipo, project, book)
    assert (batch.state, batch.plan["conflicting"], batch.plan["changed"]) == ("ready", 2, 1)
    page = chipo.get(f"/projects/{project.pk}/sheet/{batch.pk}/").text
    assert "Theirs" in page
    assert "Save all of it" not in page
    decide(chipo, project, batch, "all")
    assert Risk.objects.get().response == ""
    assert decide(chipo, project, batch, "valid").state == "posted"
    assert ProjectResult.objects.get(level="outcome").text == "Theirs"
    assert ProgressReport.objects.get().narrative == "Theirs"
    assert Risk.objects.get().response == "Mine"


def test_every_error_names_sheet_row_and_column(chipo: Client, project: Project) -> None:
    book = download(chipo, project)
    book.write(RESULTS, "Level", "Output")
    book.write(TARGETS, "Target", "many")
    book.write(TARGETS, "id (do not change)", 999_999, row=3)
    book.write(RISKS, "Impact", "Huge")
    book.write(REPORTS, "Submit now", "Yes")
    book.write(VALUES, "Women", 30)
    book.write(VALUES, "Men", 5, row=3)
    batch = uploaded(chipo, project, book)
    assert problems_of(batch) == {
        ("Results", 2, "Level"),
        ("Targets", 2, "Target"),
        ("Targets", 3, "id (do not change)"),
        ("Risks", 2, "Impact"),
        ("Values of the reports", 2, "Men"),
        ("Values of the reports", 3, "Men"),
    }
    assert (batch.state, ProjectValue.objects.count()) == ("refused", 0)
    again = download(chipo, project)
    again.write(REPORTS, "Submit now", "Yes")
    assert problems_of(uploaded(chipo, project, again)) == {
        ("Progress reports", 2, "Rating"),
        ("Progress reports", 2, "What was achieved"),
    }


def test_another_workbook_is_refused_with_what_to_do(
    chipo: Client, manager: User, project: Project, countries: Any
) -> None:
    other = cast.running(manager, countries["NAM"])
    refused = send(chipo, project, download(chipo, other).content())
    assert refused.status_code == 422
    assert "another project" in refused.context["form"].errors["file"][0]
    buffer = io.BytesIO()
    openpyxl.Workbook().save(buffer)
    refused = send(chipo, project, buffer.getvalue())
    assert "not a workbook of a project" in refused.context["form"].errors["file"][0]


def test_a_worker_reads_and_saves_a_large_one(
    chipo: Client, project: Project, settings: Any, work_off: Any
) -> None:
    settings.SHEET_REQUEST_CHANGES = 0
    book = download(chipo, project)
    book.write(RISKS, "Response", "Buy ahead")
    batch = uploaded(chipo, project, book)
    assert (batch.state, batch.run.task) == ("uploaded", "portfolio.check_project_sheet")
    work_off()
    batch.refresh_from_db()
    assert (batch.state, batch.plan["changed"]) == ("ready", 1)
    assert decide(chipo, project, batch, "all").state == "posting"
    work_off()
    batch.refresh_from_db()
    assert (batch.state, Risk.objects.get().response) == ("posted", "Buy ahead")


def close(manager: User, project: Project) -> None:
    """Bring the project to its end, with what its status needs."""
    reports.rest_skipped(manager, project)
    completed = cast.moved(manager, project, "completed")
    said = {"final_report_on": TODAY, "balance_returned_on": TODAY, "balance_note": "Nothing left"}
    said |= {"evaluated_on": TODAY, "starts_on": project.starts_on, "ends_on": project.ends_on}
    saved = projects.edit_project(
        by=manager, project=completed, lock_version=completed.version, text=cast.text(**said)
    )
    cast.moved(manager, saved, "closed")


def test_a_closed_project_takes_no_new_plan_and_strangers_no_workbook(
    chipo: Client, people: dict[str, User], manager: User, project: Project
) -> None:
    address = f"/projects/{project.pk}/sheet/"
    for who, status in (("german_donor", 403), ("bureau_officer", 403), ("pardev_officer", 200)):
        assert signed_in(people[who]).get(address).status_code == status, who
    book = download(chipo, project)
    book.write(RISKS, "Response", "Too late")
    close(manager, project)
    batch = uploaded(chipo, project, book)
    assert problems_of(batch) == {("Risks", 2, "")}
    assert "is over" in batch.problems[0]["message"]
    closed = download(chipo, project)
    assert "over" in "".join(str(row[0].value) for row in closed.book.worksheets[0].iter_rows())
    assert ProjectIndicator.objects.count() == 2
