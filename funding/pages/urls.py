from django.urls import path

from funding.pages import views

app_name = "funding"

urlpatterns = [path("", views.RevenuePage.as_view(), name="revenue")]
