"""Addresses of runs, below `/admin-area/`."""

from django.urls import path

from ilo_dc.core.runs import pages as runs

urlpatterns = [
    path("runs/", runs.Runs.as_view(), name="runs"),
    path("runs/<int:pk>/", runs.RunPage.as_view(), name="run"),
    path("runs/<int:pk>/retry/", runs.RetryRun.as_view(), name="retry-run"),
    path("runs/<int:pk>/cancel/", runs.CancelRun.as_view(), name="cancel-run"),
]
