from django.urls import path

from reporting.api import views

urlpatterns = [
    path("figures/", views.FiguresView.as_view(), name="figures"),
    path("measures/", views.MeasuresView.as_view(), name="measures"),
    path("observations/", views.ObservationList.as_view(), name="observations-list"),
    path("observations/<int:pk>/", views.ObservationObject.as_view(), name="observations-detail"),
]
