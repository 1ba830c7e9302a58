from django.urls import include, path

urlpatterns = [
    path("", include("funding.calls.api.urls")),
    path("", include("funding.partners.api.urls")),
    path("", include("funding.partnerships.api.urls")),
    path("", include("funding.revenue.api.urls")),
]
