from django.urls import include, path

from funding.revenue.pages import RevenuePage

app_name = "funding"

urlpatterns = [
    path("revenue/", RevenuePage.as_view(), name="revenue"),
    path("", include("funding.calls.urls")),
    path("", include("funding.partnerships.urls")),
]
