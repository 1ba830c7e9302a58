"""Rows by COPY: the same rows, judged by the same triggers and constraints, as by INSERT."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.facts.actions.facts import compare, post_source
from ilo_dc.core.facts.copying import copy_in, maker_of
from ilo_dc.core.models import Run
from portfolio.models import SubOutputState

pytestmark = pytest.mark.usefixtures("published")


COPIED = [
    column.attname
    for column in SubOutputState._meta.concrete_fields
    if column.name not in {"id", "change", "recorded_at", "superseded_by", "superseded_at"}
]


def current() -> SubOutputState:
    return SubOutputState.objects.current().order_by("pk").first()


def again(row: SubOutputState, **values: Any) -> SubOutputState:
    """Return an unsaved row that says what `row` says, apart from `values`."""
    return SubOutputState(**{name: getattr(row, name) for name in COPIED} | values)


def test_a_copied_row_is_the_one_that_an_insert_makes() -> None:
    row, made = current(), []
    for way in (copy_in, SubOutputState.objects.bulk_create):
        with transaction.atomic(), recording(by=None, reason="Copying") as change:
            SubOutputState.objects.current().filter(sub_output=row.sub_output).update(
                superseded_at=change.recorded_at
            )
            way([again(row, name='Tab\t, "quote" \\ and\nline, œ', required=Decimal("12.30"))])
        state = SubOutputState.objects.current().get(change=change)
        assert state.recorded_at == change.recorded_at
        made.append({name: getattr(state, name) for name in COPIED})
    assert made[0] == made[1]
    assert made[0]["required"] == Decimal("12.30")


def test_nothing_is_copied_where_there_is_nothing() -> None:
    copy_in([])


def test_a_default_made_anew_for_each_row_is_not_taken_once_for_all() -> None:
    with pytest.raises(ValueError, match="parameters"):
        maker_of(Run, "result")
    made = maker_of(Run, "result", "parameters")
    assert made({}, {"a": 1}).parameters == {"a": 1}


def test_a_row_that_the_database_refuses_takes_all_others_with_it() -> None:
    before = SubOutputState.objects.count()
    with pytest.raises(IntegrityError), transaction.atomic(), recording(by=None, reason="Copying"):
        copy_in([again(current())])  # a second current row of one sub-output
    assert SubOutputState.objects.count() == before


def test_no_counted_row_is_copied_outside_a_recorded_change() -> None:
    with pytest.raises(DatabaseError, match="recorded change"), transaction.atomic():
        copy_in([again(current())])


def test_a_source_closes_what_changed_and_what_vanished() -> None:
    kept, changed, _vanished = rows = list(SubOutputState.objects.current().order_by("pk")[:3])
    within = SubOutputState.objects.current().filter(pk__in=[row.pk for row in rows])
    values = [again(kept), again(changed, required=changed.required + 1)]
    with transaction.atomic(), recording(by=None, reason="Copying") as change:
        plan = compare(values, within=within)
        post_source(plan, edition=kept.edition, demonstration=True)
    assert plan.counts() == {"created": 0, "changed": 1, "withdrawn": 1, "unchanged": 1}
    assert list(SubOutputState.objects.filter(superseded_by=change).order_by("pk")) == rows[1:]
    [new] = SubOutputState.objects.filter(change=change)
    assert (new.sub_output_id, new.required, new.demonstration) == (
        changed.sub_output_id,
        changed.required + 1,
        True,
    )
