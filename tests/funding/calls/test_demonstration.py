"""The funding calls of a demonstration: marked, whole, added once, and in no live installation."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from funding.demonstration.calls import UnableToLoadCalls, load_demonstration_calls
from funding.models import Bid, FundingCall
from ilo_dc.core.models import User
from ilo_dc.core.reference.actions.loading import load_reference_data
from portfolio.models import Proposal
from tests.recipes import proposals


def test_it_adds_marked_calls_with_the_bids_of_invented_proposals_once(
    installation: Any, field_officer: User, countries: Any
) -> None:
    load_reference_data()
    office = field_officer.memberships.get().office
    made = [proposals.submitted(field_officer, countries["ZWE"], title=f"Idea {one}") for one in range(3)]
    Proposal.objects.filter(pk__in=[one.pk for one in made]).update(
        demonstration=True, office=office, budget_usd=1_000_000
    )
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("funding.demonstration.calls.BIDDING", ("submitted",))
        counts = load_demonstration_calls(today=date(2026, 6, 30))
    assert counts == {"calls": 9, "bids": 3}
    assert not FundingCall.objects.exclude(demonstration=True).exists()
    assert not Bid.objects.exclude(demonstration=True).exists()
    for row in [*FundingCall.objects.all(), *Bid.objects.all()]:
        row.full_clean()
    assert [one.result for one in Bid.objects.order_by("pk")] == ["won", "lost", "won"]
    assert load_demonstration_calls() == {"calls": 0}


@pytest.mark.django_db
def test_an_installation_that_is_no_demonstration_takes_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("funding.demonstration.calls.is_demonstration", lambda: False)
    with pytest.raises(UnableToLoadCalls):
        load_demonstration_calls()
