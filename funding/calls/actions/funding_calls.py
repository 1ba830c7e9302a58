"""Funding calls and the bids in them, declared: what is only added, edited and removed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from funding.calls import policies, rules
from funding.calls.models.bid import Bid
from funding.calls.models.funding_call import FundingCall
from ilo_dc.core.errors import UnableToAct
from ilo_dc.core.writing.part import Part, Words
from portfolio.programmes.vocab import TextLanguage

if TYPE_CHECKING:
    from ilo_dc.core.models import Currency, Office, Organisation
    from portfolio.proposals.models.proposal import Proposal


class UnableToChangeCall(UnableToAct):
    """The call, or a bid in it, cannot be recorded like this."""

    title = "Unable to change this funding call"


@dataclass(frozen=True)
class CallData:
    """What is said of a call; `closes_on` is the last day for bids."""

    title: str
    language: str = TextLanguage.ENGLISH
    round: str = ""
    opens_on: date | None = None
    closes_on: date | None = None
    rules: str = ""
    link: str = ""
    lead_agency: Organisation | None = None


def _check_call(_partner: Organisation, data: CallData) -> None:
    if data.opens_on and data.closes_on and data.closes_on < data.opens_on:
        problems = {"closes_on": [_("A call must not close before it opens.")]}
        raise UnableToChangeCall(_("Some entries need your attention."), problems)


CALLS = Part(
    model=FundingCall,
    data=CallData,
    owner="partner",
    policy=policies.may_write_calls,
    check=_check_call,
    unable=UnableToChangeCall,
    first=gettext_lazy("Bids are recorded in this call: it stays."),
    history=Words(
        added=gettext_noop("Funding call added"),
        changed=gettext_noop("Funding call edited"),
        removed=gettext_noop("Funding call removed"),
    ),
)


@dataclass(frozen=True)
class BidData:
    """What is said of a bid; amounts are in its currency, `title` is needed where there is no proposal."""

    unit: Office
    currency: Currency
    amount_asked: Decimal
    proposal: Proposal | None = None
    title: str = ""
    result: str = ""
    decided_on: date | None = None
    amount_won: Decimal | None = None
    staff_days: Decimal | None = None


def _check_bid(call: FundingCall, data: BidData) -> None:
    advice = {
        "decided_on": _("A result needs its day, and a day its result."),
        "amount_won": _("A bid that was won needs the amount won; no other has one."),
    }
    wrong = rules.result_problems(
        data.result, decided=data.decided_on is not None, won=data.amount_won is not None
    )
    problems = {name: [advice[name]] for name in wrong}
    if data.proposal is None and not data.title.strip():
        problems["title"] = [_("Name the proposal, or say what the bid is for.")]
    if data.decided_on and call.opens_on and data.decided_on < call.opens_on:
        problems["decided_on"] = [_("The result cannot come before the call opens.")]
    if problems:
        raise UnableToChangeCall(_("Some entries need your attention."), problems)


BIDS = Part(
    model=Bid,
    data=BidData,
    owner="call",
    policy=policies.may_write_bids,
    check=_check_bid,
    unable=UnableToChangeCall,
    history=Words(
        added=gettext_noop("Bid added"),
        changed=gettext_noop("Bid edited"),
        removed=gettext_noop("Bid removed"),
    ),
)
