from django.urls import include, path

from portfolio.project_results.pages import plan, report_schedules
from portfolio.project_results.pages import progress_reports as reports

RESULTS = [
    *plan.urlpatterns,
    path("reports/", reports.ProgressReportsPage.as_view(), name="progress-reports"),
    *report_schedules.urlpatterns,
    path("reports/schedules/", report_schedules.ReportSchedulesPage.as_view(), name="report-schedules"),
    path("reports/<int:pk>/", reports.progress_report, name="progress-report"),
    path("reports/<int:pk>/edit/", reports.EditReport.as_view(), name="progress-report-edit"),
    path("reports/<int:pk>/review/", reports.ReviewReport.as_view(), name="progress-report-review"),
    path("reports/<int:pk>/withdraw/", reports.WithdrawReport.as_view(), name="progress-report-withdraw"),
    path("<int:project>/extend/", plan.ExtendProject.as_view(), name="project-extend"),
    path("<int:project>/reports/<slug:period>/new/", reports.NewReport.as_view(), name="progress-report-new"),
    path(
        "<int:project>/reports/<slug:period>/skip/", reports.SkipReport.as_view(), name="progress-report-skip"
    ),
]
urlpatterns = [path("projects/", include(RESULTS))]
