"""The register of progress reports."""

from django.utils.translation import gettext_lazy as _

from ilo_dc.core.registers.register import Register
from portfolio.project_results.filters import ProgressReportFilterSet
from portfolio.project_results.models.progress_report import ProgressReport
from portfolio.project_results.tables import ProgressReportTable

PROGRESS_REPORTS = Register(
    code="progress-reports",
    label=_("Progress reports"),
    lead=_("What is reported of projects, once: for the partners and for the country programmes."),
    rows=lambda user: ProgressReport.objects.visible_to(user).for_list(),
    filterset=ProgressReportFilterSet,
    table=ProgressReportTable,
    orderings={
        "starts_on": ("starts_on",),
        "last_day": ("ends_on",),
        "code": ("project__code__or_last",),
        "title": ("project__title__folded",),
        "state": ("state",),
        "rating": ("rating",),
        "submitted_at": ("submitted_at__or_last",),
        "updated_at": ("updated_at",),
    },
    ordering="-starts_on",
    page="portfolio:progress-reports",
)
