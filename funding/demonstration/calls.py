"""The invented funding calls of a demonstration with the bids in them; marked as such.

Partners are real, everything that is said of them is invented.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import cycle
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from funding.calls.models.bid import Bid
from funding.calls.models.funding_call import FundingCall
from funding.calls.vocab import BidResult
from ilo_dc.core.errors import UnableToAct
from ilo_dc.core.installation.actions import is_demonstration
from ilo_dc.core.models import Organisation
from ilo_dc.core.versions.actions import history_context
from portfolio.demonstration.rules import HORIZON
from portfolio.proposals.models.proposal import Proposal
from portfolio.proposals.vocab import ProposalStatus

FILE = settings.BASE_DIR / "funding" / "data" / "demonstration" / "calls.json"
REASON = gettext_noop("Demonstration funding calls")
ADDRESS = "https://example.org/demonstration/calls/"
BIDS_EACH = 3
DECIDED_AFTER = timedelta(days=75)
STAFF_DAYS = (Decimal("6.5"), Decimal(12), Decimal("18.5"), Decimal(31))
WON_SHARE = (Decimal(1), Decimal("0.8"))
CENT = Decimal("0.01")
# What became of the bids, in the order of their numbers.
RESULTS = (BidResult.WON, BidResult.LOST, BidResult.WON, BidResult.LOST, BidResult.WITHDRAWN)
BIDDING = (
    ProposalStatus.READY,
    ProposalStatus.WITH_PARTNER,
    ProposalStatus.AGREED,
    ProposalStatus.DECLINED,
)


class UnableToLoadCalls(UnableToAct):
    """The demonstration calls cannot be loaded here."""

    title = "Unable to load the demonstration funding calls"


@transaction.atomic
def load_demonstration_calls(*, today: date | None = None) -> dict[str, int]:
    """Add the invented calls with the bids in them; return how many of each.

    Nothing is added where they are already. Nobody is asked for permission: whoever owns the server runs
    this.

    Raises:
        UnableToLoadCalls: a live installation.
    """
    if not is_demonstration():
        raise UnableToLoadCalls(_("Demonstration funding calls exist in a demonstration installation only."))
    if FundingCall.objects.filter(link__startswith=ADDRESS).exists():
        return {"calls": 0}
    until = min(today or timezone.now().date(), HORIZON)
    stated: list[dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"))
    partners = {row.slug: row for row in Organisation.objects.all()}
    with history_context(None, REASON):
        calls = FundingCall.objects.bulk_create(
            [_call(number, one, partners) for number, one in enumerate(stated, 1)]
        )
        bids = Bid.objects.bulk_create(_bids(calls, until))
    return {"calls": len(calls), "bids": len(bids)}


def _call(number: int, one: Mapping[str, Any], partners: Mapping[str, Organisation]) -> FundingCall:
    days = {name: date.fromisoformat(one[name]) for name in ("opens_on", "closes_on")}
    return FundingCall(
        partner=partners[one["partner"]],
        lead_agency=partners.get(one.get("lead_agency", "")),
        title=one["title"],
        language=one["language"],
        round=one["round"],
        rules=one["rules"],
        link=f"{ADDRESS}{number}",
        demonstration=True,
        **days,
    )


def _bids(calls: Sequence[FundingCall], until: date) -> Iterator[Bid]:
    """Yield the bids of invented proposals in the calls that had opened; those long closed are decided."""
    rows = Proposal.objects.filter(
        demonstration=True, discarded=False, status__in=BIDDING, office__isnull=False, budget_usd__gt=0
    )
    proposals = iter(rows.order_by("-code", "pk"))
    results = cycle(RESULTS)
    for number, call in enumerate(calls):
        if call.opens_on is None or call.closes_on is None or call.opens_on > until:
            continue
        for place in range(1 + number % BIDS_EACH):
            proposal = next(proposals, None)
            if proposal is None:
                return
            decided_on = call.closes_on + DECIDED_AFTER
            yield _bid(call, proposal, place, (next(results), decided_on) if decided_on <= until else None)


def _bid(call: FundingCall, proposal: Any, place: int, decided: tuple[str, date] | None) -> Bid:
    asked = proposal.budget_usd
    result, decided_on = decided or ("", None)
    won = (asked * WON_SHARE[place % 2]).quantize(CENT) if result == BidResult.WON else None
    return Bid(
        call=call,
        proposal=proposal,
        unit=proposal.office,
        currency_id="USD",
        amount_asked=asked,
        result=result,
        decided_on=decided_on,
        amount_won=won,
        staff_days=STAFF_DAYS[(call.pk + place) % len(STAFF_DAYS)],
        demonstration=True,
    )
