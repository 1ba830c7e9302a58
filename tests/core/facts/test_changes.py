"""Changes: numbers without a gap, times in commit order, and what a fact refuses."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.transaction import TransactionManagementError

from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.facts.moments import data_version, settled_moment
from ilo_dc.core.models import Change
from tests.recipes.facts import record_sub_output, reference


@pytest.mark.django_db
def test_it_numbers_changes_without_a_gap_and_with_later_times() -> None:
    with transaction.atomic():
        changes = []
        for reason in ("first", "second", "third"):
            with recording(by=None, reason=reason) as change:
                changes.append(change)
    assert [change.pk for change in changes] == [1, 2, 3]
    assert changes[0].recorded_at < changes[1].recorded_at < changes[2].recorded_at
    assert data_version() == 3
    assert data_version(changes[1].recorded_at) == 2
    assert data_version(changes[0].recorded_at - timedelta(microseconds=1)) == 0


@pytest.mark.django_db
def test_a_recording_inside_a_recording_belongs_to_the_outer_change() -> None:
    with recording(by=None, reason="outer") as outer, recording(by=None, reason="inner") as inner:
        assert inner == outer
    assert list(Change.objects.values_list("reason", flat=True)) == ["outer"]


@pytest.mark.django_db
def test_it_stamps_facts_with_the_changes_time() -> None:
    reference()
    with recording(by=None, reason="first") as change:
        fact = record_sub_output("1")
    fact.refresh_from_db()
    assert (fact.change_id, fact.recorded_at) == (change.pk, change.recorded_at)
    assert fact.superseded_at is None


@pytest.mark.django_db
@pytest.mark.parametrize("broken", ["unrecorded", "amount", "delete", "truncate", "reopen"])
def test_it_refuses_to_change_what_was_recorded(broken: str) -> None:
    reference()
    with recording(by=None, reason="first"):
        fact = record_sub_output("1")
    with pytest.raises(DatabaseError), transaction.atomic():
        _break(broken, fact)
    fact.refresh_from_db()
    assert fact.superseded_at is None


def _break(how: str, fact: object) -> None:
    model = type(fact)
    if how == "unrecorded":
        record_sub_output("2")
    elif how == "delete":
        model._default_manager.filter(pk=fact.pk).delete()
    elif how == "truncate":
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {model._meta.db_table}")
    elif how == "amount":
        with recording(by=None, reason="tamper"):
            model._default_manager.filter(pk=fact.pk).update(required=1)
    else:
        with recording(by=None, reason="close"):
            model._default_manager.filter(pk=fact.pk).update(superseded_at=fact.recorded_at)
        with recording(by=None, reason="reopen"):
            model._default_manager.filter(pk=fact.pk).update(superseded_at=None)


def test_it_refuses_a_recording_outside_a_transaction(committing: str) -> None:
    with pytest.raises(TransactionManagementError), recording(by=None, reason="loose"):
        pass


@pytest.mark.race
def test_two_writers_at_once_leave_no_gap_and_no_reordering(committing: str) -> None:
    reference()
    barrier, failures = threading.Barrier(4), []

    def write(writer: int) -> None:
        try:
            barrier.wait(10)
            for turn in range(12):
                with transaction.atomic():
                    with recording(by=None, reason=f"writer {writer} turn {turn}"):
                        record_sub_output(f"{writer}-{turn}")
                    if turn % 4 == 3:
                        transaction.set_rollback(True)  # a failed import gives its number back
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []
    changes = list(Change.objects.order_by("pk").values_list("pk", "recorded_at"))
    assert [number for number, _ in changes] == list(range(1, 4 * 9 + 1))
    times = [time for _, time in changes]
    assert times == sorted(set(times))


@pytest.mark.race
def test_the_settled_moment_never_lies_past_an_open_writer(committing: str) -> None:
    reference()
    with transaction.atomic(), recording(by=None, reason="committed") as first:
        record_sub_output("1")
    written, finish, seen = threading.Event(), threading.Event(), []

    def hold() -> None:
        with transaction.atomic():
            with recording(by=None, reason="open") as change:
                record_sub_output("2")
                seen.append(change.recorded_at)
            written.set()
            finish.wait(10)
        connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    assert written.wait(10)
    while_open = settled_moment()
    finish.set()
    thread.join(10)
    assert while_open == first.recorded_at < seen[0]
    assert settled_moment() > seen[0]
