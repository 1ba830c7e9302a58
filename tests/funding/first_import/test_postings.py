"""Receipts, allocations and expenditure of the past: posted once, exactly, or refused in words."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from funding.first_import.imports.postings import ALLOCATIONS, EXPENDITURE, RECEIPTS
from funding.ledger.actions.checks import check_ledger
from funding.ledger.actions.postings import UnableToPost, reverse_entry
from funding.models import LedgerByPartner, LedgerEntry, Pool
from ilo_dc.core.imports.actions.files import Provenance, Sender, read_file, save_rows
from ilo_dc.core.imports.actions.reversal import reverse_import
from ilo_dc.core.imports.importer import checksum_of
from ilo_dc.core.imports.scope import Scope
from ilo_dc.core.models import Change, ImportBatch
from ilo_dc.core.progress import quiet
from tests.recipes.first_import import load, sheet
from tests.recipes.ledger import balance, money, pool_of

POOL = {"pool": "RBSA 2022-23"}


@pytest.fixture
def pool(installation, kept_files):
    money()
    return pool_of()


def received(tmp_path, *amounts):
    rows = [{**POOL, "reference": f"R-{number}", "amount": amount} for number, amount in enumerate(amounts)]
    return load(sheet(tmp_path, RECEIPTS, *rows), RECEIPTS)


def contents():
    """Return every line of the ledger as it stands, without its keys."""
    names = ("kind", "amount", "amount_usd", "effective_on", "external_ref", "line", "pool", "recorded_at")
    return sorted(LedgerEntry.objects.values_list(*names))


def test_rows_are_posted_with_their_day_of_recording_and_the_batch_tells_it(pool, tmp_path):
    path = sheet(
        tmp_path,
        RECEIPTS,
        {**POOL, "reference": "R-1", "recorded_on": "2022-07-20"},
        {**POOL, "reference": "R-2", "amount": "200.00", "currency": "EUR"},
        {**POOL, "reference": "R-3", "amount": "-50.00", "kind": "refund"},
    )
    batch, outcome = load(path, RECEIPTS)
    assert outcome.problems == []
    lines = {one.external_ref: one for one in LedgerEntry.objects.all()}
    assert lines["R-1"].recorded_at == datetime(2022, 7, 20, tzinfo=UTC)
    assert [lines[name].backdated for name in ("R-1", "R-2", "R-3")] == [True, False, False]
    assert lines["R-2"].amount_usd == Decimal("216.08")
    assert balance(pool) == (Decimal("1166.08"), 0, 0)
    assert (batch.state, batch.plan["created"], batch.importer) == ("posted", 3, "first-receipts")
    assert {(one["place"], one["year"]) for one in batch.plan["sums"]} == {
        ("receipt", 2022),
        ("refund", 2022),
    }
    assert LedgerEntry.objects.as_known_at(datetime(2022, 7, 21, tzinfo=UTC)).get().external_ref == "R-1"
    check_ledger()


def test_the_same_file_twice_adds_nothing(pool, tmp_path):
    received(tmp_path, "10.00", "20.00")
    before = contents()
    batch, outcome = received(tmp_path, "10.00", "20.00")
    assert contents() == before
    assert (outcome.summary["created"], outcome.summary["unchanged"], batch.change) == (0, 2, None)
    received(tmp_path, "10.00", "20.00", "30.00")
    assert len(contents()) == 3


def test_a_row_that_says_otherwise_than_what_was_posted_is_refused(pool, tmp_path):
    received(tmp_path, "10.00")
    _batch, outcome = received(tmp_path, "11.00")
    assert "posted otherwise" in outcome.problems[0].message
    assert len(contents()) == 1


@pytest.mark.parametrize(
    ("row", "columns"),
    [
        ({"country": "ZWE"}, "outcomes"),
        ({"recorded_on": "2022-07-20"}, "recorded_on"),
        ({"amount": "11.00", "kind": "adjustment"}, "kind, amount"),
        ({"effective_on": "2022-07-16"}, "effective_on"),
    ],
)
@pytest.mark.usefixtures("pool", "countries")
def test_a_row_is_compared_in_every_column_that_counts(tmp_path, row, columns):
    same = {**POOL, "reference": "R-1", "amount": "10.00"}
    load(sheet(tmp_path, RECEIPTS, same), RECEIPTS)
    _batch, outcome = load(sheet(tmp_path, RECEIPTS, {**same, **row}), RECEIPTS)
    assert f"differs in: {columns}." in outcome.problems[0].message
    assert len(contents()) == 1


def test_what_is_not_compared_is_said_of_rows_that_are_there(pool, tmp_path):
    same = {**POOL, "reference": "R-1", "amount": "10.00"}
    _batch, outcome = load(sheet(tmp_path, RECEIPTS, same), RECEIPTS)
    assert outcome.notes == []
    _batch, outcome = load(sheet(tmp_path, RECEIPTS, {**same, "note": "Another word"}), RECEIPTS)
    assert outcome.summary["unchanged"] == 1
    assert [note for note in outcome.notes if note.endswith("was not compared: note.")] == outcome.notes != []


def test_support_costs_are_compared(pool, tmp_path):
    received(tmp_path, "250.00")
    same = {**POOL, "reference": "A-1", "amount": "113.00"}
    load(sheet(tmp_path, ALLOCATIONS, same), ALLOCATIONS)
    _batch, outcome = load(sheet(tmp_path, ALLOCATIONS, {**same, "psc_rate": "7"}), ALLOCATIONS)
    assert "differs in: psc_rate." in outcome.problems[0].message


def reading_of(path):
    """Return what a file says when it is read, to be saved later."""
    whole = Provenance(None, path.name, checksum_of(path))
    return {"importer": RECEIPTS, "provenance": whole}, read_file(
        RECEIPTS, path, Scope(), quiet, sender=Sender(None)
    )


def test_a_reference_gets_its_number_when_it_is_posted_not_when_it_is_read(pool, finance_officer, tmp_path):
    def take_back(outcome_batch):
        reverse_import(by=finance_officer, batch=outcome_batch, importer=RECEIPTS, reason="Wrong file")

    take_back(received(tmp_path, "10.00")[0])
    path = tmp_path / "first-receipts.csv"
    how, read_early = reading_of(path)
    take_back(load(path, RECEIPTS)[0])  # by somebody who was faster, as R-0~2
    assert save_rows(file=read_early, **how).change is not None
    assert [one.external_ref for one in LedgerEntry.objects.in_force()] == ["R-0~3"]


def test_what_another_file_posted_meanwhile_otherwise_is_not_counted_as_there(pool, tmp_path):
    path = sheet(tmp_path, RECEIPTS, {**POOL, "reference": "R-0", "amount": "11.00"})
    how, read_early = reading_of(path)
    received(tmp_path, "10.00")
    with pytest.raises(UnableToPost, match=r"R-0: .*differs in: amount"):
        save_rows(file=read_early, **how)
    assert [one.amount for one in LedgerEntry.objects.all()] == [Decimal("10.00")]


def test_an_import_and_its_reversal_are_nothing_and_it_can_be_loaded_again(pool, finance_officer, tmp_path):
    batch, _outcome = received(tmp_path, "10.00", "20.00")
    reverse_import(by=finance_officer, batch=batch, importer=RECEIPTS, reason="Wrong file")
    assert balance(pool) == (0, 0, 0)
    assert set(LedgerByPartner.objects.values_list("amount_usd", flat=True)) == {Decimal(0)}
    assert not LedgerEntry.objects.in_force().exists()
    received(tmp_path, "10.00", "20.00")
    assert sorted(LedgerEntry.objects.in_force().values_list("external_ref", flat=True)) == ["R-0~2", "R-1~2"]
    _batch, outcome = received(tmp_path, "10.00", "20.00")
    assert outcome.problems == []
    assert outcome.summary["unchanged"] == 2
    assert balance(pool)[0] == 30
    check_ledger()


def test_a_reversal_waits_for_what_was_allocated_of_it(pool, finance_officer, tmp_path):
    batch, _outcome = received(tmp_path, "1000.00")
    load(sheet(tmp_path, ALLOCATIONS, {**POOL, "reference": "A-1"}), ALLOCATIONS)
    with pytest.raises(UnableToPost):
        reverse_import(by=finance_officer, batch=batch, importer=RECEIPTS, reason="Wrong file")
    assert balance(pool) == (1000, 100, 0)


def test_one_that_was_reversed_by_itself_stays_so(pool, finance_officer, tmp_path):
    batch, _outcome = received(tmp_path, "10.00", "20.00")
    reverse_entry(by=None, entry=LedgerEntry.objects.get(external_ref="R-0"), reason="Twice")
    reverse_import(by=finance_officer, batch=batch, importer=RECEIPTS, reason="Wrong file")
    assert balance(pool) == (0, 0, 0)
    assert LedgerEntry.objects.count() == 4


def test_a_dry_run_writes_nothing(pool, tmp_path, capsys):
    path = sheet(tmp_path, RECEIPTS, {**POOL, "reference": "R-1"})
    before = (Change.objects.count(), ImportBatch.objects.count(), Pool.objects.count())
    call_command("import_receipts", path, "--dry-run")
    assert (Change.objects.count(), ImportBatch.objects.count(), Pool.objects.count()) == before
    assert not LedgerEntry.objects.exists()
    assert "1 new, 0 there already, 0 errors; nothing saved (dry run)" in capsys.readouterr().out


def test_the_command_tells_its_steps_and_groups_its_errors(pool, tmp_path, capsys):
    rows = [
        {**POOL, "reference": f"R-{number}", "effective_on": "2022-08-01", "currency": "EUR"}
        for number in range(3)
    ]
    with pytest.raises(CommandError, match="3 errors, nothing saved"):
        call_command("import_receipts", sheet(tmp_path, RECEIPTS, *rows))
    told = capsys.readouterr().err
    assert "3 × column currency, rows 2, 3, 4" in told
    assert "August 2022" in told
    assert ImportBatch.objects.get().state == "refused"
    call_command("import_receipts", sheet(tmp_path, RECEIPTS, {**POOL, "reference": "R-1"}))
    assert "Posting: 1 of 1 rows" in capsys.readouterr().out


@pytest.mark.usefixtures("pool")
@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ({"reference": ""}, "reference", "Fill this in"),
        ({"reference": "R~2"}, "reference", "no “~”"),
        ({"pool": ""}, "agreement", "Name the agreement, or the pool"),
        ({"pool": "RBSA 1999"}, "pool", "the kind of money and the biennium"),
        ({"pool": "", "agreement": "NONE"}, "agreement", "No agreement has this reference"),
        ({"currency": "XYZ"}, "currency", "No currency"),
        ({"amount": "0"}, "amount", "other than 0"),
        ({"amount": "1.0050001"}, "amount", "decimal"),
        ({"amount": "5.50", "currency": "JPY"}, "amount", "decimal places"),
        ({"kind": "transfer"}, "kind", "Write one of"),
        ({"kind": "refund"}, "amount", "must be negative"),
        ({"effective_on": "2022-08-01", "currency": "EUR"}, "currency", "August 2022"),
        ({"effective_on": "2190-01-01"}, "effective_on", "still to come"),
        ({"recorded_on": "2190-01-01"}, "recorded_on", "still to come"),
        ({"project": "GLO/99/99/XXX"}, "project", "No project"),
        ({"outcomes": "ARG999"}, "outcomes", "No outcome or product"),
        ({"outcomes": "ARG155=60; KEN101=30"}, "outcomes", "together 100"),
        ({"country": "XXX"}, "country", "No country"),
        ({"partner": "Nobody in particular"}, "partner", "No organisation"),
    ],
)
def test_what_cannot_be_posted_is_named_by_row_and_column(tmp_path, row, column, words):
    _batch, outcome = load(sheet(tmp_path, RECEIPTS, {**POOL, "reference": "R-1", **row}), RECEIPTS)
    found = [one for one in outcome.problems if one.column == column and one.row == 2]
    assert len(found) == 1, outcome.problems
    assert words in found[0].message
    assert not LedgerEntry.objects.exists()


def test_a_reference_stands_once_in_a_file(pool, tmp_path):
    path = sheet(tmp_path, RECEIPTS, {**POOL, "reference": "R-1"}, {**POOL, "reference": "R-1"})
    _batch, outcome = load(path, RECEIPTS)
    assert [one.row for one in outcome.problems] == [3]


def test_valid_rows_are_posted_alone_when_that_is_chosen(pool, tmp_path):
    path = sheet(
        tmp_path, RECEIPTS, {**POOL, "reference": "R-1"}, {**POOL, "reference": "R-2", "project": "?"}
    )
    assert load(path, RECEIPTS)[1].blocked
    assert not LedgerEntry.objects.exists()
    batch, outcome = load(path, RECEIPTS, valid_rows=True)
    assert (batch.state, outcome.problem_count) == ("posted", 1)
    assert [one.external_ref for one in LedgerEntry.objects.all()] == ["R-1"]
    said = [note for note in outcome.notes if "Receipts, USD, 2022" in note]
    assert len(said) == 1, outcome.notes
    assert "2 rows" in said[0]
    assert "1 rows and US$\N{NO-BREAK SPACE}1,000.00 are taken" in said[0]


def total(**values):
    usual = {"reference": "TOTAL", "kind": "receipt", "currency": "USD", "effective_on": "2022"}
    return {**usual, "amount": "1000.00", "rows": "1", **values}


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        ([], "states no total"),
        ([total(amount="999.99")], "a difference of US$\N{NO-BREAK SPACE}0.01"),
        ([total(rows="2")], "2 rows"),
        ([total(), total(currency="EUR")], "Receipts, EUR, 2022"),
        ([total(), total(effective_on="2021")], "2021"),
    ],
)
def test_a_total_that_differs_is_named_and_nothing_is_posted(pool, tmp_path, stated, words):
    path = sheet(tmp_path, RECEIPTS, {**POOL, "reference": "R-1"}, stated=stated)
    for valid_rows in (False, True):
        _batch, outcome = load(path, RECEIPTS, valid_rows=valid_rows)
        assert outcome.blocked
        assert any(words in one.message for one in outcome.problems), outcome.problems
    assert not LedgerEntry.objects.exists()


def test_a_pool_gives_no_more_than_it_has_by_the_order_of_the_file(pool, tmp_path):
    received(tmp_path, "250.00")
    rows = [{**POOL, "reference": f"A-{number}"} for number in range(3)]
    _batch, outcome = load(sheet(tmp_path, ALLOCATIONS, *rows), ALLOCATIONS)
    assert [(one.row, one.column) for one in outcome.problems] == [(4, "amount")]
    assert "50.00" in outcome.problems[0].message
    load(sheet(tmp_path, ALLOCATIONS, *rows), ALLOCATIONS, valid_rows=True)
    assert balance(pool) == (250, 200, 0)
    back = {**POOL, "reference": "A-back", "amount": "-100.00"}
    _batch, outcome = load(sheet(tmp_path, ALLOCATIONS, *rows, back), ALLOCATIONS)
    assert outcome.problems == []
    assert balance(pool) == (250, 200, 0)


def test_allocations_and_expenditure_have_both_parts(pool, tmp_path):
    received(tmp_path, "250.00")
    load(sheet(tmp_path, ALLOCATIONS, {**POOL, "reference": "A-1", "amount": "113.00"}), ALLOCATIONS)
    spent = {**POOL, "reference": "E-1", "amount": "107.00", "psc_rate": "7"}
    load(sheet(tmp_path, EXPENDITURE, spent), EXPENDITURE)
    parts = dict(LedgerEntry.objects.exclude(kind="receipt").values_list("kind", "direct"))
    assert parts == {"allocation": Decimal(100), "expenditure": Decimal(100)}
    assert LedgerEntry.objects.get(kind="expenditure").effective_on == date(2022, 7, 15)
