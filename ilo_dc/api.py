"""`/api/v1/`: the paths of all apps, the schema and its documentation."""

from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

from ilo_dc.core.api.problems import not_found

app_name = "api"

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerView.as_view(url_name="api:schema"), name="docs"),
    path("", include("ilo_dc.core.api.urls")),
    path("", include("portfolio.api.urls")),
    path("", include("funding.api.urls")),
    path("", include("reporting.api.urls")),
    path("", include("ilo_dc.portal.api.urls")),
    re_path(r"^(?P<path>.*)$", not_found),
]
