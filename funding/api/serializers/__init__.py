from funding.api.serializers.partners import FundingPartnerSerializer
from funding.api.serializers.revenue import RevenueStatisticSerializer

__all__ = ["FundingPartnerSerializer", "RevenueStatisticSerializer"]
