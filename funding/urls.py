from django.urls import include, path

from funding.revenue import pages

app_name = "funding"

urlpatterns = [
    path("revenue/", pages.RevenuePage.as_view(), name="revenue"),
    path("", include("funding.clearances.urls")),
]
