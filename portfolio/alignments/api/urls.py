from django.urls import path

from portfolio.alignments.api import views as alignments

urlpatterns = [
    path("alignments/", alignments.AlignmentList.as_view(), name="alignments-list"),
    path("alignments/<int:pair_id>/", alignments.AlignmentObject.as_view(), name="alignments-detail"),
    path(
        "country-programmes/<int:programme_id>/alignments/",
        alignments.ProgrammeAlignment.as_view(),
        name="country-programmes-alignments",
    ),
    path(
        "countries/<str:iso3>/alignments/",
        alignments.CountryAlignment.as_view(),
        name="countries-alignments",
    ),
]
