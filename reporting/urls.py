"""Addresses of reporting's pages."""

from django.urls import include, path

app_name = "reporting"

urlpatterns = [
    path("figures/problems/", include("reporting.figure_problems.urls")),
]
