from django.urls import path

from reporting.catalogue.api import views

urlpatterns = [path("measures/", views.MeasuresView.as_view(), name="measures")]
