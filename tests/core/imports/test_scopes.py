"""What an import speaks of: within its scope it withdraws, outside it touches nothing."""

from __future__ import annotations

import pytest
from django.urls import reverse

from ilo_dc.core.imports.actions.batches import UnableToImport
from ilo_dc.core.imports.actions.files import import_file, try_file
from ilo_dc.core.imports.actions.imports import (
    confirm_sheet,
    must_type,
    rescope_sheet,
)
from ilo_dc.core.imports.rules import must_be_typed
from ilo_dc.core.imports.scope import EVERYTHING, Scope
from ilo_dc.core.imports.vocab import ScopeKind
from ilo_dc.core.models import ImportBatch
from portfolio.frameworks.imports import FRAMEWORK_SUBOUTPUTS
from portfolio.models import SubOutputState
from tests.people import signed_in
from tests.recipes.sub_output_sheets import load, row, write_lines
from tests.recipes.uploads import file_of

pytestmark = pytest.mark.usefixtures("places", "kept_files")

ALL = Scope(ScopeKind.ALL, finance_year=2024)
KENYA = Scope(ScopeKind.CHOSEN, ("KEN",), 2024)


def current() -> list[str]:
    """Return what stands now: number, countries and year."""
    states = SubOutputState.objects.current().order_by("sub_output__source_id", "finance_year")
    names = ("sub_output__source_id", "framework__country_key", "finance_year")
    return [" ".join(map(str, one)) for one in states.values_list(*names)]


@pytest.fixture
def recorded(tmp_path):
    """Ten sub-outputs of Kenya, one of Cambodia, one that Kenya and Namibia share."""
    lines = [row(str(number)) for number in range(10, 20)]
    load(write_lines(tmp_path / "first.csv", *lines, row("20", "KHM"), row("30", "KEN"), row("30", "NAM")))
    return current()


def test_what_the_file_does_not_speak_of_stays(recorded, upload, work_off, pardev_officer):
    """Kenya's file withdraws Kenya's own that it no longer names, and not what Kenya shares."""
    batch = upload(*(row(str(number)) for number in range(10, 18)))
    work_off()
    batch.refresh_from_db()
    plan = batch.plan
    assert (plan["created"], plan["changed"], plan["withdrawn"], plan["unchanged"]) == (0, 0, 2, 8)
    assert plan["names"] == ["KEN"]
    assert "1 sub-output that countries outside the scope share is not named; it stays." in plan["notes"]
    confirm_sheet(by=pardev_officer, batch=batch, importer=FRAMEWORK_SUBOUTPUTS)
    work_off()
    assert current() == [one for one in recorded if one[:2] not in {"18", "19"}]


def test_a_shared_row_keeps_the_countries_that_the_file_does_not_speak_of(recorded, tmp_path):
    path = write_lines(tmp_path / "kenya.csv", row("30", "KEN", required="7"))
    outcome = import_file(by=None, importer=FRAMEWORK_SUBOUTPUTS, path=path, scope=KENYA)
    assert (outcome.summary["changed"], outcome.summary["withdrawn"]) == (1, 10)
    assert current() == ["20 KHM 2024", "30 KEN-NAM 2024"]
    assert SubOutputState.objects.current().get(sub_output__source_id="30").required == 7


def test_rows_outside_the_chosen_scope_are_left_out_and_counted(recorded, tmp_path):
    path = write_lines(tmp_path / "both.csv", row("20", "KHM", required="9"), row("10", required="9"))
    outcome = try_file(importer=FRAMEWORK_SUBOUTPUTS, path=path, scope=KENYA)
    assert (outcome.summary["left_out"], outcome.summary["changed"]) == (1, 1)
    outcome = try_file(importer=FRAMEWORK_SUBOUTPUTS, path=path, scope=EVERYTHING)
    assert (outcome.summary["left_out"], outcome.summary["changed"], outcome.summary["withdrawn"]) == (
        0,
        2,
        10,
    )


def test_another_finance_year_stands_beside_the_first(recorded, tmp_path):
    path = write_lines(tmp_path / "later.csv", row("10", required="500"), row("30", "KEN"))
    outcome = import_file(by=None, importer=FRAMEWORK_SUBOUTPUTS, path=path, scope=Scope(finance_year=2025))
    assert (outcome.summary["created"], outcome.summary["withdrawn"]) == (2, 0)
    assert current() == sorted([*recorded, "10 KEN 2025", "30 KEN-NAM 2025"])


def test_many_withdrawals_are_saved_only_by_who_types_their_number(
    recorded, upload, work_off, pardev_officer
):
    batch = upload(row("10"), scope=ALL)
    work_off()
    batch.refresh_from_db()
    assert must_type(batch) == 11
    for typed in (None, 10, 12):
        with pytest.raises(UnableToImport, match="withdraws 11 of 12 recorded rows") as refused:
            confirm_sheet(by=pardev_officer, batch=batch, importer=FRAMEWORK_SUBOUTPUTS, withdraws=typed)
        assert list(refused.value.problems) == ["withdraws"]
    assert current() == recorded
    confirm_sheet(by=pardev_officer, batch=batch, importer=FRAMEWORK_SUBOUTPUTS, withdraws=11)
    work_off()
    assert current() == ["10 KEN 2024"]


