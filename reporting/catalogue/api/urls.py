from django.urls import path

from reporting.catalogue.api import views

urlpatterns = [
    path("figures/", views.FiguresView.as_view(), name="figures"),
    path("measures/", views.MeasuresView.as_view(), name="measures"),
]
