from django.urls import include, path

from portfolio.alignments import pages as alignments

PROGRAMMES = [
    path("alignments/", alignments.AlignmentsPage.as_view(), name="alignments"),
    path("<slug:slug>/alignment/", alignments.AlignmentMatrix.as_view(), name="programme-alignment"),
]
COUNTRIES = [
    path("<slug:iso3>/alignment/", alignments.CountryAlignmentMatrix.as_view(), name="country-alignment"),
]
urlpatterns = [path("dwcps/", include(PROGRAMMES)), path("countries/", include(COUNTRIES))]
