from django.urls import path

from funding.rates.pages import ExchangeRatesPage
from funding.revenue.pages import RevenuePage

app_name = "funding"

urlpatterns = [
    path("revenue/", RevenuePage.as_view(), name="revenue"),
    path("exchange-rates/", ExchangeRatesPage.as_view(), name="exchange-rates"),
]
