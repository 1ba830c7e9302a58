"""Addresses of what one was told and how one wants to be told, below `/work/`."""

from django.urls import path

from ilo_dc.core.notices import pages

urlpatterns = [
    path("notices/", pages.notices, name="notices"),
    path("notices/read/", pages.read_all, name="read-all"),
    path("notices/<int:pk>/", pages.notice, name="notice"),
    path("preferences/", pages.Preferences.as_view(), name="preferences"),
]
