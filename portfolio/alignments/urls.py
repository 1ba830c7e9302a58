from django.urls import include, path

from portfolio.alignments import pages as alignments

PROGRAMMES = [
    path("alignments/", alignments.AlignmentsPage.as_view(), name="alignments"),
    path("<slug:slug>/alignment/", alignments.AlignmentMatrix.as_view(), name="programme-alignment"),
]
urlpatterns = [path("dwcps/", include(PROGRAMMES))]
