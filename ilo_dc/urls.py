"""Addresses of the portal; each app names its own pages."""

from django.urls import include, path

from ilo_dc.core.health import health
from ilo_dc.core.problems.pages import not_found

handler400 = "ilo_dc.core.problems.pages.bad_request"
handler403 = "ilo_dc.core.problems.pages.permission_denied"
handler404 = "ilo_dc.core.problems.pages.not_found"
handler500 = "ilo_dc.core.problems.pages.server_error"

urlpatterns = [
    path("api/v1/", include("ilo_dc.api")),
    path("account/email/", not_found),  # addresses are changed by an administrator's action
    path("account/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("health/", health, name="health"),
    path("admin-area/", include("ilo_dc.core.urls")),
    path("results-frameworks/", include("portfolio.results.urls")),
    path("", include("portfolio.urls")),
    path("revenue/", include("funding.urls")),
    path("", include("ilo_dc.portal.urls")),
]
