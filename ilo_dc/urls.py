"""Addresses of the portal; each app names its own pages."""

from django.urls import include, path

urlpatterns = [
    path("account/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
]
