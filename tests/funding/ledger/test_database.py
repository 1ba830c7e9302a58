"""What the database holds of the ledger by itself, against whoever writes as the application does."""

from __future__ import annotations

import threading
import uuid
from decimal import Decimal

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from funding.ledger.actions.checks import LedgerDiffers, check_ledger
from funding.ledger.actions.postings import UnableToPost, copied, reverse_entry
from funding.ledger.actions.transfers import Destination, transfer
from funding.ledger.rules import Balance
from funding.models import LedgerByPartner, LedgerEntry
from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.installation.owner import as_owner
from tests.recipes.ledger import balance, money, pool_of, posted


@pytest.fixture
def pool(installation):
    money()
    return pool_of()


def refusal(statement: str) -> BaseException | None:
    """Return why the database refuses a statement; whatever it could do is undone."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
            transaction.set_rollback(True)
    except DatabaseError as error:
        return error.__cause__
    return None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE funding_ledgerentry SET amount = 1",
        "DELETE FROM funding_ledgerentry",
        "TRUNCATE funding_ledgerentry CASCADE",
        "UPDATE funding_pool SET resource_type = 'RB'",
        "DELETE FROM funding_pool",
        "DELETE FROM funding_poolbalance",
        "TRUNCATE funding_ledgerbyplace",
    ],
)
def test_the_applications_role_may_not_even_try(pool, statement):
    posted(pool, "receipt", "5")
    assert isinstance(refusal(statement), psycopg.errors.InsufficientPrivilege)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE funding_poolbalance SET available = 1000000",
        "UPDATE funding_ledgerbypartner SET amount_usd = 1",
        "INSERT INTO funding_poolbalance SELECT * FROM funding_poolbalance",
    ],
)
def test_what_the_ledger_keeps_nobody_else_writes(pool, statement):
    posted(pool, "receipt", "5")
    assert "kept by the ledger alone" in str(refusal(statement))


def broken(line: LedgerEntry, **columns: object) -> BaseException | None:
    """Return why the database refuses a line like `line` that is inserted past the actions."""
    values = {
        name: getattr(line, name) for name in ("amount", "amount_usd", "direct", "psc", "demonstration")
    }
    new = copied(line, **{**values, "posting": uuid.uuid4(), "line": 1, "reason": "Past", **columns})
    try:
        with transaction.atomic():
            with recording(by=None, reason="Past the actions"):
                LedgerEntry.objects.bulk_create([new])
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except DatabaseError as error:
        return error.__cause__
    return None


def parts(amount: int) -> dict[str, int]:
    """Return the amounts of a line of US dollars, without support costs."""
    return {
        "amount": amount,
        "amount_usd": amount,
        "direct": amount,
        "psc": 0,
        "direct_usd": amount,
        "psc_usd": 0,
    }


def test_a_line_is_recorded_inside_a_change_mirrors_exactly_and_a_transfer_sums_to_zero(pool):
    line = posted(pool, "receipt", "5")[0]
    with pytest.raises(DatabaseError), transaction.atomic():
        LedgerEntry.objects.bulk_create([copied(line, posting=uuid.uuid4(), line=1, amount=1, amount_usd=1)])
    negated = {"amount": -line.amount, "amount_usd": -line.amount_usd, "reverses": line}
    assert "mirrors exactly" in str(broken(line, reverses=line, amount=-4, amount_usd=-4))
    assert "mirrors exactly" in str(broken(line, **negated, source_category="EC"))
    assert "sum to zero" in str(broken(line, kind="transfer", moves="receipt"))
    assert "a_transfer_names_what_it_moves" in str(broken(line, kind="transfer"))
    assert "allocated_within_available" in str(broken(line, kind="allocation", **parts(6)))
    assert "direct_and_support_costs" in str(broken(line, kind="allocation", **{**parts(5), "psc": 1}))
    without_parts = dict.fromkeys(("direct", "psc", "direct_usd", "psc_usd"))
    assert "direct_and_support_costs" in str(broken(line, kind="allocation", **without_parts))
    assert broken(line, **negated) is None
    assert "an_entry_is_reversed_once" in str(broken(line, **negated))


def test_one_cent_beside_the_ledger_fails_the_check_loudly(committing):
    money()
    pool = pool_of()
    posted(pool, "receipt", "5")
    assert check_ledger() == {"funding_ledgerbypartner": 1, "funding_ledgerbyplace": 1, "pools": 1}
    for table in ("funding_ledgerbypartner", "funding_ledgerbyplace", "funding_poolbalance"):
        column = "available" if table == "funding_poolbalance" else "amount_usd"
        for cents in ("0.01", "-0.01"):
            with as_owner(), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL session_replication_role = replica")
                cursor.execute(f"UPDATE {table} SET {column} = {column} + {cents}")
            if cents == "0.01":
                with pytest.raises(LedgerDiffers, match=table):
                    check_ledger()
    check_ledger()


CENTS = st.integers(1, 5000).map(lambda cents: Decimal(cents) / 100)
KINDS = ("receipt", "allocation", "free", "refund", "adjustment", "expenditure", "reverse", "move")
STEPS = st.lists(
    st.tuples(st.sampled_from(KINDS), CENTS, st.sampled_from(["USD", "EUR"]), st.integers(0, 50)), max_size=9
)
CHANGES = {"receipt": "happened", "refund": "happened", "adjustment": "happened", "allocation": "allocated"}


def do(pool, step) -> list[LedgerEntry]:
    """Do one step and return the lines that it posted; none where it is refused."""
    name, amount, code, at = step
    lines = list(LedgerEntry.objects.filter(reverses=None, line=1).order_by("pk"))
    try:
        if name == "reverse":
            return reverse_entry(by=None, entry=lines[at % len(lines)], reason="A step") if lines else []
        if name == "move":
            line = lines[at % len(lines)] if lines else None
            return (
                transfer(by=None, line=line, to=Destination(), reason="A step", amount=amount) if line else []
            )
        kind = "allocation" if name == "free" else name
        signed = -amount if name in ("free", "refund") else amount
        return posted(pool, kind, signed, code, psc_rate=Decimal(13))
    except UnableToPost:
        return []


def expected_after(before: Balance, lines: list[LedgerEntry]) -> Balance:
    """Return the balance that the pure rule has after lines that were taken."""
    changes = {"happened": Decimal(0), "decided": Decimal(0), "allocated": Decimal(0)}
    for line in lines:
        change = CHANGES.get(line.moves or line.kind)
        if change == "happened" and (line.reverses_id or line.kind == "transfer"):
            change = "decided"
        if change:
            changes[change] += line.amount_usd
    after = before.after(**changes)
    assert after is not None, "the database took what the rule refuses"
    return after


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_any_sequence_of_steps_keeps_every_rule_of_money(pool, steps):
    with transaction.atomic():
        expected = Balance()
        for one in steps:
            expected = expected_after(expected, do(pool, one))
            assert balance(pool) == (expected.available, expected.allocated, expected.shortfall)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        check_ledger()
        assert sum(LedgerEntry.objects.filter(kind="transfer").values_list("amount_usd", flat=True)) == 0
        transaction.set_rollback(True)


def test_many_at_once_never_allocate_more_than_there_is_and_lose_nothing(committing):
    money()
    pool = pool_of()
    posted(pool, "receipt", "100")
    barrier, failures, refused = threading.Barrier(5), [], []

    def work(number: int) -> None:
        try:
            barrier.wait(30)
            for turn in range(3):
                try:
                    posted(pool, "allocation", "15", external_source="race", external_ref=f"{number}-{turn}")
                except UnableToPost as error:
                    refused.append(error.message)
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert failures == []
    assert balance(pool) == (100, 90, 0)
    assert LedgerEntry.objects.filter(kind="allocation").count() == 6
    assert len(refused) == 9
    assert all("left" in message for message in refused)
    check_ledger()


def test_many_rows_in_one_statement_are_judged_together(pool):
    posted(pool, "receipt", "100")
    line = posted(pool, "allocation", "10")[0]
    values = {**parts(45), "demonstration": line.demonstration}
    rows = [copied(line, posting=uuid.uuid4(), line=1, reason="Many", **values) for _number in range(2)]
    with transaction.atomic(), recording(by=None, reason="Many"):
        LedgerEntry.objects.bulk_create(rows)
    assert balance(pool) == (100, 100, 0)
    one = copied(line, posting=uuid.uuid4(), line=1, reason="Many", **values)
    with pytest.raises(IntegrityError), transaction.atomic(), recording(by=None, reason="Many"):
        LedgerEntry.objects.bulk_create([one])
    assert LedgerByPartner.objects.get(measure="allocation").amount_usd == 100
