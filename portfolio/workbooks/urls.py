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
urlpatterns = [path("dwcps/", include(PROGRAMMES))]
