"""Addresses of saved filters, below `/work/`."""

from django.urls import path

from ilo_dc.core.saved_filters import pages

urlpatterns = [
    path("filters/new/", pages.SaveFilter.as_view(), name="save-filter"),
    path("filters/<int:pk>/weekly/", pages.MailFilter.as_view(), name="mail-filter"),
    path("filters/stop/<str:token>/", pages.StopMail.as_view(), name="stop-filter"),
    path("filters/<int:pk>/remove/", pages.RemoveFilter.as_view(), name="remove-filter"),
]
