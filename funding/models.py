"""The nouns of funding, one a file."""

from funding.ledger.models.entry import LedgerEntry
from funding.ledger.models.pool import Pool, PoolBalance
from funding.ledger.models.rollup import LedgerByPartner, LedgerByPlace
from funding.partners.models import FundingPartner
from funding.rates.models import ExchangeRate
from funding.revenue.models import RevenueStatistic

__all__ = [
    "ExchangeRate",
    "FundingPartner",
    "LedgerByPartner",
    "LedgerByPlace",
    "LedgerEntry",
    "Pool",
    "PoolBalance",
    "RevenueStatistic",
]
