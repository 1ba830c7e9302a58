"""What fell due in a demonstration is recorded as if each night had been; the job adds nothing to it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from funding.demonstration.dues import load_demonstration_dues
from funding.models import AgreementState, DueDonorReport, DueInstalment, LedgerEntry
from ilo_dc.core.facts.actions.changes import recording
from tests.recipes import agreements as cast
from tests.recipes.dues import rates, receipt

TODAY = date(2025, 6, 1)


@pytest.fixture
def agreement(manager: Any, germany: Any) -> Any:
    """An agreement that is known since long ago, as invented ones are."""
    rates(date(2025, 2, 1))
    made = cast.signed(manager, germany)
    with recording(by=None, reason="As it was"):
        moment = datetime(2024, 3, 2, 9, tzinfo=UTC)
        AgreementState.objects.current().filter(agreement=made).update(superseded_at=moment)
        AgreementState.objects.create(
            agreement=made,
            status="signed",
            effective_on=date(2024, 3, 1),
            reason="As it was",
            backdated=True,
            recorded_at=moment,
            demonstration=True,
        )
    return made


def test_what_was_late_was_not_done_before(manager: Any, agreement: Any) -> None:
    cast.instalment(manager, agreement, due_on=date(2025, 2, 1), amount=Decimal("300.00"))
    cast.report(manager, agreement, due_on=date(2025, 2, 1), sent_on=date(2025, 2, 20))
    receipt(agreement, date(2025, 2, 10), "300.00")
    known = LedgerEntry.objects.get().recorded_at
    load_demonstration_dues(today=TODAY)
    then = datetime(2025, 2, 2, tzinfo=UTC)
    rows = DueInstalment.objects.order_by("recorded_at")
    assert [(row.status, row.recorded_at, row.backdated) for row in rows] == [
        ("missing", then, True),
        ("late", known, True),
    ]
    reports = DueDonorReport.objects.order_by("recorded_at")
    assert [(row.status, row.recorded_at) for row in reports] == [
        ("missing", then),
        ("late", datetime(2025, 2, 21, tzinfo=UTC)),
    ]
    assert DueInstalment.objects.current().get().status == "late"
    assert load_demonstration_dues(today=TODAY) == {
        "created": 0,
        "changed": 0,
        "withdrawn": 0,
        "unchanged": 2,
    }
