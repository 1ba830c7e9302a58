from django.urls import include, path

urlpatterns = [
    path("", include("portfolio.api.urls.results")),
    path("", include("portfolio.api.urls.frameworks")),
    path("", include("portfolio.api.urls.programmes")),
    path("", include("portfolio.api.urls.updates")),
    path("", include("portfolio.api.urls.alignments")),
    path("", include("portfolio.api.urls.reports")),
]
