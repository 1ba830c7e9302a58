"""An import is reversed as a whole, while nothing later rests on it; what was known before stays known."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pghistory.models import Context

from ilo_dc.core.errors import Refused
from ilo_dc.core.imports.actions.imports import confirm_sheet, upload_sheet
from ilo_dc.core.imports.actions.reversal import UnableToReverse, reverse_import
from ilo_dc.core.imports.scope import Scope
from ilo_dc.core.imports.vocab import ScopeKind
from ilo_dc.core.models import Change, ImportBatch, Notification
from ilo_dc.core.reference.actions.loading import load_reference_data
from portfolio.frameworks.imports import FRAMEWORK_SUBOUTPUTS
from portfolio.models import ResultsFramework, ResultsNode, SubOutputState
from portfolio.results.imports.results import RESULTS_FRAMEWORKS
from tests.people import signed_in
from tests.recipes.results_sheets import head, result, write_results
from tests.recipes.sub_output_sheets import load, row, write_lines

pytestmark = pytest.mark.usefixtures("places", "kept_files")

ALL = Scope(ScopeKind.ALL, finance_year=2024)
NOT_SAID = {"id", "change_id", "recorded_at", "superseded_at", "superseded_by_id"}


def said(moment=None) -> list[dict]:
    """Return all that the rows say that were known at a moment, their editions among it."""
    rows = SubOutputState.objects.as_known_at(moment).order_by("sub_output__source_id").values()
    return [{name: value for name, value in one.items() if name not in NOT_SAID} for one in rows]


@pytest.fixture
def before(tmp_path):
    """Three sub-outputs, and a moment at which they were known."""
    load(write_lines(tmp_path / "first.csv", row("1"), row("2"), row("3", "NAM")))
    return timezone.now()


@pytest.fixture
def save(upload, work_off, pardev_officer):
    """Upload, check and save lines."""

    def do(*lines, scope=ALL) -> ImportBatch:
        batch = upload(*lines, scope=scope)
        work_off()
        confirm_sheet(by=pardev_officer, batch=batch, importer=FRAMEWORK_SUBOUTPUTS)
        work_off()
        batch.refresh_from_db()
        assert batch.state == "posted"
        return batch

    return do


def undo(by, batch, reason="The wrong file") -> ImportBatch:
    return reverse_import(by=by, batch=batch, importer=FRAMEWORK_SUBOUTPUTS, reason=reason)


def test_all_is_as_before_and_what_was_known_stays_known(before, save, pardev_officer):
    first = said()
    batch = save(row("1", required="500"), row("4", "KHM"))
    saved, between = said(), timezone.now()
    assert saved != first
    batch = undo(pardev_officer, batch)
    assert said() == first
    assert (said(before), said(between)) == (first, saved)
    assert (batch.state, batch.reversal.reason) == ("reversed", "The wrong file")
    assert batch.reversal.pk == Change.objects.latest("pk").pk
    assert Notification.objects.latest("pk").values["file"] == "sheet.csv"


def test_nothing_is_reversed_twice_and_nothing_without_a_reason(before, save, pardev_officer):
    batch = save(row("1"))
    with pytest.raises(UnableToReverse, match="Say why"):
        undo(pardev_officer, batch, " ")
    undo(pardev_officer, batch)
    changes = Change.objects.count()
    with pytest.raises(UnableToReverse, match="Only a saved import"):
        undo(pardev_officer, batch)
    assert Change.objects.count() == changes


def test_an_import_that_saved_nothing_has_nothing_to_reverse(before, save, pardev_officer):
    batch = save(row("1"), row("2"), row("3", "NAM"))
    assert batch.change is None
    with pytest.raises(UnableToReverse, match="saved nothing"):
        undo(pardev_officer, batch)


@pytest.mark.parametrize(
    "later",
    [
        (row("1", required="9"), row("4", "KHM")),  # changes what it changed
        (row("1", required="500"), row("4", "KHM"), row("2")),  # names again what it withdrew
        (row("1", required="500"),),  # withdraws what it added
    ],
)
def test_an_import_on_which_a_later_one_rests_is_reversed_after_that(before, save, pardev_officer, later):
    first = said()
    batch = save(row("1", required="500"), row("4", "KHM"))
    second = said()
    after = save(*later)
    with pytest.raises(
        UnableToReverse, match=f"rests on what this import saved: {after.change_id}"
    ) as refused:
        undo(pardev_officer, batch)
    assert refused.value.status == 409
    undo(pardev_officer, after)
    assert said() == second
    undo(pardev_officer, batch)
    assert said() == first


def test_a_later_import_of_other_rows_does_not_stand_in_the_way(before, save, pardev_officer):
    first = said()
    batch = save(row("1", required="500"), row("2"), row("3", "NAM"))
    save(row("9", "KHM"), scope=Scope(finance_year=2024))
    undo(pardev_officer, batch)
    assert [one for one in said() if one["framework_id"] in {row["framework_id"] for row in first}] == first


def test_who_may_not_import_reverses_nothing(before, save, finance_officer, auditor):
    batch = save(row("1"))
    for person in (finance_officer, auditor):
        with pytest.raises(Refused):
            undo(person, batch)


def test_it_takes_as_many_statements_whatever_the_rows(save, pardev_officer):
    counts = []
    for size in (3, 40):
        lines = [row(str(100 * size + number)) for number in range(size)]
        batch = save(*lines, scope=Scope(finance_year=2000 + size))
        with CaptureQueriesContext(connection) as made:
            undo(pardev_officer, batch)
        counts.append(len(made))
    assert counts[0] == counts[1]


@pytest.fixture
def save_results(work_off, pardev_officer, tmp_path):
    """Upload, check and save rows of results frameworks."""
    load_reference_data()

    def do(*rows) -> ImportBatch:
        path = write_results(tmp_path / "results.csv", *rows)
        batch = upload_sheet(
            by=pardev_officer,
            importer=RESULTS_FRAMEWORKS,
            file=SimpleUploadedFile("new.csv", path.read_bytes()),
            source_date=None,
            reason="x",
        )
        work_off()
        confirm_sheet(by=pardev_officer, batch=batch, importer=RESULTS_FRAMEWORKS)
        work_off()
        batch.refresh_from_db()
        assert batch.state == "posted"
        return batch

    return do


def undo_results(by, batch) -> None:
    reverse_import(by=by, batch=batch, importer=RESULTS_FRAMEWORKS, reason="Wrong")


def nodes() -> dict[str, tuple[str, bool]]:
    return {node.code: (node.text_en, node.withdrawn) for node in ResultsNode.objects.all()}


def test_records_are_as_before_too_and_what_was_added_is_withdrawn(save_results, pardev_officer):
    save_results(head(), result("1"), result("2"))
    batch = save_results(head(), result("1", text_en="Another text"), result("3"))
    assert nodes()["1"] == ("Another text", False)
    assert nodes()["2"][1]
    undo_results(pardev_officer, batch)
    found = nodes()
    assert found["1"] == ("Result 1", False)
    assert (found["2"][1], found["3"][1]) == (False, True)


def test_a_framework_is_withdrawn_with_the_results_that_the_same_import_added(save_results, pardev_officer):
    batch = save_results(head(), result("1"), result("1.1"))
    later = save_results(head(), result("1"), result("1.1"), result("2"))
    with pytest.raises(UnableToReverse, match="Result 2 rests on what it added"):
        undo_results(pardev_officer, batch)
    undo_results(pardev_officer, later)
    undo_results(pardev_officer, batch)
    assert ResultsFramework.objects.get(code="PB-2022-23").withdrawn
    assert {withdrawn for _text, withdrawn in nodes().values()} == {True}


def test_an_import_whose_records_the_history_does_not_name_stays_as_it_is(save_results, pardev_officer):
    batch = save_results(head(), result("1"))
    for context in Context.objects.filter(metadata__change=batch.change_id):
        del context.metadata["change"]  # as it was before imports were noted there
        context.save()
    with pytest.raises(UnableToReverse, match="before the portal kept which records"):
        undo_results(pardev_officer, batch)
    batch.refresh_from_db()
    assert (batch.state, nodes()["1"][1]) == ("posted", False)


def test_of_each_records_history_the_last_event_before_is_read_and_no_other(
    save_results, pardev_officer, monkeypatch
):
    batches = [save_results(head(), result("1", text_en=f"Text {number}")) for number in range(6)]
    events, read = ResultsNode.pgh_event_model, []
    original = events.from_db.__func__

    def count(cls, *row):
        read.append(row)
        return original(cls, *row)

    monkeypatch.setattr(events, "from_db", classmethod(count))
    for number in (5, 4, 3):
        undo_results(pardev_officer, batches[number])
        assert nodes()["1"][0] == f"Text {number - 1}"
        assert len(read) == 3  # what it left, before and after the lock, and what it had found
        read.clear()


def test_the_page_reverses_after_a_reason_or_says_what_stands_in_the_way(
    client, before, save, pardev_officer
):
    signed_in(pardev_officer, client)
    batch = save(row("1", required="500"), row("4", "KHM"))
    page = reverse("import", args=[batch.pk])
    undoing = reverse("portal:import-reverse", args=[batch.pk])
    assert undoing in client.get(page).content.decode()
    assert "Frameworks, results and numbers that it named first stay" in client.get(undoing).content.decode()
    assert client.post(undoing, {"reason": ""}).status_code == 422
    after = save(row("1", required="9"))
    shown = client.get(page).content.decode()
    assert undoing not in shown
    assert f"rests on what this import saved: {after.change_id}" in shown
    client.post(reverse("portal:import-reverse", args=[after.pk]), {"reason": "The wrong file"})
    after.refresh_from_db()
    assert after.state == "reversed"
    assert "The wrong file" in client.get(reverse("import", args=[after.pk])).content.decode()
