"""Outcome updates in the workbook of their programme, there and back: the rules are those of their page."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ilo_dc.core.history.events import tracked
from ilo_dc.core.models import Notification
from portfolio.models import OutcomeUpdate
from portfolio.updates.actions import outcome_updates as actions
from portfolio.updates.actions.outcome_updates import Reported
from tests.people import signed_in
from tests.recipes import programmes as plans
from tests.recipes import updates
from tests.recipes.workbooks import decide, download, large, uploaded

pytestmark = pytest.mark.usefixtures("kept_files")
OUTCOMES, UPDATES, VALUES = 2, 5, 6
ID, VERSION = "id (do not change)", "version (do not change)"
TOLD = "Two hundred young people found work."


@pytest.fixture
def kept_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def programme(field_officer, regional_officer, countries):
    """A running programme of Zimbabwe with three outcomes; two periods of each are due."""
    made = large(regional_officer, countries["ZWE"], outcomes=3)
    return plans.brought_to(regional_officer, made, "running")


@pytest.fixture
def chipo(field_officer):
    return signed_in(field_officer)


def rows_of(book, sheet):
    """Return the rows of a sheet by what names them, with their numbers."""
    header, *lines = book.sheets[sheet].iter_rows(values_only=True)
    rows = [dict(zip(header, line, strict=True)) for line in lines]
    named = "CPO code" if sheet == UPDATES else "Number of the indicator"
    return {(row[named], row["Period"]): (number, row) for number, row in enumerate(rows, start=2)}


def begun(by, programme, book=None, code="ZWE102", **entered):
    """Begin the first update of an outcome on its page, with everything that a workbook could spoil."""
    outcome = updates.fresh(programme.outcomes.get(code=code))
    (indicator,) = outcome.indicators.all()
    text = {
        "narrative": "=SUM(A1)\r\nDeux cents\u0301 jeunes  ",
        "values": {indicator.pk: Reported(Decimal("12.5000"), "- dans deux régions")},
        **entered,
    }
    return updates.draft(by, outcome, "2026-H1", **text)


def say(book, code, period="2026-H1", **values):
    """Write into the row of an update; return its number."""
    number, _row = rows_of(book, UPDATES)[(code, period)]
    for heading, value in values.items():
        book.write(UPDATES, heading.replace("_", " "), value, number)
    return number


def told(batch):
    return {(one["sheet"], one["row"], one["column"]): one["message"] for one in batch.problems}


@pytest.fixture
def drafted(field_officer, programme):
    """The draft of ZWE102."""
    return begun(field_officer, programme)


def test_it_is_filled_with_what_is_due_and_what_was_begun(chipo, field_officer, programme):
    update = begun(field_officer, programme)
    book = download(chipo, programme)
    rows = rows_of(book, UPDATES)
    assert {code for code, _period in rows} == {"ZWE101", "ZWE102", "ZWE103"}
    number, row = rows[("ZWE102", "2026-H1")]
    assert (row[ID], row[VERSION], row["State"], row["Submit now"]) == (update.pk, 1, "Draft", "No")
    assert (row["Progress"], row["Workers"], row["Workers, on"].date()) == (
        "On track",
        "Yes",
        date(2026, 5, 20),
    )
    assert row["Language of this text"] == "French"
    place = book.cell(UPDATES, "What was achieved", number).coordinate
    assert book.cell(UPDATES, "Characters (at most 1500)", number).value == f"=LEN({place})"
    _number, blank = rows[("ZWE101", "2026-H1")]
    assert (blank[ID], blank[VERSION], blank["State"]) == (None, None, "Not begun")
    values = rows_of(book, VALUES)
    assert values[("ZWE102-1", "2026-H1")][1]["Value"] == 12.5
    assert {period for _code, period in values} == {period for _code, period in rows}


def test_cells_have_lists_limits_and_locks(chipo, programme):
    book = download(chipo, programme)
    rules = {}
    for sheet in (UPDATES, VALUES):
        for one in book.sheets[sheet].data_validations.dataValidation:
            rules[(sheet, book.sheets[sheet][f"{str(one.sqref).split(':')[0][:-1]}1"].value)] = one
    narrative = rules[(UPDATES, "What was achieved")]
    assert (narrative.type, narrative.formula1, narrative.errorStyle) == ("textLength", "1500", "warning")
    assert (rules[(VALUES, "Value in words")].formula1, rules[(VALUES, "Value")].type) == ("300", "decimal")
    assert {rules[(UPDATES, f"{one}, on")].type for one in ("Government", "Employers", "Workers")} == {"date"}
    assert {rules[(UPDATES, one)].type for one in ("Submit now", "Progress", "Government")} == {"list"}
    for heading in (ID, VERSION, "CPO code", "Period", "Outcome", "State", "Due"):
        assert book.cell(UPDATES, heading).protection.locked
    for heading in ("Submit now", "Progress", "What was achieved", "Workers, on"):
        assert not book.cell(UPDATES, heading).protection.locked


def test_who_writes_no_updates_and_what_is_not_running_has_none(
    chipo, regional_officer, programme, countries
):
    assert rows_of(download(signed_in(regional_officer), programme), UPDATES) == {}
    other = large(regional_officer, countries["NAM"], outcomes=2)
    assert rows_of(download(chipo, other), UPDATES) == {}


def test_unchanged_there_and_back_shows_no_difference_in_any_language(
    chipo, field_officer, programme, settings
):
    begun(field_officer, programme)
    before = list(OutcomeUpdate.objects.values())
    for language in ("en", "fr", "es"):
        chipo.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        book = download(chipo, programme)
        chipo.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        batch = uploaded(chipo, programme, book)
        assert (batch.problems, batch.plan["differences"], batch.plan["conflicts"]) == ([], [], [])
        assert (batch.state, batch.plan["unchanged"]) == ("posted", batch.plan["rows"])
    assert list(OutcomeUpdate.objects.values()) == before


def test_drafts_are_begun_changed_and_handed_in_as_on_the_page(
    chipo, field_officer, regional_officer, programme
):
    update = begun(field_officer, programme)
    narrative = update.narrative
    book = download(chipo, programme)
    say(book, "ZWE101", Progress="No progress", What_was_achieved=TOLD)
    say(book, "ZWE102", Submit_now="Yes")
    say(book, "ZWE103", Language_of_this_text="Spanish")  # a language alone begins nothing
    for code, value in (("ZWE101-1", 30), ("ZWE102-1", 14)):
        number, _row = rows_of(book, VALUES)[(code, "2026-H1")]
        book.write(VALUES, "Value", value, number)
    batch = uploaded(chipo, programme, book)
    assert (batch.problems, batch.plan["created"], batch.plan["changed"]) == ([], 1, 1)
    assert not Notification.objects.filter(
        recipient=regional_officer, text__startswith="An outcome update"
    ).exists()
    assert [one["row"] for one in batch.plan["differences"]] == ["ZWE101 · 2026-H1", "ZWE102 · 2026-H1"]
    assert OutcomeUpdate.objects.get() == update
    assert decide(chipo, programme, batch, "all").state == "posted"
    begun_here = OutcomeUpdate.objects.get(outcome__code="ZWE101")
    assert (begun_here.state, begun_here.author, begun_here.narrative) == ("draft", field_officer, TOLD)
    assert begun_here.values.get().value == 30
    update.refresh_from_db()
    assert (update.state, update.submitted_by, update.narrative) == ("submitted", field_officer, narrative)
    assert (update.values.get().value, update.values.get().words) == (14, "- dans deux régions")
    assert Notification.objects.filter(
        recipient=regional_officer, text__startswith="An outcome update"
    ).exists()
    event = tracked()["portfolio.outcomeupdate"].objects.latest("pgh_id")
    assert event.pgh_context.metadata["reason"] == "Mission of May"
    assert ("ZWE102", "2026-H1") not in rows_of(download(chipo, programme), UPDATES)


def test_what_is_wrong_is_said_by_sheet_row_and_column_and_the_rest_can_be_saved(chipo, programme):
    book = download(chipo, programme)
    long = say(book, "ZWE101", What_was_achieved="x" * 1501)
    bare = say(book, "ZWE102", Submit_now="Yes", Workers="Yes")
    fine = say(book, "ZWE103", What_was_achieved=TOLD)
    words, _row = rows_of(book, VALUES)[("ZWE103-1", "2025-H2")]
    book.write(VALUES, "Value in words", "y" * 301, words)
    batch = uploaded(chipo, programme, book)
    problems = told(batch)
    assert set(problems) == {
        ("Outcome updates", long, "What was achieved"),
        ("Outcome updates", bare, "Progress"),
        ("Outcome updates", bare, "What was achieved"),
        ("Outcome updates", bare, "Workers, on"),
        ("Values of the updates", words, "Value in words"),
    }
    assert "1500" in problems[("Outcome updates", long, "What was achieved")]
    assert [one["number"] for one in batch.plan["differences"]] == [fine]
    decide(chipo, programme, batch, "all")
    assert not OutcomeUpdate.objects.exists()
    decide(chipo, programme, batch, "valid")
    assert OutcomeUpdate.objects.get().outcome.code == "ZWE103"


def test_what_somebody_wrote_meanwhile_is_never_overwritten(chipo, field_officer, programme):
    update = begun(field_officer, programme)
    left, changed = download(chipo, programme), download(chipo, programme)
    text = updates.text(updates.fresh(update.outcome), narrative="On the page")
    actions.edit_update(by=field_officer, update=update, lock_version=update.version, text=text)
    begun(field_officer, programme, code="ZWE103")
    say(left, "ZWE101", What_was_achieved=TOLD)
    batch = uploaded(chipo, programme, left)
    assert (batch.state, batch.plan["conflicting"], len(batch.plan["conflicts"])) == ("ready", 0, 2)
    say(changed, "ZWE102", What_was_achieved="In the workbook")
    say(changed, "ZWE103", What_was_achieved="In the workbook")
    batch = uploaded(chipo, programme, changed)
    assert (batch.state, batch.plan["conflicting"]) == ("refused", 2)
    assert {one["row"] for one in batch.plan["conflicts"]} == {"ZWE102 · 2026-H1", "ZWE103 · 2026-H1"}
    decide(chipo, programme, batch, "all")
    assert not OutcomeUpdate.objects.filter(narrative="In the workbook").exists()


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ((ID, 10**6), "no such row"),
        ((ID, None), "restore it"),
        ((VERSION, 7), "Versions are not changed"),
        (("CPO code", "ZWE777"), "stays where it belongs"),
        (("CPO code", "ZWE101"), "twice"),
        (("Period", "2031-H3"), "stays where it belongs"),
    ],
)
def test_a_row_stays_the_row_of_its_update(chipo, drafted, place, message):
    (heading, value), programme = place, drafted.outcome.programme
    book = download(chipo, programme)
    number, _row = rows_of(book, UPDATES)[("ZWE102", "2026-H1")]
    book.write(UPDATES, heading, value, number)
    batch = uploaded(chipo, programme, book)
    assert batch.state == "refused"
    assert any(message in one["message"] for one in batch.problems)


def test_a_value_that_cannot_be_is_refused_in_its_cell(chipo, programme):
    book = download(chipo, programme)
    say(book, "ZWE101", What_was_achieved=TOLD)
    number, _row = rows_of(book, VALUES)[("ZWE101-1", "2026-H1")]
    book.write(VALUES, "Value", -3, number)
    batch = uploaded(chipo, programme, book)
    assert [one["message"] for one in batch.problems] == [
        "Write zero or more: this indicator starts at zero."
    ]
    assert batch.problems[0]["column"].startswith("Value (ZWE101: ")


def test_values_of_no_update_are_an_error(chipo, programme):
    book = download(chipo, programme)
    number, _row = rows_of(book, VALUES)[("ZWE101-1", "2026-H1")]
    book.write(VALUES, "Number of the indicator", "ZWE102-1", number)
    book.write(VALUES, "Period", "1999", number + 1)
    batch = uploaded(chipo, programme, book)
    assert {one["column"] for one in batch.problems} == {"Number of the indicator"}
    assert len(batch.problems) == 2


def test_the_region_saves_the_plan_of_another_offices_workbook_but_not_its_updates(
    chipo, regional_officer, programme
):
    book = download(chipo, programme)
    number = say(book, "ZWE101", What_was_achieved=TOLD)
    book.write(OUTCOMES, "Title", "A better title")
    rashid = signed_in(regional_officer)
    batch = uploaded(rashid, programme, book)
    assert "Only a field officer" in told(batch)[("Outcome updates", number, "")]
    decide(rashid, programme, batch, "valid")
    assert programme.outcomes.filter(title="A better title").exists()
    assert not OutcomeUpdate.objects.exists()


def test_many_updates_take_as_many_queries_as_few(chipo, regional_officer, programme, countries):
    many = plans.brought_to(
        regional_officer, large(regional_officer, countries["NAM"], outcomes=9), "running"
    )
    asked = {}
    for one in (programme, many, programme, many):  # the first round warms what is read once
        with CaptureQueriesContext(connection) as captured:
            book = download(chipo, one)
        with CaptureQueriesContext(connection) as compared:
            uploaded(chipo, one, book)
        asked[one.pk] = (len(captured), len(compared))
    assert asked[many.pk] == asked[programme.pk]
