from funding.registers.partners import FUNDING_PARTNERS
from funding.registers.revenue import REVENUE_STATISTICS

__all__ = ["FUNDING_PARTNERS", "REVENUE_STATISTICS"]
