"""A country programme taken offline as a workbook and brought back: nothing lost, nothing overwritten."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from django.utils.translation import trans_real

from ilo_dc.core.history.events import tracked
from ilo_dc.core.models import ImportBatch
from ilo_dc.core.people.actions.memberships import NewMembership, grant_membership
from ilo_dc.core.people.actions.users import Particulars, add_person
from ilo_dc.core.people.vocab import Role, ScopeKind
from portfolio.models import CountryProgramme, Milestone, OutcomeIndicator, Priority, ProgrammeOutcome
from portfolio.programmes.actions import programme_outcomes
from portfolio.programmes.vocab import OutcomeCategory
from portfolio.workbooks.exports.drafts import sheet_title
from portfolio.workbooks.vocab import FORMAT, FORMER_FORMATS, LISTS, SHEETS
from tests.people import signed_in
from tests.recipes import programmes as plans
from tests.recipes.workbooks import decide, download, large, send, uploaded

pytestmark = pytest.mark.usefixtures("kept_files")
PROGRAMME, PRIORITIES, OUTCOMES, INDICATORS, MILESTONES = range(5)


@pytest.fixture
def kept_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def programme(regional_officer, countries):
    """A programme of Zimbabwe with 40 outcomes."""
    return large(regional_officer, countries["ZWE"])


@pytest.fixture
def small(regional_officer, countries):
    """A programme of Zimbabwe with two outcomes."""
    return large(regional_officer, countries["ZWE"], outcomes=2)


@pytest.fixture
def anh(admin, countries):
    """A regional officer of Asia."""
    anh = add_person(by=admin, particulars=Particulars("Anh Asia", "anh@example.org"))
    grant = NewMembership(Role.REGIONAL, ScopeKind.REGION, region=countries["KHM"].region)
    grant_membership(by=admin, user=anh, grant=grant)
    return anh


@pytest.fixture
def chipo(field_officer):
    return signed_in(field_officer)


def page_of(client, programme, batch) -> str:
    address = reverse("portfolio:programme-sheet-preview", args=[programme.slug, batch.pk])
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def everything(programme):
    """Return all that is recorded of a programme, with versions."""
    of = {
        Priority: "programme",
        ProgrammeOutcome: "programme",
        OutcomeIndicator: "outcome__programme",
        Milestone: "indicator__outcome__programme",
    }
    rows = {
        model: list(model.objects.filter(**{path: programme}).order_by("pk").values())
        for model, path in of.items()
    }
    return {**rows, CountryProgramme: CountryProgramme.objects.filter(pk=programme.pk).values().get()}


def edit_online(by, outcome, **values):
    outcome.refresh_from_db()
    now = {
        name: getattr(outcome, name)
        for name in ("priority", "code", "title", "category", "progress", "office")
    }
    programme_outcomes.edit_outcome(
        by=by,
        outcome=outcome,
        lock_version=outcome.version,
        text=programme_outcomes.OutcomeText(**{**now, **values}),
    )


# --- The workbook -----------------------------------------------------------------------------------


def test_the_workbook_says_how_to_use_it_when_it_was_true_and_that_it_is_invented(chipo, small):
    book = download(chipo, small)
    assert [sheet.title for sheet in book.book.worksheets] == [
        "How to use", "Programme", "Priorities", "Outcomes", "Indicators", "Milestones",
        "Outcome updates", "Values of the updates", LISTS,
    ]  # fmt: skip
    guide = "\n".join(str(cell.value or "") for cell in book.book.worksheets[0]["A"])
    assert "DEMONSTRATION DATA" in guide
    assert "UTC" in guide
    assert f"/dwcps/{small.slug}/sheet/" in guide


def test_ids_and_versions_are_locked_and_choices_are_lists(chipo, small):
    book = download(chipo, small)
    for sheet in book.sheets:
        assert sheet.protection.sheet
        assert not sheet.protection.password
        assert sheet.freeze_panes.endswith("2")
    assert book.cell(OUTCOMES, "id (do not change)").protection.locked
    assert book.cell(OUTCOMES, "version (do not change)").protection.locked
    assert not book.cell(OUTCOMES, "Title").protection.locked
    new = book.free_row(OUTCOMES)
    assert not book.cell(OUTCOMES, "Title", new).protection.locked
    assert book.cell(OUTCOMES, "id (do not change)", new).protection.locked
    ranges = {
        str(one.sqref)[0]: one.formula1 for one in book.sheets[OUTCOMES].data_validations.dataValidation
    }
    assert set(ranges) == {"C", "F", "G", "H"}  # priority, category, progress, office
    lists = {cell.value for cell in book.book[LISTS]["B"]}
    assert {"Pipeline", "Target", "On track", "1 Jobs for young people"} <= lists
    assert book.book[LISTS].sheet_state == "veryHidden"


def test_no_text_runs_as_a_formula_not_even_after_it_was_edited(chipo, small):
    book = download(chipo, small)
    like_formulas = [
        cell
        for sheet in book.book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.value[:1] in {"=", "+", "-", "@"}
    ]
    assert "=Social protection" in [cell.value for cell in like_formulas]
    assert {cell.data_type for cell in like_formulas} == {"s"}
    edited = [cell for cell in like_formulas if not cell.protection.locked]
    assert edited
    assert all(cell.quotePrefix for cell in edited)


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_titles_and_headings_differ_in_every_language(language):
    with translation.override(language):
        titles = [sheet_title(sheet) for sheet in SHEETS]
        assert len({title.casefold() for title in titles}) == len(SHEETS)
        for sheet in SHEETS:
            headings = [str(column.label).casefold() for column in sheet.columns]
            assert len(set(headings)) == len(headings)


def test_a_closed_programme_offers_no_new_rows(chipo, regional_officer, small):
    for outcome in small.outcomes.all():
        edit_online(regional_officer, outcome, progress="on_track")
    plans.brought_to(regional_officer, small, "closed")
    book = download(chipo, small)
    assert book.sheets[OUTCOMES].max_row == 3
    assert uploaded(chipo, small, book).plan["changed"] == 0


def test_download_and_comparison_take_as_many_queries_for_forty_outcomes_as_for_two(
    chipo, regional_officer, countries, programme
):
    few = large(regional_officer, countries["NAM"], outcomes=2)
    asked = {}
    for one in (few, programme, few, programme):  # the first round warms what is read once
        with CaptureQueriesContext(connection) as captured:
            book = download(chipo, one)
        with CaptureQueriesContext(connection) as compared:
            uploaded(chipo, one, book)
        asked[one.pk] = (len(captured), len(compared))
    assert asked[few.pk] == asked[programme.pk]
    assert max(asked[few.pk]) < 60


# --- There and back ---------------------------------------------------------------------------------


def test_an_unchanged_workbook_of_forty_outcomes_shows_no_difference(chipo, programme):
    before = everything(programme)
    batch = uploaded(chipo, programme, download(chipo, programme))
    assert (batch.state, batch.problem_count) == ("posted", 0)
    assert (batch.plan["created"], batch.plan["changed"], batch.plan["conflicts"]) == (0, 0, [])
    assert batch.plan["unchanged"] == batch.plan["rows"] == 1 + 2 + 40 * 3
    assert "says exactly what is recorded" in page_of(chipo, programme, batch)
    assert everything(programme) == before


def test_five_edits_are_five_differences_and_are_saved_with_the_reason(chipo, programme, field_officer):
    book = download(chipo, programme)
    book.write(PROGRAMME, "Theory of change", "Skills, then jobs.")
    book.write(PRIORITIES, "Title", "Decent jobs for young people")
    book.write(OUTCOMES, "Category", "Target", row=5)
    book.write(INDICATORS, "Target", 80, row=7)
    book.write(MILESTONES, "Due", dt.datetime(2026, 3, 31), row=9)  # noqa: DTZ001 (a cell has no zone)
    before = everything(programme)
    batch = uploaded(chipo, programme, book)
    assert (batch.state, batch.plan["changed"], batch.plan["cells"]) == ("ready", 5, 5)
    cells = [
        (one["sheet"], one["number"], cell) for one in batch.plan["differences"] for cell in one["fields"]
    ]
    assert [(sheet, row, cell["field"], cell["old"], cell["new"]) for sheet, row, cell in cells] == [
        ("Programme", 2, "Theory of change", "Skills lead to jobs.", "Skills, then jobs."),
        ("Priorities", 2, "Title", "Jobs for young people", "Decent jobs for young people"),
        ("Outcomes", 5, "Category", "Pipeline", "Target"),
        ("Indicators", 7, "Target", "", "80"),
        ("Milestones", 9, "Due", "2025-06-30", "2026-03-31"),
    ]
    assert everything(programme) == before
    assert "Skills, then jobs." in page_of(chipo, programme, batch)
    batch = decide(chipo, programme, batch, "all")
    assert batch.state == "posted"
    after = everything(programme)
    assert after[CountryProgramme]["theory_of_change"] == "Skills, then jobs."
    versions = [after[CountryProgramme]["version"] - before[CountryProgramme]["version"]]
    for model in (Priority, ProgrammeOutcome, OutcomeIndicator, Milestone):
        versions += [
            new["version"] - old["version"] for old, new in zip(before[model], after[model], strict=True)
        ]
    assert sorted(versions)[-5:] == [1] * 5
    assert sum(versions) == 5
    event = tracked()["portfolio.priority"].objects.latest("pgh_id")
    assert event.pgh_context.metadata["reason"] == "Mission of May"
    assert event.pgh_context.metadata["user"] == field_officer.pk
    assert uploaded(chipo, programme, download(chipo, programme)).plan["changed"] == 0


def test_new_rows_add_outcomes_indicators_and_milestones(chipo, small):
    book = download(chipo, small)
    row = book.free_row(OUTCOMES)
    for column, value in {
        "Priority": "2 =Social protection",
        "CPO code": "zwe150",
        "Title": "Pensions reach rural workers",
        "Category": "Pipeline",
    }.items():
        book.write(OUTCOMES, column, value, row)
    row = book.free_row(INDICATORS)
    book.write(INDICATORS, "CPO code", "ZWE150", row)
    book.write(INDICATORS, "Number of the indicator", "NEW-1", row)
    book.write(INDICATORS, "Indicator", "Rural workers covered", row)
    book.write(INDICATORS, "Whole numbers only", "Yes", row)
    book.write(INDICATORS, "Target", "1,234", row)
    row = book.free_row(MILESTONES)
    book.write(MILESTONES, "Number of the indicator", "new-1", row)
    book.write(MILESTONES, "Due", "2027-12-31", row)
    book.write(MILESTONES, "Milestone", "The bill is tabled", row)
    book.write(MILESTONES, "Value to be reached", "1,000", row)
    batch = uploaded(chipo, small, book)
    assert (batch.problems, batch.plan["created"], batch.plan["changed"]) == ([], 3, 0)
    assert not ProgrammeOutcome.objects.filter(code="ZWE150").exists()
    decide(chipo, small, batch, "all")
    milestone = Milestone.objects.get(text="The bill is tabled")
    assert (milestone.due_on, milestone.value) == (dt.date(2027, 12, 31), 1000)
    assert (milestone.indicator.whole_numbers, milestone.indicator.target_value) == (True, 1234)
    assert milestone.indicator.outcome.code == "ZWE150"
    assert milestone.indicator.outcome.priority.position == 2
    assert milestone.demonstration


def test_missing_rows_change_nothing(chipo, small):
    before = everything(small)
    book = download(chipo, small)
    book.sheets[MILESTONES].delete_rows(2)
    book.sheets[OUTCOMES].delete_rows(3)
    batch = uploaded(chipo, small, book)
    assert (batch.state, batch.problem_count, batch.plan["changed"]) == ("posted", 0, 0)
    assert everything(small) == before


def test_habits_of_spreadsheets_make_no_difference(chipo, small):
    book = download(chipo, small)
    sheet = book.sheets[INDICATORS]
    first, second = ([cell.value for cell in sheet[row]] for row in (2, 3))
    for column, (one, two) in enumerate(zip(first, second, strict=True), start=1):  # reordered rows
        sheet.cell(2, column).value, sheet.cell(3, column).value = two, one
    book.write(INDICATORS, "Baseline", "12,5", row=2)  # a number as text
    book.write(INDICATORS, "Year of the baseline", " 2023 ", row=2)
    for column in ("id (do not change)", "version (do not change)"):
        book.write(INDICATORS, column, str(book.cell(INDICATORS, column, 2).value), row=2)
    cell = book.cell(MILESTONES, "Due", 3)
    cell.value, cell.number_format = (cell.value - dt.datetime(1899, 12, 30)).days, "General"  # noqa: DTZ001
    book.write(OUTCOMES, "Category", "  pipeline ", row=2)
    for target in book.sheets:
        target.cell(target.max_row + 40, 3).value = "   "
    batch = uploaded(chipo, small, book)
    assert (batch.problems, batch.plan["differences"], batch.state) == ([], [], "posted")


def test_a_computed_number_loses_only_its_noise(chipo, small):
    book = download(chipo, small)
    book.write(INDICATORS, "Target", 33.300000000000004, row=3)
    batch = uploaded(chipo, small, book)
    decide(chipo, small, batch, "all")
    assert OutcomeIndicator.objects.order_by("pk").last().target_value == Decimal("33.3")


def test_codes_may_follow_one_another(chipo, small):
    book = download(chipo, small)
    book.write(OUTCOMES, "CPO code", "ZWE102", row=2)
    book.write(OUTCOMES, "CPO code", "ZWE103", row=3)
    batch = uploaded(chipo, small, book)
    assert (batch.problems, batch.plan["changed"]) == ([], 2)
    decide(chipo, small, batch, "all")
    assert list(small.outcomes.order_by("pk").values_list("code", flat=True)) == ["ZWE102", "ZWE103"]


# --- Conflicts --------------------------------------------------------------------------------------


def test_a_stale_row_is_a_conflict_with_both_values_and_never_overwritten(chipo, programme, regional_officer):
    book = download(chipo, programme)
    theirs, other = programme.outcomes.order_by("code")[4], programme.outcomes.order_by("code")[6]
    edit_online(regional_officer, theirs, title="What Rashid wrote")
    book.write(OUTCOMES, "Title", "What Chipo wrote", row=6)
    book.write(OUTCOMES, "Title", "Free to change", row=8)
    batch = uploaded(chipo, programme, book)
    (conflict,) = batch.plan["conflicts"]
    assert (conflict["number"], conflict["touched"]) == (6, True)
    assert conflict["fields"] == [{"field": "Title", "old": "What Rashid wrote", "new": "What Chipo wrote"}]
    page = page_of(chipo, programme, batch)
    assert "What Rashid wrote" in page
    assert "What Chipo wrote" in page
    batch = decide(chipo, programme, batch, "all")
    assert batch.state == "ready"  # all or nothing: the conflict stands in the way
    other.refresh_from_db()
    assert other.title == "Outcome 7"
    batch = decide(chipo, programme, batch, "valid")
    assert batch.state == "posted"
    theirs.refresh_from_db()
    other.refresh_from_db()
    assert (theirs.title, theirs.version) == ("What Rashid wrote", 2)
    assert (other.title, other.version) == ("Free to change", 2)


def test_a_stale_row_that_was_left_alone_is_shown_and_stands_in_nobodys_way(chipo, small, regional_officer):
    book = download(chipo, small)
    outcome = small.outcomes.get(code="ZWE102")
    edit_online(regional_officer, outcome, title="What Rashid wrote")
    book.write(PRIORITIES, "Title", "Jobs and skills")
    batch = uploaded(chipo, small, book)
    assert (batch.plan["conflicting"], batch.plan["conflicts"][0]["touched"]) == (0, False)
    assert decide(chipo, small, batch, "all").state == "posted"
    outcome.refresh_from_db()
    assert outcome.title == "What Rashid wrote"
    assert small.priorities.get(position=1).title == "Jobs and skills"


def test_what_changed_between_preview_and_saving_is_shown_again(chipo, small, regional_officer):
    book = download(chipo, small)
    book.write(OUTCOMES, "Title", "What Chipo wrote", row=3)
    batch = uploaded(chipo, small, book)
    outcome = small.outcomes.get(code="ZWE102")
    edit_online(regional_officer, outcome, title="What Rashid wrote")
    batch = decide(chipo, small, batch, "all")
    assert "changed in the portal meanwhile" in batch.plan["notes"][0]
    assert batch.plan["conflicting"] == 1
    outcome.refresh_from_db()
    assert outcome.title == "What Rashid wrote"
    assert decide(chipo, small, batch, "valid").state == "refused"  # no valid row is left


# --- Errors -----------------------------------------------------------------------------------------

BROKEN = {
    "no number": (INDICATORS, "Baseline", 3, "many", "This is not a number"),
    "a percentage": (INDICATORS, "Target", 3, "12 %", "Write the number without %"),
    "no date": (MILESTONES, "Due", 3, "31/12/2025", "Write the date as year-month-day"),
    "no such day": (MILESTONES, "Due", 2, "2025-02-30", "Write the date as year-month-day"),
    "a word off the list": (OUTCOMES, "Category", 3, "Urgent", "Choose one from the list"),
    "nothing where something is needed": (OUTCOMES, "Title", 2, None, "Fill this in."),
    "another country's code": (OUTCOMES, "CPO code", 4, "KHM101", "begin with ZWE"),
    "too long": (PRIORITIES, "Title", 3, "x" * 301, "300"),
    "a year of another age": (INDICATORS, "Year of the target", 2, 1066, "from 1990 to 2100"),
    "what could not be computed": (PROGRAMME, "Title", 2, "#REF!", "could not be computed"),
}  # fmt: skip


def test_ten_kinds_of_broken_cell_are_ten_readable_errors_and_nothing_is_saved(chipo, programme):
    book = download(chipo, programme)
    for sheet, column, row, value, _message in BROKEN.values():
        book.write(sheet, column, value, row)
    before = everything(programme)
    batch = uploaded(chipo, programme, book)
    assert (batch.state, batch.problem_count) == ("refused", 10)
    titles = [sheet.title for sheet in book.sheets]
    found = {(one["sheet"], one["column"], one["row"]): one for one in batch.problems}
    page = page_of(chipo, programme, batch)
    for sheet, column, row, _value, message in BROKEN.values():
        told = found[(titles[sheet], column, row)]["message"]
        assert message in told
        assert told.replace("“", "").replace("'", "&#x27;")[:30] in page
    for rows in ("all", "valid"):
        decide(chipo, programme, batch, rows)
        assert everything(programme) == before


def test_the_valid_rows_alone_are_saved_if_chosen(chipo, small):
    book = download(chipo, small)
    book.write(OUTCOMES, "Category", "Urgent", row=2)
    book.write(OUTCOMES, "Title", "A better title", row=3)
    batch = uploaded(chipo, small, book)
    assert (batch.state, batch.problem_count, batch.plan["changed"]) == ("ready", 1, 1)
    assert decide(chipo, small, batch, "all").state == "ready"
    assert not ProgrammeOutcome.objects.filter(title="A better title").exists()
    batch = decide(chipo, small, batch, "valid")
    assert (batch.state, batch.problem_count) == ("posted", 1)
    assert list(small.outcomes.order_by("code").values_list("title", "version")) == [
        ("More young people work", 1),
        ("A better title", 2),
    ]
    assert "The rows below were not." in page_of(chipo, small, batch)


def test_what_belongs_to_a_broken_new_row_waits_for_it(chipo, small):
    book = download(chipo, small)
    row = book.free_row(OUTCOMES)
    book.write(OUTCOMES, "CPO code", "ZWE102", row)  # taken
    book.write(OUTCOMES, "Title", "Twice", row)
    book.write(OUTCOMES, "Category", "Target", row)
    book.write(OUTCOMES, "Priority", "1 Jobs for young people", row)
    row = book.free_row(INDICATORS)
    book.write(INDICATORS, "CPO code", "ZWE199", row)
    book.write(INDICATORS, "Indicator", "Of nothing", row)
    batch = uploaded(chipo, small, book)
    assert {one["message"] for one in batch.problems} == {
        "Another outcome of this programme has this code.",
        "No row of the sheet “Outcomes” has this.",
    }
    assert batch.state == "refused"


@pytest.mark.parametrize(
    ("place", "broken"),
    [
        ((OUTCOMES, "id (do not change)"), (999_999, "no such row")),
        ((OUTCOMES, "id (do not change)"), ("abc", "Ids are not changed")),
        ((OUTCOMES, "id (do not change)"), (None, "The id is missing")),
        ((OUTCOMES, "version (do not change)"), (7, "Versions are not changed")),
        ((OUTCOMES, "version (do not change)"), (None, "Versions are not changed")),
        ((OUTCOMES, "version (do not change)"), (-1, "Versions are not changed")),
        ((PROGRAMME, "id (do not change)"), (10**12, "Ids are not changed")),
        ((INDICATORS, "CPO code"), ("ZWE102", "stays where it belongs")),
        ((MILESTONES, "Number of the indicator"), ("ZWE102-1", "stays where it belongs")),
    ],
)
def test_a_changed_id_is_an_error(chipo, small, place, broken):
    value, message = broken
    book = download(chipo, small)
    book.write(*place, value)
    batch = uploaded(chipo, small, book)
    assert batch.state == "refused"
    assert message in batch.problems[0]["message"]


def test_an_id_of_another_programme_is_an_error(chipo, small, regional_officer, countries):
    other = plans.draft(regional_officer, countries["NAM"])
    book = download(chipo, small)
    book.write(OUTCOMES, "id (do not change)", other.outcomes.get().pk)
    book.write(OUTCOMES, "Title", "Stolen")
    batch = uploaded(chipo, small, book)
    assert "no such row" in batch.problems[0]["message"]
    assert decide(chipo, small, batch, "valid").state == "refused"
    assert other.outcomes.get().title != "Stolen"


def test_an_id_that_stands_twice_is_an_error(chipo, small):
    book = download(chipo, small)
    book.write(OUTCOMES, "id (do not change)", book.cell(OUTCOMES, "id (do not change)", 2).value, row=3)
    assert "twice" in uploaded(chipo, small, book).problems[0]["message"]


def test_a_new_priority_is_sent_to_the_page(chipo, small):
    book = download(chipo, small)
    book.sheets[PRIORITIES].append([None, None, 3, "Another priority"])
    assert "no new rows" in uploaded(chipo, small, book).problems[0]["message"]


def test_a_renamed_sheet_and_a_removed_column_are_named(chipo, small):
    book = download(chipo, small)
    book.sheets[OUTCOMES].title = "My outcomes"
    book.sheets[MILESTONES].delete_cols(4)
    book.sheets[INDICATORS].cell(1, 14).value = "My notes"
    batch = uploaded(chipo, small, book)
    assert batch.state == "refused"
    told = {(one["sheet"], one["column"]): one["message"] for one in batch.problems}
    assert "missing or was renamed" in told[("Outcomes", "")]
    assert "This column is missing" in told[("Milestones", "Due")]
    assert "not known" in told[("Indicators", "My notes")]
    assert batch.plan["rows"] == 0


def refused(answer) -> str:
    assert answer.status_code == 422
    assert not ImportBatch.objects.exists()
    return answer.content.decode()


def test_the_workbook_of_another_programme_is_refused(chipo, small, regional_officer, countries):
    other = plans.draft(regional_officer, countries["NAM"])
    assert "another country programme" in refused(send(chipo, small, download(chipo, other)))


def test_a_workbook_of_an_older_edition_is_told_from_a_foreign_one(chipo, small):
    for edition, advice in (
        *((one, "an older edition") for one in FORMER_FORMATS),
        ("mine-1", "not a workbook of a"),
    ):
        book = download(chipo, small).book
        (cell,) = [row[2] for row in book[LISTS].iter_rows() if row[0].value == "format"]
        assert cell.value == FORMAT
        cell.value = edition
        changed = io.BytesIO()
        book.save(changed)
        said = refused(send(chipo, small, changed.getvalue()))
        assert advice in said
        assert "again" in said


def bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    return buffer.getvalue()


def empty_book() -> bytes:
    buffer = io.BytesIO()
    openpyxl.Workbook().save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (lambda: b"\x93\x00noise" * 3_000_000, "20 MB"),
        (lambda: b"\x93\x00noise" * 1000, "not text"),
        (lambda: b"PK\x03\x04" + b"noise" * 1000, "damaged"),
        (bomb, "unpacks to more"),
        (lambda: b"id;version;title\n1;1;x\n", "not a workbook"),
        (empty_book, "not a workbook of a country programme"),
        (lambda: b"\xd0\xcf\x11\xe0" + b"x" * 100, "old or protected"),
    ],
    ids=["20 MB", "noise", "broken zip", "bomb", "csv", "another workbook", "old excel"],
)
def test_what_is_no_workbook_is_refused_with_a_reason(chipo, small, content, message):
    assert message in refused(send(chipo, small, content()))


@pytest.mark.parametrize(
    "kind", ["sheet", "column:outcomes", "category", "priority", "outcomes", "indicators"]
)
@pytest.mark.parametrize("key", ["", "nonsense", "99999999999999999999", "outcomes", "-1"])
def test_a_spoilt_hidden_sheet_is_an_error_and_never_more(chipo, small, kind, key):
    book = download(chipo, small)
    for row in book.book[LISTS].iter_rows():
        if row[0].value == kind:
            row[2].value = key
    before = everything(small)
    answer = send(chipo, small, book)
    assert answer.status_code in {302, 422}
    for batch in ImportBatch.objects.all():
        page_of(chipo, small, batch)
        if batch.state in {"ready", "refused"}:
            decide(chipo, small, batch, "all")
    assert everything(small) == before


def test_a_reason_is_needed(chipo, small):
    assert send(chipo, small, download(chipo, small), reason=" ").status_code == 422
    assert not ImportBatch.objects.exists()


# --- Who ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["coordinator", "pardev_officer", "auditor", "german_donor", "outsider"])
def test_who_may_not_edit_the_programme_takes_no_workbook(small, regional_officer, request, name):
    plans.brought_to(regional_officer, small, "signed")
    client = signed_in(request.getfixturevalue(name))
    assert client.get(f"/dwcps/{small.slug}/sheet.xlsx").status_code == 403
    assert client.get(f"/dwcps/{small.slug}/sheet/").status_code == 403
    assert send(client, small, b"x").status_code == 403
    assert "Work offline" not in client.get(f"/dwcps/{small.slug}/").content.decode()


def test_another_countrys_programme_is_refused_and_a_hidden_one_is_missing(chipo, anh, countries, outsider):
    cambodia = plans.draft(anh, countries["KHM"])
    book = download(signed_in(anh), cambodia)
    assert chipo.get(f"/dwcps/{cambodia.slug}/sheet.xlsx").status_code == 403
    assert send(chipo, cambodia, book).status_code == 403
    hidden = signed_in(outsider)
    for address in ("sheet.xlsx", "sheet/", "sheet/1/"):
        assert hidden.get(f"/dwcps/{cambodia.slug}/{address}").status_code == 404
    assert hidden.get("/dwcps/nowhere/sheet.xlsx").status_code == 404
    assert Client().get(f"/dwcps/{cambodia.slug}/sheet/").status_code == 302


def test_a_workbook_is_decided_on_by_who_uploaded_it_on_its_own_programme(
    chipo, small, regional_officer, countries
):
    other = plans.draft(regional_officer, countries["NAM"])
    book = download(chipo, small)
    book.write(OUTCOMES, "Title", "New title")
    batch = uploaded(chipo, small, book)
    rashid = signed_in(regional_officer)
    assert rashid.get(f"/dwcps/{small.slug}/sheet/{batch.pk}/").status_code == 404
    assert chipo.get(f"/dwcps/{other.slug}/sheet/{batch.pk}/").status_code == 404
    assert chipo.post(f"/dwcps/{other.slug}/sheet/{batch.pk}/", {"rows": "all"}).status_code == 404
    assert chipo.get(f"/imports/{batch.pk}/")["Location"] == f"/dwcps/{small.slug}/sheet/{batch.pk}/"
    assert "mine.xlsx" in chipo.get("/work/").content.decode()


def test_the_list_of_imports_names_it_and_leads_to_the_programme(chipo, small, auditor):
    batch = uploaded(chipo, small, download(chipo, small))
    reader = signed_in(auditor)
    assert "Workbook of a country programme" in reader.get("/imports/").content.decode()
    assert reader.get(f"/imports/{batch.pk}/")["Location"] == f"/dwcps/{small.slug}/sheet/{batch.pk}/"
    assert reader.get(f"/dwcps/{small.slug}/sheet/{batch.pk}/").status_code == 200


def test_a_workbook_that_was_put_away_is_not_saved(chipo, small):
    book = download(chipo, small)
    book.write(OUTCOMES, "Title", "New title")
    batch = decide(chipo, small, uploaded(chipo, small, book), "none")
    assert batch.state == "cancelled"
    assert decide(chipo, small, batch, "all").state == "cancelled"
    assert not ProgrammeOutcome.objects.filter(title="New title").exists()


def test_a_button_that_is_none_puts_nothing_away(chipo, small):
    book = download(chipo, small)
    book.write(OUTCOMES, "Title", "New title")
    batch = uploaded(chipo, small, book)
    assert decide(chipo, small, batch, "").state == "ready"
    assert decide(chipo, small, batch, "later").state == "ready"


def test_saving_twice_saves_once(chipo, small):
    book = download(chipo, small)
    book.write(OUTCOMES, "Title", "New title")
    batch = uploaded(chipo, small, book)
    for _time in range(2):
        decide(chipo, small, batch, "all")
    assert ProgrammeOutcome.objects.get(title="New title").version == 2


# --- Languages ----------------------------------------------------------------------------------------


@pytest.fixture
def french(settings, tmp_path):
    """Some words in French, whether or not the portal's own catalogue is compiled."""
    words = {"Category": "Catégorie", "Outcomes": "Résultats", "Target": "Cible", "CPO code": "Code du RPP"}
    catalogue = Catalog("fr")
    for english, word in words.items():
        catalogue.add(english, word)
    catalogue.add("Target", "À atteindre", context="category of an outcome")
    folder = tmp_path / "locale" / "fr" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "django.mo").open("wb") as file:
        write_mo(file, catalogue)
    settings.LOCALE_PATHS = [tmp_path / "locale", *settings.LOCALE_PATHS]
    trans_real._translations.clear()
    yield
    trans_real._translations.clear()


