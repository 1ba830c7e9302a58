from funding.querysets.partners import FundingPartnerQuerySet, partners_visible_to
from funding.querysets.revenue import RevenueStatisticQuerySet

__all__ = ["FundingPartnerQuerySet", "RevenueStatisticQuerySet", "partners_visible_to"]
