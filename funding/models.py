"""The nouns of funding, one a file."""

from funding.agreements.models.agreement import Agreement
from funding.agreements.models.agreement_partner import AgreementPartner
from funding.agreements.models.agreement_state import AgreementState
from funding.agreements.models.amendment import Amendment
from funding.agreements.models.donor_report import DonorReport
from funding.agreements.models.funded_project import FundedProject
from funding.agreements.models.instalment import Instalment
from funding.approvals.models.approval import Approval
from funding.approvals.models.approval_share import ApprovalShare
from funding.approvals.models.approval_state import ApprovalState
from funding.calls.models.bid import Bid
from funding.calls.models.funding_call import FundingCall
from funding.clearances.models.clearance import ClearanceOpinion, PartnershipClearance, ScreeningAnswer
from funding.clearances.models.settings import ClearanceRule, ScreeningCriterion
from funding.clearances.models.step import ClearanceStep
from funding.dues.models.due_donor_report import DueDonorReport
from funding.dues.models.due_instalment import DueInstalment
from funding.ledger.models.entry import LedgerEntry
from funding.ledger.models.pool import Pool, PoolBalance
from funding.ledger.models.rollup import LedgerByPartner, LedgerByPlace
from funding.partners.models import FundingPartner
from funding.partnerships.models import Partnership, PartnershipMember
from funding.rates.models import ExchangeRate
from funding.revenue.models import RevenueStatistic

__all__ = [
    "Agreement",
    "AgreementPartner",
    "AgreementState",
    "Amendment",
    "Approval",
    "ApprovalShare",
    "ApprovalState",
    "Bid",
    "ClearanceOpinion",
    "ClearanceRule",
    "ClearanceStep",
    "DonorReport",
    "DueDonorReport",
    "DueInstalment",
    "ExchangeRate",
    "FundedProject",
    "FundingCall",
    "FundingPartner",
    "Instalment",
    "LedgerByPartner",
    "LedgerByPlace",
    "LedgerEntry",
    "Partnership",
    "PartnershipClearance",
    "PartnershipMember",
    "Pool",
    "PoolBalance",
    "RevenueStatistic",
    "ScreeningAnswer",
    "ScreeningCriterion",
]
