"""The nouns of funding, one a file."""

from funding.calls.models.bid import Bid
from funding.calls.models.funding_call import FundingCall
from funding.partners.models import FundingPartner
from funding.partnerships.models import Partnership, PartnershipMember
from funding.revenue.models import RevenueStatistic

__all__ = [
    "Bid",
    "FundingCall",
    "FundingPartner",
    "Partnership",
    "PartnershipMember",
    "RevenueStatistic",
]
