from django.urls import include, path

from portfolio.workbooks import pages as programme_sheets

PROGRAMMES = [
    path(
        "<slug:slug>/sheet.xlsx",
        programme_sheets.DownloadProgrammeSheet.as_view(),
        name="programme-sheet-xlsx",
    ),
    path("<slug:slug>/sheet/", programme_sheets.UploadProgrammeSheet.as_view(), name="programme-sheet"),
    path(
        "<slug:slug>/sheet/<int:pk>/",
        programme_sheets.ProgrammeSheetPreview.as_view(),
        name="programme-sheet-preview",
    ),
]
COUNTRIES = [
    path(
        "<slug:iso3>/outcomes.xlsx",
        programme_sheets.DownloadCountrySheet.as_view(),
        name="country-sheet-xlsx",
    ),
    path("<slug:iso3>/outcomes/", programme_sheets.UploadCountrySheet.as_view(), name="country-sheet"),
    path(
        "<slug:iso3>/outcomes/<int:pk>/",
        programme_sheets.CountrySheetPreview.as_view(),
        name="country-sheet-preview",
    ),
]
urlpatterns = [path("dwcps/", include(PROGRAMMES)), path("countries/", include(COUNTRIES))]
