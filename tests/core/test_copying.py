"""Rows by COPY: the same rows, judged by the same triggers and constraints, as by INSERT."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.forms.models import model_to_dict

from ilo_dc.core.actions.changes import recording
from ilo_dc.core.actions.copying import copy_in
from ilo_dc.core.actions.facts import compare, post_source
from portfolio.models import SubOutputState

pytestmark = pytest.mark.usefixtures("published")


def copied(**said: Any) -> SubOutputState:
    """Return an unsaved row that says again what some current row says, apart from `said`."""
    state = SubOutputState.objects.current().order_by("pk").first()
    for name, value in {"pk": None, "change_id": None, "recorded_at": None, **said}.items():
        setattr(state, name, value)
    state._state.adding = True
    return state


def test_a_copied_row_is_the_one_that_an_insert_makes() -> None:
    fresh = []
    for way in (copy_in, SubOutputState.objects.bulk_create):
        with transaction.atomic(), recording(by=None, reason="Copying") as change:
            SubOutputState.objects.current().filter(sub_output=copied().sub_output).update(
                superseded_at=change.recorded_at
            )
            way([copied(name='Tab\t, "quote" \\ and\nline, œ', required=Decimal("12.30"))])
        state = SubOutputState.objects.current().get(change=change)
        assert state.recorded_at == change.recorded_at
        fresh.append({**model_to_dict(state), "id": None})
    assert fresh[0] == fresh[1]
    assert fresh[0]["required"] == Decimal("12.30")


def test_nothing_is_copied_where_there_is_nothing() -> None:
    copy_in([])


def test_a_row_that_the_database_refuses_takes_all_others_with_it() -> None:
    before = SubOutputState.objects.count()
    with pytest.raises(IntegrityError), transaction.atomic(), recording(by=None, reason="Copying"):
        copy_in([copied()])  # a second current row of one sub-output
    assert SubOutputState.objects.count() == before


def test_no_counted_row_is_copied_outside_a_recorded_change() -> None:
    with pytest.raises(InternalError, match="recorded change"), transaction.atomic():
        copy_in([copied()])


def test_a_source_closes_what_changed_and_what_vanished() -> None:
    kept, changed, _vanished = rows = list(SubOutputState.objects.current().order_by("pk")[:3])
    within = SubOutputState.objects.current().filter(pk__in=[row.pk for row in rows])
    said = [copied(**{name: getattr(row, name) for name in _said()}) for row in (kept, changed)]
    said[1].required += 1
    with transaction.atomic(), recording(by=None, reason="Copying") as change:
        plan = compare(said, within=within)
        post_source(plan, edition=kept.edition, demonstration=True)
    assert plan.counts() == {"created": 0, "changed": 1, "withdrawn": 1, "unchanged": 1}
    assert list(SubOutputState.objects.filter(superseded_by=change).order_by("pk")) == rows[1:]
    [new] = SubOutputState.objects.filter(change=change)
    assert (new.sub_output_id, new.required, new.demonstration) == (
        changed.sub_output_id,
        changed.required + 1,
        True,
    )


def _said() -> list[str]:
    left = {"id", "change", "recorded_at", "superseded_by", "superseded_at"}
    return [field.attname for field in SubOutputState._meta.concrete_fields if field.name not in left]
