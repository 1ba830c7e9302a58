"""A workbook that is not small is read and saved by a worker; what is broken in it is named."""

from __future__ import annotations

import pytest

from ilo_dc.core.models import ImportBatch, Run
from ilo_dc.core.runs.actions.working import RunLost
from portfolio.models import OutcomeIndicator, ProgrammeOutcome
from portfolio.workbooks.actions import programme_sheets
from portfolio.workbooks.imports.programmes import read_programme_workbook
from portfolio.workbooks.vocab import INFORMATION, SHEETS
from tests.people import signed_in
from tests.recipes.sheet_files import (
    assert_read_within_a_request,
    kept_meters,
    mutated,
    packed,
    unpacked,
)
from tests.recipes.workbooks import decide, download, large, send, uploaded

pytestmark = pytest.mark.usefixtures("kept_files")
PROGRAMME, PRIORITIES, OUTCOMES, INDICATORS, MILESTONES = range(5)


@pytest.fixture
def small(regional_officer, countries):
    """A programme of Zimbabwe with three outcomes."""
    return large(regional_officer, countries["ZWE"], outcomes=3)


@pytest.fixture
def chipo(field_officer):
    return signed_in(field_officer)


@pytest.fixture
def read_later(settings):
    """Let every workbook be read by a worker."""
    settings.SHEET_REQUEST_KB = 0


def page_of(client, programme, batch, **headers):
    return client.get(f"/dwcps/{programme.slug}/sheet/{batch.pk}/", headers=headers)


# What makes a workbook one that is not small: its size, what it unpacks to, its cells, the rows it changes.
LARGE = ("SHEET_REQUEST_KB", "SHEET_REQUEST_MB", "SHEET_REQUEST_CELLS", "SHEET_REQUEST_CHANGES")


@pytest.fixture(params=LARGE)
def beyond(request, settings):
    """Let one of the limits make every workbook large."""
    setattr(settings, request.param, 0)


@pytest.mark.usefixtures("beyond")
def test_a_large_workbook_is_read_and_saved_by_a_worker(chipo, small, work_off):
    book = download(chipo, small)
    book.write(OUTCOMES, "Title", "A better title")
    batch = uploaded(chipo, small, book)
    assert (batch.state, batch.run.task, batch.run.state) == (
        "uploaded",
        programme_sheets.CHECK_PROGRAMME_SHEET,
        "pending",
    )
    page = page_of(chipo, small, batch).content.decode()
    assert 'http-equiv="refresh"' in page
    part = page_of(chipo, small, batch, hx_request="true")
    assert b"<html" not in part.content
    assert "HX-Refresh" not in part
    (run,) = work_off()
    assert (run.state, run.failure) == ("done", "")
    batch.refresh_from_db()
    assert (batch.state, batch.plan["changed"], batch.problem_count) == ("ready", 1, 0)
    assert page_of(chipo, small, batch, hx_request="true")["HX-Refresh"] == "true"
    assert not ProgrammeOutcome.objects.filter(title="A better title").exists()
    batch = decide(chipo, small, batch, "all")
    assert (batch.state, batch.run.task) == ("posting", programme_sheets.SAVE_PROGRAMME_SHEET)
    assert not ProgrammeOutcome.objects.filter(title="A better title").exists()
    work_off()
    batch.refresh_from_db()
    assert batch.state == "posted"
    assert ProgrammeOutcome.objects.get(title="A better title").version == 2


@pytest.mark.usefixtures("read_later")
def test_a_worker_says_why_a_workbook_cannot_be_read(chipo, small, work_off):
    parts = unpacked(download(chipo, small).content())
    parts["xl/worksheets/sheet3.xml"] = parts["xl/worksheets/sheet3.xml"].replace(b'r="2"', b'r="2000000000"')
    batch = uploaded(chipo, small, packed(parts))
    work_off()
    batch.refresh_from_db()
    assert batch.state == "refused"
    (problem,) = batch.problems
    assert (problem["sheet"], problem["row"]) == ("Priorities", 2_000_000_000)
    assert problem["message"] in page_of(chipo, small, batch).content.decode()


@pytest.mark.usefixtures("read_later")
def test_a_workbook_that_is_put_away_is_read_no_more(chipo, small, work_off):
    batch = decide(chipo, small, uploaded(chipo, small, download(chipo, small)), "none")
    assert (batch.state, batch.run.state) == ("cancelled", "cancelled")
    assert work_off() == []


@pytest.mark.usefixtures("read_later")
def test_a_worker_stops_at_the_next_row_when_it_is_told_to(chipo, small, field_officer):
    book = download(chipo, small)
    for row in (2, 3, 4):
        book.write(OUTCOMES, "Title", f"Title {row}", row)
    batch = uploaded(chipo, small, book)
    seen = []

    def watch(done: int) -> None:
        seen.append(done)
        if done == 1:
            raise RunLost

    with pytest.raises(RunLost):
        programme_sheets.check_programme_sheet(
            by=field_officer, batch=batch, read=read_programme_workbook, watch=watch
        )
    assert seen == [0, 1]
    assert ImportBatch.objects.get(pk=batch.pk).state == "uploaded"