@pytest.mark.parametrize(
    ("cells", "counts"),
    [({"description": ""}, (1, 0)), ({"description": "AtelierÂ dâ€™Ã©tÃ©"}, (0, 1))],
)
def test_emptied_and_misread_texts_are_saved_only_by_who_agrees(  # noqa: PLR0917  (fixtures)
    tmp_path, upload, work_off, client, pardev_officer, cells, counts
):
    load(write_lines(tmp_path / "first.csv", row("10", description="Words"), row("20", "KHM")))
    batch = upload(row("10", **cells))
    work_off()
    batch.refresh_from_db()
    assert (batch.plan["emptied"], batch.plan["misread"]) == counts
    with pytest.raises(UnableToImport, match="Agree to it") as refused:
        confirm_sheet(by=pardev_officer, batch=batch, importer=FRAMEWORK_SUBOUTPUTS)
    assert list(refused.value.problems) == ["agrees"]
    signed_in(pardev_officer, client)
    page = reverse("import", args=[batch.pk])
    assert 'name="agrees" required' in client.get(page).content.decode()
    assert "Agree to it" in client.post(f"{page}save/", follow=True).content.decode()
    client.post(f"{page}save/", {"agrees": "on"})
    work_off()
    batch.refresh_from_db()
    assert batch.state == "posted"


@pytest.mark.parametrize(
    ("withdrawn", "unchanged", "is_typed"),
    [(5, 0, False), (6, 54, False), (6, 53, True), (967, 26, True), (0, 0, False)],
)
def test_the_share_above_which_the_number_is_typed(withdrawn, unchanged, is_typed):
    counts = {"created": 0, "changed": 0, "withdrawn": withdrawn, "unchanged": unchanged}
    assert must_be_typed(counts, percent=10, rows=5) is is_typed


def test_the_scope_is_changed_in_the_preview(recorded, upload, work_off, pardev_officer):
    batch = upload(row("10"), scope=ALL)
    work_off()
    rescope_sheet(
        by=pardev_officer, batch=batch, importer=FRAMEWORK_SUBOUTPUTS, scope=Scope(finance_year=2025)
    )
    with pytest.raises(UnableToImport, match="not waiting"):
        confirm_sheet(by=pardev_officer, batch=batch, importer=FRAMEWORK_SUBOUTPUTS, withdraws=11)
    work_off()
    batch.refresh_from_db()
    assert (batch.state, batch.plan["created"], batch.plan["withdrawn"]) == ("ready", 1, 0)
    assert must_type(batch) is None


@pytest.mark.parametrize(
    ("scope", "field", "word"),
    [
        (Scope(), "finance_year", "which finance year"),
        (Scope(ScopeKind.CHOSEN, (), 2024), "names", "Choose what"),
        (Scope(ScopeKind.NAMED, ("KEN",), 2024), "names", "Choose what"),
        (Scope(ScopeKind.CHOSEN, ("KEN", "XXX"), 2024), "names", "Not known here: XXX"),
    ],
)
def test_a_scope_that_says_nothing_is_refused(upload, scope, field, word):
    with pytest.raises(UnableToImport, match=word) as refused:
        upload(row("1"), scope=scope)
    assert list(refused.value.problems) == [field]


def test_the_page_shows_the_scope_and_asks_for_the_number(client, recorded, work_off, pardev_officer):
    signed_in(pardev_officer, client)
    fields = {"importer": "framework_suboutputs", "reason": "x", "scope": "all", "finance_year": 2024}
    page = client.post(reverse("import-new"), {**fields, "file": file_of(row("10"))}).url
    work_off()
    shown = client.get(page).content.decode()
    assert "11 of 12 recorded" in shown
    assert "Write 11 to agree" in shown
    save = page + "save/"
    assert "Write 11 to agree" in client.post(save, follow=True).content.decode()
    assert current() == recorded
    client.post(page + "scope/", {"scope": "chosen", "names": "nam", "finance_year": 2024})
    work_off()
    shown = client.get(page).content.decode()
    assert "Namibia" in shown
    assert "Write 11" not in shown
    client.post(page + "scope/", {"scope": "all", "finance_year": 2024})
    work_off()
    client.post(save, {"withdraws": 11})
    work_off()
    assert current() == ["10 KEN 2024"]


def test_the_form_takes_names_of_countries_and_says_how_to_write_what_it_does_not_know(
    client, recorded, work_off, pardev_officer
):
    signed_in(pardev_officer, client)
    fields = {"importer": "framework_suboutputs", "reason": "x", "scope": "chosen", "finance_year": 2024}

    def sent(**other):
        return client.post(reverse("import-new"), {**fields, **other, "file": file_of(row("10"))})

    page = sent(names="namibia, Kenya; KHM").url
    work_off()
    assert all(name in client.get(page).content.decode() for name in ("Kenya", "Namibia", "Cambodia"))
    unknown = sent(names="Bangladesch").content.decode()
    assert "Not known here: Bangladesch. Write a country by its name" in unknown
    assert "such as BGD" in unknown
    assert "Choose the file again: it was not kept." in unknown
    early = sent(names="KEN", finance_year=26)
    assert early.status_code == 422
    assert "Write the year with four digits: 2026, not 26." in early.content.decode()
    assert "Choose the file again" in early.content.decode()
    assert "Choose the file again" not in client.get(reverse("import-new")).content.decode()
    assert "Choose the file again" not in client.post(reverse("import-new"), fields).content.decode()


def test_a_file_that_is_marked_in_a_demonstration_says_why(client, upload, work_off, pardev_officer):
    signed_in(pardev_officer, client)
    why = "because this installation is a demonstration"
    batch = upload(row("10"))
    work_off()
    page = reverse("import", args=[batch.pk])
    assert why in client.get(page).content.decode()
    ImportBatch.objects.filter(pk=batch.pk).update(demonstration=False)
    assert why not in client.get(page).content.decode()
