"""Reporting years: for everybody in the API, with the ways to change them in the administration."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from ilo_dc.core.reference.models.period import ReportingYear
from ilo_dc.core.registers.register import Register
from ilo_dc.core.reporting_years.filters import ReportingYearFilterSet
from ilo_dc.core.reporting_years.tables import ReportingYearTable

REPORTING_YEARS = Register(
    code="reporting-years",
    label=_("Reporting years"),
    lead=_(
        "Once a year is closed, what is recorded later and counts in it is marked as late: figures count it, "
        "and say how much of it there is."
    ),
    rows=lambda user: ReportingYear.objects.visible_to(user).with_status(),
    filterset=ReportingYearFilterSet,
    table=ReportingYearTable,
    orderings={
        "year": ("year",),
        "state": ("known_state", "year"),
        "since": ("known_since__or_last", "year"),
    },
    ordering="-year",
    hxl={"year": "#date+year", "state": "#status"},
)
YEARS_OF_THE_ADMINISTRATION = replace(REPORTING_YEARS, page="core:reporting-years")
