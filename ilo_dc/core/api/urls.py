from django.urls import path

from ilo_dc.core.api import changes, reference, runs

urlpatterns = [
    *reference.urlpatterns,
    path("runs/", runs.RunList.as_view(), name="runs-list"),
    path("runs/<int:pk>/", runs.RunObject.as_view(), name="runs-detail"),
    path("changes/", changes.ChangesView.as_view(), name="changes"),
]
