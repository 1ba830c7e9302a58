"""Words of the sheets of the first import."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

# In the place of a reference: the line states what the file has of a kind, a currency and a year.
TOTAL = "TOTAL"
# After a reference that was taken back and is posted anew: its second posting is REF~2.
AGAIN = "~"
# The source of opening balances in the ledger.
OPENINGS = "first-openings"
LONGEST_REFERENCE = 90


class StatedKind(TextChoices):
    """What a stated total is of."""

    AGREEMENT = "agreement", _("Agreements")
    AMENDMENT = "amendment", _("Amendments")
    APPROVAL = "approval", _("Approvals")
    RECEIPT = "receipt", _("Receipts")
    REFUND = "refund", _("Refunds")
    ADJUSTMENT = "adjustment", _("Adjustments")
    ALLOCATION = "allocation", _("Allocations")
    EXPENDITURE = "expenditure", _("Expenditure")
    BALANCE = "balance", _("Opening balances")
