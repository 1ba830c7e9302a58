"""Address of the history, below `/admin-area/`."""

from django.urls import path

from ilo_dc.core.history import pages as history

urlpatterns = [
    path("history/", history.HistoryPage.as_view(), name="history"),
]
