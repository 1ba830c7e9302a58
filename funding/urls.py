from django.urls import path

from funding.revenue import pages

app_name = "funding"

urlpatterns = [path("", pages.RevenuePage.as_view(), name="revenue")]
