"""The nouns of funding, one a file."""

from funding.clearances.models.clearance import ClearanceOpinion, PartnershipClearance, ScreeningAnswer
from funding.clearances.models.settings import ClearanceRule, ScreeningCriterion
from funding.clearances.models.step import ClearanceStep
from funding.partners.models import FundingPartner
from funding.revenue.models import RevenueStatistic

__all__ = [
    "ClearanceOpinion",
    "ClearanceRule",
    "ClearanceStep",
    "FundingPartner",
    "PartnershipClearance",
    "RevenueStatistic",
    "ScreeningAnswer",
    "ScreeningCriterion",
]
