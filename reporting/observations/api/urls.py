from django.urls import path

from reporting.observations.api import views

urlpatterns = [
    path("observations/", views.ObservationList.as_view(), name="observations-list"),
    path("observations/<int:pk>/", views.ObservationObject.as_view(), name="observations-detail"),
]
