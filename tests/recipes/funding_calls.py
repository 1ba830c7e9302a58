"""Funding calls and bids for tests, made through the actions as people would make them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from funding.calls.actions.funding_calls import BIDS, CALLS, BidData, CallData
from funding.models import Bid, FundingCall
from ilo_dc.core.models import Currency, Office, Organisation, User


def dollars() -> Currency:
    """Return the US dollar."""
    return Currency.objects.get_or_create(code="USD", defaults={"name": "US Dollar"})[0]


def call(by: User, partner: Organisation, **values: Any) -> FundingCall:
    """Return a call that is open from March to May 2026."""
    whole = {
        "title": "Jobs for young people",
        "round": "First call",
        "opens_on": date(2026, 3, 1),
        "closes_on": date(2026, 5, 31),
    }
    return CALLS.add(by=by, owner=partner, data=CallData(**{**whole, **values}))


def bid(by: User, owner: FundingCall, unit: Office, **values: Any) -> Bid:
    """Return a bid for half a million dollars of which nothing is decided."""
    whole = {"title": "Jobs in Zimbabwe", "currency": dollars(), "amount_asked": Decimal(500_000)}
    return BIDS.add(by=by, owner=owner, data=BidData(**{**whole, "unit": unit, **values}))


def make_calls(people: dict[str, User], proposals: dict[str, Any], mark: str) -> dict[str, Any]:
    """Return a call with the bid of a proposal that not everybody sees, and one without bids."""
    pardev, office = people["PARDEV officer"], people["field officer"].memberships.get().office
    assert office is not None
    germany = Organisation.objects.get(slug="germany")
    owner = call(pardev, germany, title=f"{mark} call")
    said = {"title": f"{mark} bid", "proposal": proposals["begun"]}
    return {
        "call": owner,
        "bare": call(pardev, germany, title=f"{mark} bare call"),
        "bid": bid(pardev, owner, office, **said),
        "unit": office,
    }
