"""Addresses of one's own API keys, below `/work/`."""

from django.urls import path

from ilo_dc.core.accounts.pages import api_keys as pages

urlpatterns = [
    path("api-keys/", pages.OwnKeys.as_view(), name="own-api-keys"),
    path("api-keys/new/", pages.IssueOwnKey.as_view(), name="issue-own-api-key"),
    path("api-keys/<int:pk>/withdraw/", pages.RevokeOwnKey.as_view(), name="revoke-own-api-key"),
]
