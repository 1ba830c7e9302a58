"""Addresses of results frameworks, with the page of a result, which is composed above them."""

from django.urls import path

from portfolio.pages import pages
from portfolio.results import urls as results

app_name = results.app_name

urlpatterns = [
    *results.urlpatterns,
    path("<slug:code>/<str:result>/", pages.result, name="result"),
]
