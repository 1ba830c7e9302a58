from django.urls import include, path

urlpatterns = [
    path("", include("reporting.catalogue.api.urls")),
    path("", include("reporting.observations.api.urls")),
    path("", include("reporting.figure_problems.api")),
]
