from django.urls import include, path

app_name = "portfolio"

urlpatterns = [
    path("", include("portfolio.pages.urls.frameworks")),
    path("", include("portfolio.pages.urls.programmes")),
    path("", include("portfolio.pages.urls.updates")),
    path("", include("portfolio.pages.urls.alignments")),
    path("", include("portfolio.pages.urls.workbooks")),
    path("", include("portfolio.pages.urls.reports")),
    path("", include("portfolio.pages.urls.composed")),
]
