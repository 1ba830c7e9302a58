"""The nouns of funding, one a file."""

from funding.models.funding_partner import FundingPartner
from funding.models.revenue_statistic import RevenueStatistic

__all__ = ["FundingPartner", "RevenueStatistic"]
