"""Addresses of one's own API keys, sessions and deputies, below `/work/`."""

from django.urls import path

from ilo_dc.core.accounts.pages import api_keys as pages
from ilo_dc.core.accounts.pages import deputies, sessions

urlpatterns = [
    path("api-keys/", pages.OwnKeys.as_view(), name="own-api-keys"),
    path("api-keys/new/", pages.IssueOwnKey.as_view(), name="issue-own-api-key"),
    path("api-keys/<int:pk>/withdraw/", pages.RevokeOwnKey.as_view(), name="revoke-own-api-key"),
    path("deputies/", deputies.OwnDeputies.as_view(), name="deputies"),
    path("deputies/new/", deputies.NameDeputy.as_view(), name="deputy-new"),
    path("deputies/<int:pk>/end/", deputies.EndDeputy.as_view(), name="deputy-end"),
    path("deputies/<int:pk>/act/", deputies.act_for, name="deputy-act"),
    path("deputies/stop/", deputies.act_for_oneself, name="deputy-stop"),
    path("sessions/", sessions.OwnSessions.as_view(), name="own-sessions"),
    path("sessions/end-others/", sessions.EndOtherSessions.as_view(), name="end-other-sessions"),
    path("sessions/<slug:number>/end/", sessions.EndOwnSession.as_view(), name="end-own-session"),
]
