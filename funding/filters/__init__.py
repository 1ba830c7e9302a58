from funding.filters.partners import FundingPartnerFilterSet
from funding.filters.revenue import RevenueStatisticFilterSet

__all__ = ["FundingPartnerFilterSet", "RevenueStatisticFilterSet"]
