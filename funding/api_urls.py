from django.urls import include, path

urlpatterns = [
    path("", include("funding.partners.api.urls")),
    path("", include("funding.revenue.api.urls")),
    path("", include("funding.clearances.api.urls")),
]
