"""Addresses of the portal; each app names its own pages."""

from django.urls import include, path

from ilo_dc.core.pages.errors import not_found
from ilo_dc.core.pages.health import health

handler400 = "ilo_dc.core.pages.errors.bad_request"
handler403 = "ilo_dc.core.pages.errors.permission_denied"
handler404 = "ilo_dc.core.pages.errors.not_found"
handler500 = "ilo_dc.core.pages.errors.server_error"

urlpatterns = [
    path("api/v1/", include("ilo_dc.api")),
    path("account/email/", not_found),  # addresses are changed by an administrator's action
    path("account/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("health/", health, name="health"),
    path("admin-area/", include("ilo_dc.core.pages.urls")),
    path("results-frameworks/", include("portfolio.pages.urls.results")),
    path("", include("portfolio.pages.urls")),
    path("revenue/", include("funding.pages.urls")),
    path("", include("ilo_dc.portal.pages.urls")),
]
