"""The nouns of funding, one a file."""

from funding.agreements.models.agreement import Agreement
from funding.agreements.models.agreement_partner import AgreementPartner
from funding.agreements.models.agreement_state import AgreementState
from funding.agreements.models.amendment import Amendment
from funding.agreements.models.donor_report import DonorReport
from funding.agreements.models.funded_project import FundedProject
from funding.agreements.models.instalment import Instalment
from funding.partners.models import FundingPartner
from funding.revenue.models import RevenueStatistic

__all__ = [
    "Agreement",
    "AgreementPartner",
    "AgreementState",
    "Amendment",
    "DonorReport",
    "FundedProject",
    "FundingPartner",
    "Instalment",
    "RevenueStatistic",
]
