"""Code lists of the ledger (DESIGN 3.1)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class EntryKind(TextChoices):
    """What happened to money."""

    APPROVAL = "approval", _("Approval")
    RECEIPT = "receipt", _("Receipt")
    ALLOCATION = "allocation", _("Allocation")
    EXPENDITURE = "expenditure", _("Expenditure")
    REFUND = "refund", _("Refund")
    TRANSFER = "transfer", _("Transfer")
    ADJUSTMENT = "adjustment", _("Adjustment")


# What a transfer may move; it is counted by the measure of that.
MOVED = (EntryKind.APPROVAL, EntryKind.RECEIPT, EntryKind.ALLOCATION)
# What a partner promises and pays: each line says which one.
FROM_PARTNERS = (EntryKind.APPROVAL, EntryKind.RECEIPT)
# Each line of these says which part of it is programme support costs.
WITH_PARTS = (EntryKind.ALLOCATION, EntryKind.EXPENDITURE)


class ResourceType(TextChoices):
    """The four kinds of money of the ILO's development cooperation (glossary of the papers)."""

    RB = "RB", _("Regular budget")
    RBTC = "RBTC", _("Regular-budget technical cooperation")
    RBSA = "RBSA", _("Regular Budget Supplementary Account")
    XBDC = "XBDC", _("Extra-budgetary development cooperation")


# What funding partners give beyond their assessed contributions (GB.347/POL/3).
VOLUNTARY = (ResourceType.XBDC, ResourceType.RBSA)


class CountedIn(TextChoices):
    """The figures that count voluntary funding; a transfer counts where what it moves does."""

    APPROVALS = "approvals", _("Approvals")
    CONTRIBUTIONS = "contributions", _("Contributions received")


# The kind of lines that each of them counts.
KIND_COUNTED = {
    CountedIn.APPROVALS: EntryKind.APPROVAL,
    CountedIn.CONTRIBUTIONS: EntryKind.RECEIPT,
}


class FundingClass(TextChoices):
    """Classes of voluntary funding, of which the first that fits holds (GB.306/TC/1, indicator 1.2)."""

    RBSA = "rbsa", _("RBSA")
    FLEXIBLE = "flexible", _("Un-earmarked or lightly earmarked")
    POOLED = "pooled", _("One UN or another pooled fund")
    OUTCOME = "outcome", _("For a country programme outcome or a policy outcome")
    OTHER = "other", _("Other")


class PoolKind(TextChoices):
    """Whose money lies together."""

    RBSA = "rbsa", _("RBSA of a biennium")
    APPROPRIATION = "appropriation", _("Appropriation of a biennium")
    AGREEMENT = "agreement", _("Agreement")


class Basis(TextChoices):
    """From when on money can be allocated."""

    APPROVED = "approved", _("Once it is approved")
    RECEIVED = "received", _("Once it is received")
