"""The registers of what fell due by agreements."""

from django.utils.translation import gettext_lazy as _

from funding.dues import policies
from funding.dues.filters import DueDonorReportFilterSet, DueInstalmentFilterSet
from funding.dues.measures import DONOR_REPORTS_DUE, INSTALMENTS_DUE
from funding.dues.models.due_donor_report import DueDonorReport
from funding.dues.models.due_instalment import DueInstalment
from funding.dues.tables import DueDonorReportTable, DueInstalmentTable
from ilo_dc.core.registers.register import Register

ORDERINGS = {
    "due_on": ("due_on",),
    "reference": ("agreement__reference",),
    "title": ("agreement__title__folded",),
    "partner": ("partner__name__folded",),
    "status": ("status",),
    "recorded_at": ("recorded_at",),
}
THEN = {"reference": ("reference_then",), "title": ("title_then__folded",)}
DUE_INSTALMENTS = Register(
    code="due-instalments",
    label=_("Instalments that fell due"),
    lead=_(
        "What funding partners were to pay by a day that is over, and what became of it: received in time, "
        "late, in part or not. Recorded each night; amounts are in the currency of each agreement."
    ),
    readers=policies.may_see_dues,
    rows=lambda user: DueInstalment.objects.visible_to(user).for_list(),
    filterset=DueInstalmentFilterSet,
    table=DueInstalmentTable,
    orderings={
        **ORDERINGS,
        "amount": ("amount",),
        "received": ("received",),
        "currency": ("currency_id",),
        "received_on": ("received_on__or_last",),
    },
    orderings_then=THEN,
    ordering="-due_on",
    page="funding:due-instalments",
    measures=(INSTALMENTS_DUE,),
)
DUE_DONOR_REPORTS = Register(
    code="due-donor-reports",
    label=_("Reports to funding partners that fell due"),
    lead=_(
        "What funding partners were due by a day that is over, and what became of it: sent in time, late or "
        "not. Recorded each night; what is for several partners is due to each."
    ),
    readers=policies.may_see_dues,
    rows=lambda user: DueDonorReport.objects.visible_to(user).for_list(),
    filterset=DueDonorReportFilterSet,
    table=DueDonorReportTable,
    orderings={**ORDERINGS, "kind": ("kind",), "sent_on": ("sent_on__or_last",)},
    orderings_then=THEN,
    ordering="-due_on",
    page="funding:due-donor-reports",
    measures=(DONOR_REPORTS_DUE,),
)
