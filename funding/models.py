"""The nouns of funding, one a file."""

from funding.partners.models import FundingPartner
from funding.rates.models import ExchangeRate
from funding.revenue.models import RevenueStatistic

__all__ = ["ExchangeRate", "FundingPartner", "RevenueStatistic"]
