"""Registers of progress reports and of their schedules."""

from django.utils.translation import gettext_lazy as _

from ilo_dc.core.registers.register import Register
from portfolio.project_results.filters import ProgressReportFilterSet, ReportScheduleFilterSet
from portfolio.project_results.models.progress_report import ProgressReport
from portfolio.project_results.models.report_schedule import ReportSchedule
from portfolio.project_results.tables import ProgressReportTable, ReportScheduleTable

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

REPORT_SCHEDULES = Register(
    code="report-schedules",
    label=_("Schedules of progress reports"),
    lead=_(
        "How many months a report covers and when it is due: of all projects, and of those whose agreement "
        "asks otherwise. A period follows the schedule that was in force on its first day."
    ),
    rows=lambda user: ReportSchedule.objects.visible_to(user).for_list(),
    filterset=ReportScheduleFilterSet,
    table=ReportScheduleTable,
    orderings={
        "since": ("since",),
        "every_months": ("every_months",),
        "due_days": ("due_days",),
        "updated_at": ("updated_at",),
    },
    ordering="-since",
    page="portfolio:report-schedules",
)
