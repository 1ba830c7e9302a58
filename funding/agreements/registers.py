"""The registers of agreements, instalments and reports to funding partners."""

from django.utils.translation import gettext_lazy as _

from funding.agreements.filters import AgreementFilterSet, DonorReportFilterSet, InstalmentFilterSet
from funding.agreements.models.agreement import Agreement
from funding.agreements.models.donor_report import DonorReport
from funding.agreements.models.instalment import Instalment
from funding.agreements.tables import AgreementTable, DonorReportTable, InstalmentTable
from ilo_dc.core.registers.register import Register

AGREEMENTS = Register(
    code="agreements",
    label=_("Agreements"),
    lead=_(
        "What funding partners signed. Amounts are in the currency of each agreement and are not added up; "
        "everybody sees the agreements that are published, a funding partner its own, too."
    ),
    rows=lambda user: Agreement.objects.visible_to(user).for_list(),
    filterset=AgreementFilterSet,
    table=AgreementTable,
    orderings={
        "reference": ("reference",),
        "title": ("title__folded",),
        "partner": ("partner__name__folded",),
        "kind": ("kind",),
        "status": ("status",),
        "signed_on": ("signed_on__or_last",),
        "amount": ("amount__or_last",),
        "currency": ("currency_id",),
        "starts_on": ("starts_on__or_last",),
        "last_day": ("ends_now__or_last",),
        "updated_at": ("updated_at",),
    },
    ordering="-signed_on",
    page="funding:agreements",
)
INSTALMENTS = Register(
    code="instalments",
    label=_("Instalments"),
    lead=_(
        "What partners are to pay, and when, by their agreements. What was received stands in the ledger."
    ),
    rows=lambda user: Instalment.objects.visible_to(user).for_list(),
    filterset=InstalmentFilterSet,
    table=InstalmentTable,
    orderings={
        "due_on": ("due_on",),
        "reference": ("agreement__reference",),
        "title": ("agreement__title__folded",),
        "amount": ("amount",),
        "currency": ("agreement__currency_id",),
        "updated_at": ("updated_at",),
    },
    ordering="due_on",
    page="funding:instalments",
)
DONOR_REPORTS = Register(
    code="donor-reports",
    label=_("Reports to funding partners"),
    lead=_("What each funding partner is due by its agreements, and when it was sent."),
    rows=lambda user: DonorReport.objects.visible_to(user).for_list(),
    filterset=DonorReportFilterSet,
    table=DonorReportTable,
    orderings={
        "due_on": ("due_on",),
        "reference": ("agreement__reference",),
        "title": ("agreement__title__folded",),
        "kind": ("kind",),
        "sent_on": ("sent_on__or_last",),
        "updated_at": ("updated_at",),
    },
    ordering="due_on",
    page="funding:donor-reports",
)
