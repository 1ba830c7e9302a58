from django.urls import include, path

from ilo_dc.core.api import changes, runs

urlpatterns = [
    path("", include("ilo_dc.core.api.reference")),
    path("runs/", runs.RunList.as_view(), name="runs-list"),
    path("runs/<int:pk>/", runs.RunObject.as_view(), name="runs-detail"),
    path("changes/", changes.ChangesView.as_view(), name="changes"),
]
