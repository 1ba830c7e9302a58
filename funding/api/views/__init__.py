from funding.api.views.partners import FundingPartnerList, FundingPartnerObject
from funding.api.views.revenue import RevenueStatisticList, RevenueStatisticObject

__all__ = ["FundingPartnerList", "FundingPartnerObject", "RevenueStatisticList", "RevenueStatisticObject"]
