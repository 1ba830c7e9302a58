from django.urls import path

from portfolio.reports.api import views as reports

urlpatterns = [
    path(
        "country-programmes/<int:programme_id>/reports/review/",
        reports.ProgrammeReview.as_view(),
        name="country-programmes-review",
    ),
    path(
        "country-programmes/<int:programme_id>/reports/donor/",
        reports.DonorReportPart.as_view(),
        name="country-programmes-donor-report",
    ),
    path(
        "country-programmes/<int:programme_id>/reports/un/",
        reports.UnExport.as_view(),
        name="country-programmes-un-export",
    ),
]
