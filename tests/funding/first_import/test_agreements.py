"""Agreements, amendments and approvals of the past, and the balances that pools open with."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db.models import F

from funding.first_import.imports.agreements import AGREEMENTS
from funding.first_import.imports.approvals import APPROVALS
from funding.first_import.imports.openings import OPENING_BALANCES
from funding.first_import.imports.postings import ALLOCATIONS, RECEIPTS
from funding.ledger.actions.checks import check_ledger
from funding.ledger.actions.postings import Posting, UnableToPost, post_entry
from funding.ledger.vocab import EntryKind
from funding.models import Agreement, AgreementState, Amendment, Approval, LedgerEntry, Pool
from ilo_dc.core.imports.actions.files import Provenance, Sender, read_file, save_rows
from ilo_dc.core.imports.actions.reversal import UnableToReverse, reverse_import
from ilo_dc.core.imports.importer import checksum_of
from ilo_dc.core.imports.scope import Scope
from ilo_dc.core.models import Currency
from ilo_dc.core.progress import quiet
from tests.recipes.agreements import published
from tests.recipes.first_import import load, sheet
from tests.recipes.ledger import balance

pytestmark = pytest.mark.usefixtures("partners")
ONE = {"reference": "D-1"}


def agreed(tmp_path, *rows):
    return load(sheet(tmp_path, AGREEMENTS, *rows), AGREEMENTS)


def approved(tmp_path, *rows):
    return load(sheet(tmp_path, APPROVALS, *rows), APPROVALS)


def test_an_agreement_has_its_terms_its_life_its_pool_and_its_amendments(tmp_path):
    amended = {
        **ONE,
        "amendment": "1",
        "signed_on": "2022-05-01",
        "amount": "-30000.00",
        "last_day": "2025-03-31",
    }
    ended = {"kind": "umbrella", "status": "terminated", "ended_on": "2023-06-30"}
    batch, outcome = agreed(tmp_path, {**ONE, **ended}, amended)
    assert outcome.problems == []
    one = Agreement.objects.get()
    assert (one.status, one.ends_on, one.psc_rate, one.revenue_type) == (
        "terminated",
        date(2024, 4, 1),
        13,
        "R03E",
    )
    states = AgreementState.objects.order_by("recorded_at")
    assert [(state.status, state.effective_on, state.backdated) for state in states] == [
        ("draft", date(2021, 3, 1), True),
        ("signed", date(2021, 3, 1), True),
        ("terminated", date(2023, 6, 30), True),
    ]
    known = AgreementState.objects.as_known_at(datetime(2022, 1, 1, tzinfo=UTC))
    assert [state.status for state in known] == ["signed"]
    assert (Pool.objects.get().agreement, one.amendments.get().amount) == (one, Decimal("-30000.00"))
    assert (batch.plan["created"], batch.state) == (2, "posted")
    assert not LedgerEntry.objects.exists()


def test_agreements_twice_add_nothing_and_a_later_file_adds_its_amendments(tmp_path):
    agreed(tmp_path, ONE)
    _batch, outcome = agreed(tmp_path, ONE)
    assert (outcome.summary["created"], outcome.summary["unchanged"]) == (0, 1)
    amended = {**ONE, "amendment": "1", "signed_on": "2022-05-01", "amount": "10.00"}
    _batch, outcome = agreed(tmp_path, ONE, amended)
    assert (outcome.summary["created"], outcome.summary["unchanged"]) == (1, 1)
    assert (Agreement.objects.count(), Amendment.objects.count(), Pool.objects.count()) == (1, 1, 1)


def test_children_stand_under_an_umbrella_of_the_same_file(tmp_path):
    umbrella = {"reference": "D-U", "kind": "umbrella"}
    child = {"reference": "D-C", "kind": "child", "umbrella": "D-U", "amount": "5.00"}
    _batch, outcome = agreed(tmp_path, umbrella, child)
    assert outcome.problems == []
    assert Agreement.objects.get(reference="D-C").parent.reference == "D-U"


def test_several_partners_give_the_total_and_each_is_approved(tmp_path):
    several = {**ONE, "kind": "multi_donor", "amount": "300.00", "partners": "germany=100; sweden=200"}
    assert agreed(tmp_path, several)[1].problems == []
    assert approved(tmp_path, {**ONE, "amount": "300.00"})[1].problems == []
    lines = dict(LedgerEntry.objects.values_list("legal_partner__slug", "amount_usd"))
    assert lines == {"germany": Decimal(100), "sweden": Decimal(200)}
    assert LedgerEntry.objects.values("posting").distinct().count() == 1


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ({"partner": "Nobody in particular"}, "partner", "No organisation"),
        ({"kind": "gift"}, "kind", "Write one of"),
        ({"title": ""}, "title", "Fill this in"),
        ({"last_day": "2020-01-01"}, "last_day", "after the start"),
        ({"signed_on": "2190-01-01"}, "status", "still to come"),
        ({"kind": "child"}, "reference", "must name it"),
        ({"kind": "dtf"}, "reference", "must name the country"),
        ({"levy": "exempt"}, "reference", "Give a reason"),
        ({"kind": "multi_donor"}, "partners", "together it is the total"),
        ({"partners": "germany"}, "partners", "with amounts"),
        ({"status": "running"}, "projects", "Name the projects"),
        ({"projects": "GLO/1"}, "projects", "No project"),
        ({"status": "draft"}, "status", "Write one of"),
        ({"status": "closed", "last_day": "2189-12-31"}, "status", "still to come"),
        ({"psc_rate": "101"}, "psc_rate", "100"),
        ({"published_on": "2190-01-01"}, "published_on", "still to come"),
    ],
)
def test_what_an_agreement_lacks_is_named_by_row_and_column(tmp_path, row, column, words):
    _batch, outcome = agreed(tmp_path, {**ONE, **row})
    found = [one.message for one in outcome.problems if one.column == column and one.row == 2]
    assert any(words in message for message in found), outcome.problems
    assert not Agreement.objects.exists()


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ({"reference": "D-9"}, "reference", "No agreement of the partner"),
        ({"signed_on": "2020-01-01"}, "signed_on", "signed after"),
        ({"amount": "-2000000.00"}, "amount", "No more can be taken back"),
        ({"currency": "EUR"}, "currency", "another currency"),
        ({"amendment": "0"}, "amendment", "whole number"),
    ],
)
def test_what_an_amendment_lacks_is_named(tmp_path, row, column, words):
    amended = {**ONE, "amendment": "1", "signed_on": "2022-05-01", "amount": "10.00"}
    _batch, outcome = agreed(tmp_path, ONE, {**amended, **row})
    found = [one.message for one in outcome.problems if one.column == column and one.row == 3]
    assert any(words in message for message in found), outcome.problems
    assert not Agreement.objects.exists()


@pytest.mark.parametrize(
    ("row", "columns"),
    [
        ({"amount": "5.00"}, "amount"),
        ({"psc_rate": "7", "levy": "included"}, "psc_rate, levy"),
        ({"basis": "received"}, "basis"),
        ({"reporting_partner": "sweden"}, "reporting_partner"),
    ],
)
def test_an_agreement_that_stands_with_other_terms_is_refused(tmp_path, row, columns):
    agreed(tmp_path, ONE)
    _batch, outcome = agreed(tmp_path, {**ONE, **row})
    assert f"other terms: {columns}." in outcome.problems[0].message


def test_what_each_of_several_partners_gives_is_compared(tmp_path):
    several = {**ONE, "kind": "multi_donor", "amount": "300.00"}
    agreed(tmp_path, {**several, "partners": "germany=100; sweden=200"})
    _batch, outcome = agreed(tmp_path, {**several, "partners": "germany=200; sweden=100"})
    assert "other terms: partners." in outcome.problems[0].message


def test_an_amendment_is_compared_in_all_that_it_says(tmp_path):
    amended = {**ONE, "amendment": "1", "signed_on": "2022-05-01", "amount": "10.00"}
    agreed(tmp_path, ONE, amended)
    _batch, outcome = agreed(tmp_path, ONE, {**amended, "last_day": "2026-03-31"})
    assert "stands here otherwise" in outcome.problems[0].message


def test_an_approval_that_says_otherwise_than_its_minute_is_refused(tmp_path):
    agreed(tmp_path, ONE)
    approved(tmp_path, {**ONE, "issued_on": "2021-04-02"})
    _batch, outcome = approved(tmp_path, ONE)
    assert "2021/0001 says otherwise: issued_on." in outcome.problems[0].message
    _batch, outcome = approved(tmp_path, {**ONE, "issued_on": "2021-04-02", "note": "Another word"})
    assert (outcome.problems, outcome.summary["unchanged"]) == ([], 1)
    assert "not compared: minute, note" in outcome.notes[0]


@pytest.mark.parametrize("kind", ["receipts", "approvals"])
def test_what_is_published_while_a_file_is_read_is_posted_as_published(tmp_path, manager, kind):
    agreed(tmp_path, ONE)
    importer, row = {
        "receipts": (RECEIPTS, {"reference": "R-1", "agreement": "D-1"}),
        "approvals": (APPROVALS, ONE),
    }[kind]
    path = sheet(tmp_path, importer, row)
    read = read_file(importer, path, Scope(), quiet, sender=Sender(None))
    published(manager, Agreement.objects.get())
    whole = Provenance(None, path.name, checksum_of(path))
    assert save_rows(importer=importer, file=read, provenance=whole).change is not None
    assert [one.published for one in LedgerEntry.objects.all()] == [True]


def test_what_was_signed_otherwise_while_a_file_is_read_is_not_posted(tmp_path):
    agreed(tmp_path, ONE)
    path = sheet(tmp_path, APPROVALS, ONE)
    read = read_file(APPROVALS, path, Scope(), quiet, sender=Sender(None))
    Agreement.objects.update(psc_rate=7, version=F("version") + 1)
    whole = Provenance(None, path.name, checksum_of(path))
    with pytest.raises(UnableToPost, match="was changed while the file was read"):
        save_rows(importer=APPROVALS, file=read, provenance=whole)
    assert not Approval.objects.exists()


def test_only_a_manager_says_that_one_is_published(tmp_path, pardev_officer, manager):
    path = sheet(tmp_path, AGREEMENTS, {**ONE, "published_on": "2022-01-01"})
    _batch, outcome = load(path, AGREEMENTS, by=pardev_officer)
    assert [one.column for one in outcome.problems] == ["published_on"]
    load(path, AGREEMENTS, by=manager)
    assert Agreement.objects.get().published_at == datetime(2022, 1, 1, tzinfo=UTC)


def test_approvals_get_the_next_minutes_of_their_years_and_count_when_they_were_signed(tmp_path):
    amended = {**ONE, "amendment": "1", "signed_on": "2022-05-01", "amount": "-30000.00"}
    agreed(tmp_path, ONE, {"reference": "D-2"}, amended)
    rows = (
        {"reference": "D-2", "issued_on": "2021-04-30", "minute": "M 17"},
        {**ONE, "issued_on": "2021-04-02"},
        {**ONE, "amendment": "1", "approved_on": "2022-05-01", "amount": "-30000.00"},
    )
    batch, outcome = approved(tmp_path, *rows)
    assert outcome.problems == []
    found = {str(one.minute_name): one for one in Approval.objects.select_related("agreement")}
    assert {name: one.agreement.reference for name, one in found.items()} == {
        "2021/0001": "D-1",
        "2021/0002": "D-2",
        "2022/0001": "D-1",
    }
    assert ["Minute in the former system", "M 17"] in found["2021/0002"].minute["facts"]
    assert {one.status for one in found.values()} == {"issued"}
    line = found["2021/0002"].lines.get()
    assert (line.effective_on, line.recorded_at.date(), line.backdated) == (
        date(2021, 3, 1),
        date(2021, 4, 30),
        True,
    )
    assert batch.plan["created"] == 3
    assert sum(LedgerEntry.objects.values_list("amount_usd", flat=True)) == Decimal("2230000.00")
    _batch, outcome = approved(tmp_path, *rows)
    assert (outcome.summary["created"], outcome.summary["unchanged"]) == (0, 3)
    assert LedgerEntry.objects.count() == 3
    check_ledger()


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ({"reference": "D-9"}, "reference", "No agreement has this reference"),
        ({"amount": "5.00"}, "amount", "says otherwise"),
        ({"approved_on": "2021-03-02"}, "approved_on", "says otherwise"),
        ({"currency": "EUR"}, "currency", "says otherwise"),
        ({"amendment": "1"}, "amendment", "no amendment"),
        ({"issued_on": "2021-02-01"}, "issued_on", "once it is signed"),
        ({"issued_on": "2190-02-01"}, "issued_on", "still to come"),
        ({"outcomes": "ARG155"}, "outcomes", "No outcome"),
    ],
)
def test_what_an_approval_lacks_is_named_by_row_and_column(tmp_path, row, column, words):
    agreed(tmp_path, ONE)
    _batch, outcome = approved(tmp_path, {**ONE, **row})
    found = [one.message for one in outcome.problems if one.column == column and one.row == 2]
    assert any(words in message for message in found), outcome.problems
    assert not Approval.objects.exists()


def test_money_of_a_child_is_approved_under_its_umbrella(tmp_path):
    agreed(
        tmp_path,
        {"reference": "D-U", "kind": "umbrella"},
        {"reference": "D-C", "kind": "child", "umbrella": "D-U"},
    )
    _batch, outcome = approved(tmp_path, {"reference": "D-C"})
    assert "Money is approved once" in outcome.problems[0].message


def test_agreements_and_approvals_are_not_reversed_as_imports(tmp_path, manager):
    for batch, importer in ((agreed(tmp_path, ONE)[0], AGREEMENTS), (approved(tmp_path, ONE)[0], APPROVALS)):
        with pytest.raises(UnableToReverse):
            reverse_import(by=manager, batch=batch, importer=importer, reason="Wrong file")


def test_a_pool_opens_with_the_balance_that_the_ledger_does_not_explain(tmp_path, finance_officer):
    agreed(tmp_path, ONE)
    approved(tmp_path, ONE)
    allocated = {"reference": "A-1", "agreement": "D-1", "amount": "130000.00"}
    assert load(sheet(tmp_path, ALLOCATIONS, allocated), ALLOCATIONS)[1].problems == []
    path = sheet(tmp_path, OPENING_BALANCES, {**ONE, "amount": "900000.00"}, {"reference": "RBSA 2022-23"})
    batch, outcome = load(path, OPENING_BALANCES)
    assert outcome.problems == []
    found = dict(LedgerEntry.objects.filter(kind="adjustment").values_list("external_ref", "amount"))
    assert found == {
        f"agreement {Agreement.objects.get().pk}": Decimal("-100000.00"),
        "RBSA 2022-23": Decimal("500.00"),
    }
    own = Pool.objects.get(agreement__isnull=False)
    assert balance(own) == (1_030_000, 130_000, 0)
    assert load(path, OPENING_BALANCES)[1].summary["unchanged"] == 2
    late = {"reference": "R-1", "agreement": "D-1", "effective_on": "2022-12-31"}
    _batch, outcome = load(sheet(tmp_path, RECEIPTS, late), RECEIPTS)
    assert "opening balance" in outcome.problems[0].message
    reverse_import(by=finance_officer, batch=batch, importer=OPENING_BALANCES, reason="Wrong day")
    assert balance(own) == (1_130_000, 130_000, 0)
    check_ledger()


def test_pools_with_the_same_reference_are_each_opened(tmp_path):
    like_a_pool = {"reference": "RBSA 2022-23"}
    agreed(tmp_path, ONE, {**ONE, "partner": "sweden"}, like_a_pool)
    path = sheet(
        tmp_path,
        OPENING_BALANCES,
        {**ONE, "partner": "germany", "amount": "100.00"},
        {**ONE, "partner": "sweden", "amount": "200.00"},
        {**like_a_pool, "partner": "germany", "amount": "300.00"},
        {**like_a_pool, "amount": "400.00"},
    )
    for created, unchanged in ((4, 0), (0, 4)):
        _batch, outcome = load(path, OPENING_BALANCES)
        assert outcome.problems == []
        assert (outcome.summary["created"], outcome.summary["unchanged"]) == (created, unchanged)
    found = LedgerEntry.objects.values_list("pool__agreement__partner__slug", "pool__kind", "amount")
    assert sorted(found, key=lambda row: row[2]) == [
        ("germany", "agreement", Decimal(100)),
        ("sweden", "agreement", Decimal(200)),
        ("germany", "agreement", Decimal(300)),
        (None, "rbsa", Decimal(400)),
    ]


def test_a_pool_that_was_opened_under_its_bare_reference_is_found_again(tmp_path):
    agreed(tmp_path, ONE)
    one = Posting(
        kind=EntryKind.ADJUSTMENT,
        pool=Pool.objects.get(),
        amount=Decimal("500.00"),
        currency=Currency.objects.get(pk="USD"),
        effective_on=date(2023, 1, 1),
        reason="Opened",
        external_source="first-openings",
        external_ref="D-1",
    )
    post_entry(by=None, posting=one)
    _batch, outcome = load(sheet(tmp_path, OPENING_BALANCES, ONE), OPENING_BALANCES)
    assert outcome.problems == []
    assert (outcome.summary["created"], outcome.summary["unchanged"]) == (0, 1)


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ({"currency": "EUR"}, "currency", "Write USD"),
        ({"cut_over_on": "2190-01-01"}, "cut_over_on", "still to come"),
        ({"cut_over_on": "2023-02-01"}, "cut_over_on", "on one day"),
        ({"reference": "D-9"}, "reference", "the kind of money and the biennium"),
        ({"reference": "RBSA 2022-23"}, "reference", "already in row 2"),
    ],
)
def test_what_a_balance_lacks_is_named(tmp_path, row, column, words):
    first, second = {"reference": "RBSA 2022-23"}, {"reference": "RBTC 2022-23", **row}
    _batch, outcome = load(sheet(tmp_path, OPENING_BALANCES, first, second), OPENING_BALANCES)
    found = [one.message for one in outcome.problems if one.column == column and one.row == 3]
    assert any(words in message for message in found), outcome.problems
    assert not LedgerEntry.objects.exists()


def test_what_was_published_meanwhile_is_neither_posted_twice_nor_left_standing(
    manager, finance_officer, tmp_path
):
    """A publication posts the lines anew, without their references."""
    agreed(tmp_path, ONE)
    approved(tmp_path, ONE)
    receipt = sheet(tmp_path, RECEIPTS, {"reference": "R-1", "agreement": "D-1"})
    batch, outcome = load(receipt, RECEIPTS)
    assert outcome.problems == []
    published(manager, Agreement.objects.get())
    _again, outcome = load(receipt, RECEIPTS)
    assert (outcome.summary["created"], outcome.summary["unchanged"]) == (0, 1)
    receipts = LedgerEntry.objects.filter(kind="receipt").in_force()
    assert [one.amount for one in receipts] == [Decimal("1000.00")]
    reverse_import(by=finance_officer, batch=batch, importer=RECEIPTS, reason="Wrong file")
    assert not receipts.all().exists()
    check_ledger()


def test_a_receipt_of_an_agreement_is_of_no_other_partner(tmp_path):
    agreed(tmp_path, ONE)
    row = {"reference": "R-1", "agreement": "D-1", "partner": "sweden"}
    _batch, outcome = load(sheet(tmp_path, RECEIPTS, row), RECEIPTS)
    assert [(one.column, one.message) for one in outcome.problems] == [
        ("partner", "The agreement is another partner’s.")
    ]
    assert not LedgerEntry.objects.exists()