@pytest.mark.parametrize("reader", ["fr", "en", "es"])
@pytest.mark.usefixtures("french")
def test_a_french_workbook_is_read_by_a_reader_of_any_language(small, chipo, settings, reader):
    chipo.cookies[settings.LANGUAGE_COOKIE_NAME] = "fr"
    book = download(chipo, small)
    assert book.sheets[OUTCOMES].title == "Résultats"
    book.write(OUTCOMES, "Catégorie", "À atteindre", row=2)
    book.write(OUTCOMES, "Catégorie", "Urgent", row=3)
    chipo.cookies[settings.LANGUAGE_COOKIE_NAME] = reader
    batch = uploaded(chipo, small, book)
    assert (batch.plan["changed"], batch.problem_count) == (1, 1)
    assert (batch.problems[0]["sheet"], batch.problems[0]["column"]) == ("Résultats", "Catégorie")
    with translation.override(reader):
        assert batch.plan["differences"][0]["fields"][0]["new"] == OutcomeCategory.TARGET.label
    decide(chipo, small, batch, "valid")
    assert ProgrammeOutcome.objects.get(code="ZWE101").category == "target"


@pytest.mark.usefixtures("french")
def test_an_unchanged_french_workbook_shows_no_difference_to_an_english_reader(small, chipo, settings):
    chipo.cookies[settings.LANGUAGE_COOKIE_NAME] = "fr"
    book = download(chipo, small)
    chipo.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    batch = uploaded(chipo, small, book)
    assert (batch.problems, batch.plan["differences"], batch.state) == ([], [], "posted")
