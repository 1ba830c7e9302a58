"""Addresses of reporting years, below `/admin-area/`."""

from django.urls import path

from ilo_dc.core.reporting_years import pages
from ilo_dc.core.reporting_years.registers import YEARS_OF_THE_ADMINISTRATION

urlpatterns = [
    path(
        "reporting-years/",
        pages.ReportingYearsPage.of(YEARS_OF_THE_ADMINISTRATION),
        name="reporting-years",
    ),
    path("reporting-years/<int:year>/", pages.ReportingYearPage.as_view(), name="reporting-year"),
    path("reporting-years/<int:year>/close/", pages.CloseYear.as_view(), name="close-year"),
    path("reporting-years/<int:year>/reopen/", pages.ReopenYear.as_view(), name="reopen-year"),
]
