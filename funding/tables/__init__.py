from funding.tables.partners import FundingPartnerTable
from funding.tables.revenue import RevenueStatisticTable

__all__ = ["FundingPartnerTable", "RevenueStatisticTable"]
