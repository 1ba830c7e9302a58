from django.urls import include, path

from portfolio.reports import pages as reports

PROGRAMMES = [
    path("<slug:slug>/reports/<slug:kind>/", reports.report, name="report"),
]
urlpatterns = [path("dwcps/", include(PROGRAMMES))]
