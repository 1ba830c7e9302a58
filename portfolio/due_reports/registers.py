"""The register of what fell due."""

from django.utils.translation import gettext_lazy as _

from ilo_dc.core.registers.register import Register
from portfolio.due_reports import policies
from portfolio.due_reports.filters import DueReportFilterSet
from portfolio.due_reports.measures import OF_STAFF
from portfolio.due_reports.models import DueReport
from portfolio.due_reports.tables import DueReportTable

DUE_REPORTS = Register(
    code="due-reports",
    label=_("Reports that fell due"),
    lead=_(
        "Outcome updates and progress reports whose due day is over, and what became of each: in time, late, "
        "not handed in or skipped."
    ),
    readers=policies.may_see_due_reports,
    rows=lambda user: DueReport.objects.visible_to(user).for_list(),
    filterset=DueReportFilterSet,
    table=DueReportTable,
    orderings={
        "due_on": ("due_on",),
        "kind": ("kind",),
        "state": ("state",),
        "country": ("country__name__folded__or_last",),
        "region": ("region_id__or_last",),
        "starts_on": ("starts_on",),
        "last_day": ("ends_on",),
        "recorded_at": ("recorded_at",),
    },
    ordering="-due_on",
    page="portfolio:due-reports",
    measures=OF_STAFF[:1],
)
