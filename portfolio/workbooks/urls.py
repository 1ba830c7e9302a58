from django.urls import include, path

from portfolio.workbooks.pages import countries, programmes, projects

PROGRAMMES = [
    path("<slug:slug>/sheet.xlsx", programmes.DownloadProgrammeSheet.as_view(), name="programme-sheet-xlsx"),
    path("<slug:slug>/sheet/", programmes.UploadProgrammeSheet.as_view(), name="programme-sheet"),
    path(
        "<slug:slug>/sheet/<int:pk>/",
        programmes.ProgrammeSheetPreview.as_view(),
        name="programme-sheet-preview",
    ),
]
COUNTRIES = [
    path("<slug:iso3>/outcomes.xlsx", countries.DownloadCountrySheet.as_view(), name="country-sheet-xlsx"),
    path("<slug:iso3>/outcomes/", countries.UploadCountrySheet.as_view(), name="country-sheet"),
    path(
        "<slug:iso3>/outcomes/<int:pk>/",
        countries.CountrySheetPreview.as_view(),
        name="country-sheet-preview",
    ),
]
PROJECTS = [
    path("<int:project>/sheet.xlsx", projects.DownloadProjectSheet.as_view(), name="project-sheet-xlsx"),
    path("<int:project>/sheet/", projects.UploadProjectSheet.as_view(), name="project-sheet"),
    path(
        "<int:project>/sheet/<int:pk>/", projects.ProjectSheetPreview.as_view(), name="project-sheet-preview"
    ),
]
urlpatterns = [
    path("dwcps/", include(PROGRAMMES)),
    path("countries/", include(COUNTRIES)),
    path("projects/", include(PROJECTS)),
]
