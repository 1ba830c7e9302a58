"""Addresses of core's pages, each feature's in its own `urls`."""

from django.urls import include, path

app_name = "core"

urlpatterns = [
    path("admin-area/", include("ilo_dc.core.administration.urls")),
    path("admin-area/", include("ilo_dc.core.code_lists.urls")),
    path("admin-area/", include("ilo_dc.core.reporting_years.urls")),
    path("admin-area/", include("ilo_dc.core.runs.urls")),
    path("admin-area/", include("ilo_dc.core.history.urls")),
    path("work/", include("ilo_dc.core.notices.urls")),
    path("work/", include("ilo_dc.core.accounts.urls")),
    path("work/", include("ilo_dc.core.saved_filters.urls")),
]
