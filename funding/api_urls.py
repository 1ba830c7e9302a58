from django.urls import include, path

urlpatterns = [
    path("", include("funding.agreements.api.urls")),
    path("", include("funding.approvals.api.urls")),
    path("", include("funding.calls.api.urls")),
    path("", include("funding.clearances.api.urls")),
    path("", include("funding.dues.api.urls")),
    path("", include("funding.ledger.api.urls")),
    path("", include("funding.partners.api.urls")),
    path("", include("funding.partnerships.api.urls")),
    path("", include("funding.rates.api.urls")),
    path("", include("funding.revenue.api.urls")),
    path("", include("funding.voluntary.api.urls")),
]