@pytest.mark.usefixtures("read_later")
def test_a_workbook_being_saved_is_put_away_only_once_that_has_failed(chipo, small, work_off):
    book = download(chipo, small)
    book.write(OUTCOMES, "Title", "A better title")
    batch = uploaded(chipo, small, book)
    work_off()
    batch = decide(chipo, small, batch, "all")
    assert decide(chipo, small, batch, "none").state == "posting"
    Run.objects.filter(pk=batch.run_id).update(state="failed", failure="Why it failed")
    assert b"Why it failed" in page_of(chipo, small, batch).content
    assert decide(chipo, small, batch, "none").state == "cancelled"


# --- Cells -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("broken", ["#REF!", "=400+24"])
def test_every_column_of_every_sheet_names_a_cell_without_a_value(chipo, small, broken):
    book = download(chipo, small)
    wanted = set()
    for place, sheet in enumerate(SHEETS):
        for column in sheet.columns:
            if column.kind == INFORMATION:
                continue  # is never read
            one = book.cell(place, str(column.label))
            one.value = broken
            one.data_type = "f" if broken.startswith("=") else "e"
            wanted.add((str(sheet.label), str(column.label)))
    batch = uploaded(chipo, small, book)
    told = [(one["sheet"], one["column"]) for one in batch.problems if one["value"] == broken]
    assert set(told) == wanted
    assert len(told) == len(wanted)
    assert batch.state == "refused"


def test_an_uncomputed_baseline_empties_nothing(chipo, small):
    indicator = OutcomeIndicator.objects.filter(outcome__programme=small).exclude(baseline_value=None).first()
    book = download(chipo, small)
    row = next(
        number
        for number in range(2, 9)
        if book.cell(INDICATORS, "id (do not change)", number).value == indicator.pk
    )
    book.write(INDICATORS, "Baseline", "=400+24", row)
    batch = uploaded(chipo, small, book)
    assert (batch.problems[0]["row"], batch.problems[0]["column"]) == (row, "Baseline")
    decide(chipo, small, batch, "all")
    decide(chipo, small, batch, "valid")
    before = indicator.baseline_value
    indicator.refresh_from_db()
    assert indicator.baseline_value == before is not None


def test_the_noise_of_a_stored_number_is_rounded_and_said(chipo, small):
    book = download(chipo, small)
    book.write(INDICATORS, "Target", 400.3)
    parts = unpacked(book.content())
    parts = {name: part.replace(b">400.3<", b">400.29999999999995<") for name, part in parts.items()}
    batch = uploaded(chipo, small, packed(parts))
    assert batch.plan["differences"][0]["fields"][0]["new"] == "400.3"
    assert "400.29999999999995 is 400.3" in batch.plan["notes"][0]
    assert batch.plan["notes"][0].replace("’", "&#x27;")[:20] in page_of(chipo, small, batch).content.decode()
    assert decide(chipo, small, batch, "all").plan["notes"] == batch.plan["notes"]


def test_misread_letters_are_warned_of_and_invisible_ones_left_out(chipo, small):
    book = download(chipo, small)
    book.write(OUTCOMES, "Title", "DÃ©jÃ  vu")
    book.write(OUTCOMES, "CPO code", f"\u200b{book.cell(OUTCOMES, 'CPO code').value}")
    batch = uploaded(chipo, small, book)
    assert (batch.problem_count, batch.plan["changed"]) == (0, 1)
    misread, invisible = batch.plan["notes"]
    assert "column Title (Outcomes) says “DÃ©jÃ  vu”" in misread
    assert "U+200B" in invisible


def test_a_hidden_sheet_of_data_is_an_error(chipo, small):
    book = download(chipo, small)
    book.sheets[OUTCOMES].sheet_state = "hidden"
    batch = uploaded(chipo, small, book)
    assert (batch.state, batch.problems[0]["sheet"]) == ("refused", "Outcomes")
    assert "hidden" in batch.problems[0]["message"]


# --- Whatever is sent --------------------------------------------------------------------------------------


@pytest.mark.parametrize("many", [15, pytest.param(200, marks=pytest.mark.race)])
def test_no_mutated_workbook_breaks_the_page_or_saves_anything(chipo, small, work_off, many):
    book = download(chipo, small)
    book.write(OUTCOMES, "Title", "Never to be saved")
    content = book.content()
    answers: dict[int, int] = {}
    read = 0
    for seed in range(many):
        with pytest.MonkeyPatch.context() as patch:
            meters = kept_meters(patch)
            answer = send(chipo, small, mutated(seed, content))
        read += bool(meters)  # what is no workbook at all is refused unread
        assert_read_within_a_request(meters)
        answers[answer.status_code] = answers.get(answer.status_code, 0) + 1
        if answer.status_code == 302:
            batch = ImportBatch.objects.latest("pk")
            assert page_of(chipo, small, batch).status_code == 200
    assert read > many / 2
    assert set(answers) <= {302, 422}, answers
    assert all(run.state == "done" for run in work_off())
    assert set(ImportBatch.objects.values_list("state", flat=True)) <= {"ready", "refused", "posted"}
    assert not ProgrammeOutcome.objects.filter(version__gt=1).exists()
