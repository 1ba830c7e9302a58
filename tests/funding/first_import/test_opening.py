"""The opening: final, the manager's, and the end of every earlier date of recording."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from funding.first_import.imports.kinds import FIRST_IMPORT
from funding.first_import.imports.postings import ALLOCATIONS, EXPENDITURE, RECEIPTS
from funding.ledger.actions.postings import lines_of
from funding.models import Agreement, LedgerEntry
from ilo_dc.core.errors import Refused
from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.facts.actions.opening import UnableToOpen, open_installation, opening
from ilo_dc.core.installation.actions import found_installation
from ilo_dc.core.models import Change, Opening, User
from ilo_dc.core.people.actions.memberships import NewMembership, give
from ilo_dc.core.people.vocab import Role, ScopeKind
from tests.people import signed_in
from tests.recipes.first_import import load, sheet
from tests.recipes.ledger import money, pool_of, posting

POOL = {"pool": "RBSA 2022-23"}
ADDRESS = "/imports/opening/"


@pytest.fixture
def pool(installation, kept_files):
    money()
    return pool_of()


@pytest.fixture
def live(db, kept_files):
    """A live installation: its manager, who opens it, and a pool."""
    found_installation(mode="live")
    user = User.objects.create(username="mona", email="mona@example.org")
    give(None, user, NewMembership(Role.MANAGER, ScopeKind.GLOBAL), reason="test")
    money()
    return user, pool_of()


def dated_back(pool):
    """Write a line that says it was recorded earlier, past every action."""
    line = lines_of(posting(pool, "receipt", "5"), 1, "")[0]
    line.backdated, line.recorded_at = True, datetime(2022, 8, 1, tzinfo=UTC)
    with transaction.atomic(), recording(by=None, reason="Test"):
        LedgerEntry.objects.bulk_create([line])
    return line


def test_a_live_installation_takes_earlier_dates_until_it_is_opened(live, tmp_path):
    manager, pool = live
    path = sheet(tmp_path, RECEIPTS, {**POOL, "reference": "R-1", "recorded_on": "2022-07-20"})
    assert load(path, RECEIPTS)[1].problems == []
    assert not LedgerEntry.objects.get().demonstration
    dated_back(pool)
    open_installation(by=manager, reason="All is loaded")
    with pytest.raises(IntegrityError), transaction.atomic():
        dated_back(pool)
    assert LedgerEntry.objects.count() == 2


def test_after_the_opening_every_sheet_refuses_what_is_dated_back(manager, partners, tmp_path):
    open_installation(by=manager, reason="All is loaded")
    later = {**POOL, "reference": "R-1", "recorded_on": "2022-07-20"}
    outcomes = {}
    for importer in FIRST_IMPORT:
        row = later if importer in (RECEIPTS, ALLOCATIONS, EXPENDITURE) else {"reference": "D-1"}
        outcomes[importer.code] = load(sheet(tmp_path, importer, row), importer)[1]
    assert all(one.blocked for one in outcomes.values())
    assert not Agreement.objects.exists()
    assert not LedgerEntry.objects.exists()
    assert "recorded_on" in {one.column for one in outcomes["first-receipts"].problems}
    for code in ("first-agreements", "first-approvals", "first-openings"):
        assert "the first import is over" in " ".join(one.message for one in outcomes[code].problems)
        importer = next(one for one in FIRST_IMPORT if one.code == code)
        assert "the first import is over" in str(importer.policy(manager).reason)
    now = sheet(tmp_path, RECEIPTS, {**POOL, "reference": "R-2"})
    assert load(now, RECEIPTS)[1].problems == []
    assert not LedgerEntry.objects.get().backdated


def test_the_opening_is_the_managers_final_and_among_the_changes(
    installation, manager, pardev_officer, admin
):
    for person in (pardev_officer, admin):
        with pytest.raises(Refused):
            open_installation(by=person, reason="Now")
    with pytest.raises(UnableToOpen):
        open_installation(by=manager, reason=" ")
    assert opening() is None
    open_installation(by=manager, reason="All is loaded")
    with pytest.raises(UnableToOpen):
        open_installation(by=manager, reason="Again")
    assert Change.objects.filter(reason="All is loaded", by=manager).count() == 1
    for statement in ("UPDATE core_opening SET reason = 'x'", "DELETE FROM core_opening"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert Opening.objects.get().opened_by == manager


def test_its_page_asks_to_agree_and_says_afterwards_who_did_it(installation, manager, pardev_officer):
    browser = signed_in(manager)
    assert browser.get(ADDRESS).status_code == 200
    assert browser.post(ADDRESS, {"reason": "All is loaded"}).status_code == 422
    assert opening() is None
    answer = browser.post(ADDRESS, {"reason": "All is loaded", "final": "on"})
    assert answer.status_code == 302
    assert opening() is not None
    after = browser.get(ADDRESS)
    assert after.status_code == 409
    assert "All is loaded" in after.content.decode()
    assert signed_in(pardev_officer).get(ADDRESS).status_code == 403
