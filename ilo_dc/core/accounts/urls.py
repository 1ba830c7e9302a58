"""Addresses of one's own API keys and sessions, below `/work/`."""

from django.urls import path

from ilo_dc.core.accounts.pages import api_keys as pages
from ilo_dc.core.accounts.pages import sessions

urlpatterns = [
    path("api-keys/", pages.OwnKeys.as_view(), name="own-api-keys"),
    path("api-keys/new/", pages.IssueOwnKey.as_view(), name="issue-own-api-key"),
    path("api-keys/<int:pk>/withdraw/", pages.RevokeOwnKey.as_view(), name="revoke-own-api-key"),
    path("sessions/", sessions.OwnSessions.as_view(), name="own-sessions"),
    path("sessions/end-others/", sessions.EndOtherSessions.as_view(), name="end-other-sessions"),
    path("sessions/<slug:number>/end/", sessions.EndOwnSession.as_view(), name="end-own-session"),
]
