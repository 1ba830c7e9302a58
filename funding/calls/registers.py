"""Registers of funding calls and of bids."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from funding.calls import policies
from funding.calls.filters import BidFilterSet, FundingCallFilterSet
from funding.calls.models.bid import Bid
from funding.calls.models.funding_call import FundingCall
from funding.calls.tables import BidTable, FundingCallTable
from ilo_dc.core.registers.register import Register

FUNDING_CALLS = Register(
    code="funding-calls",
    label=_("Funding calls"),
    lead=_(
        "Calls of funds and partners for proposals, with their deadlines. Only staff of the Office sees them."
    ),
    rows=lambda user: FundingCall.objects.visible_to(user).for_list(user, today=timezone.now().date()),
    filterset=FundingCallFilterSet,
    table=FundingCallTable,
    orderings={
        "title": ("title__folded",),
        "partner": ("partner__name__folded",),
        "round": ("round__folded",),
        "status": ("status",),
        "opens_on": ("opens_on__or_last",),
        "closes_on": ("closes_on__or_last",),
        "bids": ("bid_count",),
        "updated_at": ("updated_at",),
    },
    ordering="-closes_on",
    page="funding:funding-calls",
    readers=policies.may_see_calls,
)

BIDS = Register(
    code="bids",
    label=_("Bids in funding calls"),
    lead=_(
        "What the Office asks for in funding calls and what became of it. Only staff of the Office sees "
        "bids; amounts stand in no total of money."
    ),
    rows=lambda user: Bid.objects.visible_to(user).for_list(),
    filterset=BidFilterSet,
    table=BidTable,
    orderings={
        "subject": ("subject_text__folded",),
        "call_title": ("call__title__folded",),
        "partner": ("call__partner__name__folded",),
        "unit": ("unit__code",),
        "amount_asked": ("amount_asked",),
        "amount_won": ("amount_won__or_last",),
        "currency": ("currency_id",),
        "result": ("result",),
        "decided_on": ("decided_on__or_last",),
        "staff_days": ("staff_days__or_last",),
        "updated_at": ("updated_at",),
    },
    ordering="-updated_at",
    page="funding:bids",
    readers=policies.may_see_calls,
)
