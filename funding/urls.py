from django.urls import include, path

from funding.ledger.pages import LedgerPage, PoolsPage
from funding.rates.pages import ExchangeRatesPage
from funding.revenue.pages import RevenuePage

app_name = "funding"

urlpatterns = [
    path("revenue/", RevenuePage.as_view(), name="revenue"),
    path("exchange-rates/", ExchangeRatesPage.as_view(), name="exchange-rates"),
    path("ledger/", LedgerPage.as_view(), name="ledger"),
    path("ledger/pools/", PoolsPage.as_view(), name="pools"),
    path("", include("funding.dues.urls")),
    path("", include("funding.agreements.urls")),
    path("", include("funding.approvals.urls")),
    path("", include("funding.clearances.urls")),
    path("", include("funding.calls.urls")),
    path("", include("funding.partnerships.urls")),
    path("", include("funding.voluntary.urls")),
]
