"""Two at the same moment: one reverses or saves, the other is told, and nothing is lost."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.urls import reverse as address_of

from ilo_dc.core.facts.actions.changes import impatient, recording
from ilo_dc.core.imports.actions.batches import SheetAtWork
from ilo_dc.core.imports.actions.files import import_file
from ilo_dc.core.imports.actions.imports import check_sheet, confirm_sheet, post_sheet, upload_sheet
from ilo_dc.core.imports.actions.reversal import UnableToReverse, reverse_import
from ilo_dc.core.imports.scope import Scope
from ilo_dc.core.installation.actions import found_installation
from ilo_dc.core.models import Change, ImportBatch, User
from ilo_dc.core.people.actions.memberships import NewMembership, give
from ilo_dc.core.people.vocab import Role, ScopeKind
from portfolio.frameworks.imports import FRAMEWORK_SUBOUTPUTS
from portfolio.models import SubOutputState
from tests.people import signed_in
from tests.portfolio.programmes.test_races import at_once
from tests.recipes.sub_output_sheets import HEADER, make_places, row, write_lines

pytestmark = [pytest.mark.usefixtures("committing", "kept_files"), pytest.mark.race]


@pytest.fixture
def petra(committing) -> User:
    """A partnership officer, in a database of the test's own."""
    found_installation(mode="demonstration")
    make_places()
    user = User.objects.create(username="petra", email="petra@example.org", demonstration=True)
    with transaction.atomic():
        give(None, user, NewMembership(Role.PARDEV, ScopeKind.GLOBAL), reason="test")
    return user


@pytest.fixture
def confirmed(petra) -> ImportBatch:
    """A sheet of one sub-output that is to be saved."""
    batch = upload_sheet(
        by=petra,
        importer=FRAMEWORK_SUBOUTPUTS,
        file=SimpleUploadedFile("sheet.csv", f"{HEADER}\n{row('1')}\n".encode()),
        source_date=None,
        reason="New edition",
        scope=Scope(finance_year=2024),
    )
    check_sheet(batch=batch, importer=FRAMEWORK_SUBOUTPUTS)
    return confirm_sheet(by=petra, batch=batch, importer=FRAMEWORK_SUBOUTPUTS)


@pytest.fixture
def saved(petra, confirmed) -> ImportBatch:
    """A saved import of one sub-output."""
    return post_sheet(by=petra, batch=confirmed, importer=FRAMEWORK_SUBOUTPUTS)


def reverse(by, batch) -> str:
    try:
        reverse_import(by=by, batch=batch, importer=FRAMEWORK_SUBOUTPUTS, reason="Wrong")
    except (UnableToReverse, SheetAtWork):
        return "told"
    return "reversed"


def test_of_two_who_reverse_it_one_is_told(petra, saved):
    answers = at_once(lambda: reverse(petra, saved), lambda: reverse(petra, saved))
    assert sorted(answers) == ["reversed", "told"]
    assert Change.objects.count() == 2
    assert not SubOutputState.objects.current().exists()


def test_who_reverses_while_another_saves_either_comes_first_or_is_told(petra, saved, tmp_path):
    path = write_lines(tmp_path / "other.csv", row("1", required="9"))

    def save() -> str:
        import_file(by=petra, importer=FRAMEWORK_SUBOUTPUTS, path=path, reason="Other")
        return "saved"

    answers = at_once(lambda: reverse(petra, saved), save)
    assert answers[1] == "saved"
    assert [state.required for state in SubOutputState.objects.current()] == [9]
    saved.refresh_from_db()
    assert (saved.state == "reversed") is (answers[0] == "reversed")


DECISIONS = {
    "scope": {"scope": "named", "finance_year": 2025},
    "save": {},
    "cancel": {},
    "reverse": {"reason": "Wrong"},
}


def test_whatever_is_decided_while_a_sheet_is_being_saved_is_answered_at_once(petra, confirmed):
    """Each door answers while the worker holds the sheet, which it does until this test lets it go on."""
    answers = {}

    def press(verb: str, values: dict) -> None:
        client = signed_in(petra)
        address = address_of(f"api:imports-{verb}", args=[confirmed.pk])
        answers["api", verb] = client.post(address, values, content_type="application/json")
        page = address_of(f"portal:import-{verb}", args=[confirmed.pk])
        answers["page", verb] = client.post(page, values, follow=True)

    def meanwhile(step: str) -> None:
        if step == "Saving":
            for decision in DECISIONS.items():
                assert at_once(lambda decision=decision: press(*decision)) == [None]

    batch = post_sheet(by=petra, batch=confirmed, importer=FRAMEWORK_SUBOUTPUTS, progress=meanwhile)
    assert batch.state == "posted"
    assert {door for _kind, door in answers} == set(DECISIONS)
    for (kind, verb), answer in answers.items():
        assert answer.status_code == {"api": 409, "page": 422 if verb == "reverse" else 200}[kind], verb
        told = answer.json()["detail"] if kind == "api" else answer.content.decode()
        assert "This sheet is being saved." in told, (kind, verb)


def test_who_reverses_while_another_records_for_long_is_told_and_reverses_it_later(petra, saved):
    client, answers = signed_in(petra), []
    address = address_of("api:imports-reverse", args=[saved.pk])

    def press() -> None:
        answers.append(client.post(address, {"reason": "Wrong"}, content_type="application/json"))

    with transaction.atomic(), recording(by=None, reason="A long import"):
        assert at_once(press) == [None]
    press()
    assert [answer.status_code for answer in answers] == [503, 200]
    assert "Another import is being saved" in answers[0].json()["detail"]
    assert answers[0]["Retry-After"]


def test_who_waits_shortly_for_the_lock_of_changes_leaves_no_limit_behind(committing):
    with (
        transaction.atomic(),
        impatient(),
        recording(by=None, reason="x"),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT current_setting('lock_timeout')")
        assert cursor.fetchone() == ("0",)
