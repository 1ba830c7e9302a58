"""The way through each door of funding calls and partnerships: where it is, what a valid sending holds."""

from __future__ import annotations

from typing import Any

from tests.portfolio.knock import Knock
from tests.recipes.worlds import World

CALL = {"title": "Another call", "language": "en"}
BID = {"title": "Another bid", "amount_asked": "10.00", "currency": "USD"}


def call_pages(world: World) -> dict[str, Knock]:
    """Return the way through each page of funding calls and partnerships."""
    made = world.calls
    number, bid = {"pk": made["call"].pk}, {"pk": made["bid"].pk}
    unit = {"unit": str(made["unit"])}
    return {
        "funding:funding-call": Knock(number),
        "funding:funding-call-new": Knock(values={**CALL, "partner": "Germany"}),
        "funding:funding-call-edit": Knock(number, CALL),
        "funding:funding-call-remove": Knock({"pk": made["bare"].pk}),
        "funding:bid-new": Knock({"call": made["bare"].pk}, {**BID, **unit}),
        "funding:bid-edit": Knock(bid, BID),
        "funding:bid-remove": Knock(bid),
        "funding:partnership": Knock({"code": made["partnership"].code}),
    }


def call_paths(world: World) -> dict[tuple[str, str], Knock]:
    """Return the way through each path of the API about funding calls and partnerships."""
    made = world.calls
    number, bid = {"pk": made["call"].pk}, {"pk": made["bid"].pk}
    new: dict[str, Any] = {**BID, "call": made["call"].pk, "unit": made["unit"].code}
    return {
        ("funding-calls-list", "POST"): Knock(values={"title": "Another call", "partner": "germany"}),
        ("funding-calls-detail", "GET"): Knock(number),
        ("funding-calls-detail", "PATCH"): Knock(number, {"title": "B"}, made["call"].version),
        ("funding-calls-detail", "DELETE"): Knock({"pk": made["bare"].pk}, version=made["bare"].version),
        ("bids-list", "POST"): Knock(values=new),
        ("bids-detail", "GET"): Knock(bid),
        ("bids-detail", "PATCH"): Knock(bid, {"title": "B"}, made["bid"].version),
        ("bids-detail", "DELETE"): Knock(bid, version=made["bid"].version),
        ("partnerships-detail", "GET"): Knock({"pk": made["partnership"].pk}),
    }
