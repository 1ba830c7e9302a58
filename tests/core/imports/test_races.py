"""Two at the same moment: one reverses or saves, the other is told, and nothing is lost."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

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
def saved(petra) -> ImportBatch:
    """A saved import of one sub-output."""
    batch = upload_sheet(
        by=petra,
        importer=FRAMEWORK_SUBOUTPUTS,
        file=SimpleUploadedFile("sheet.csv", f"{HEADER}\n{row('1')}\n".encode()),
        source_date=None,
        reason="New edition",
        scope=Scope(finance_year=2024),
    )
    check_sheet(batch=batch, importer=FRAMEWORK_SUBOUTPUTS)
    batch = confirm_sheet(by=petra, batch=batch, importer=FRAMEWORK_SUBOUTPUTS)
    return post_sheet(by=petra, batch=batch, importer=FRAMEWORK_SUBOUTPUTS)


def reverse(by, batch) -> str:
    try:
        reverse_import(by=by, batch=batch, importer=FRAMEWORK_SUBOUTPUTS, reason="Wrong")
    except UnableToReverse:
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
