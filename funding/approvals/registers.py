"""The register of approvals."""

from django.utils.translation import gettext_lazy as _

from funding.approvals.filters import ApprovalFilterSet
from funding.approvals.models.approval import Approval
from funding.approvals.tables import ApprovalTable
from ilo_dc.core.registers.register import Register

APPROVALS = Register(
    code="approvals",
    label=_("Approvals"),
    lead=_(
        "What funding partners signed, as it was approved. An approval counts in the year of its signature, "
        "in US dollars at the rate of that day, once it is issued; a cancelled one is reversed in the ledger."
    ),
    rows=lambda user: Approval.objects.visible_to(user).for_list().with_shares(user),
    filterset=ApprovalFilterSet,
    table=ApprovalTable,
    orderings={
        "minute": ("minute_year__or_last", "minute_number__or_last"),
        "title": ("agreement__title__folded",),
        "reference": ("agreement__reference",),
        "partner": ("agreement__partner__name__folded",),
        "status": ("status",),
        "signed_on": ("counts_on__or_last",),
        "amount": ("amount__or_last",),
        "currency": ("agreement__currency_id",),
        "amount_usd": ("amount_usd__or_last",),
        "updated_at": ("updated_at",),
    },
    ordering="-signed_on",
    page="funding:approvals",
    sums=("amount_usd",),
)
