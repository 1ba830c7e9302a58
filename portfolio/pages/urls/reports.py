from django.urls import include, path

from portfolio.pages import reports

PROGRAMMES = [
    path("<slug:slug>/reports/<slug:kind>/", reports.report, name="report"),
]
urlpatterns = [path("dwcps/", include(PROGRAMMES))]
