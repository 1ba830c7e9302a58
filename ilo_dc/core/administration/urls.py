"""Addresses of people, their roles and API keys, below `/admin-area/`."""

from django.urls import path

from ilo_dc.core.administration import pages as people

urlpatterns = [
    path("", people.Index.as_view(), name="admin-area"),
    path("people/", people.People.as_view(), name="people"),
    path("people/invite/", people.Invite.as_view(), name="invite"),
    path("people/<int:pk>/", people.Person.as_view(), name="person"),
    path("people/<int:pk>/edit/", people.EditPerson.as_view(), name="edit-person"),
    path("people/<int:pk>/give-role/", people.GiveRole.as_view(), name="give-role"),
    path("people/<int:pk>/let-in/", people.Reactivate.as_view(), name="reactivate-person"),
    path("people/<int:pk>/second-step/", people.RemoveSecondStep.as_view(), name="remove-second-step"),
    path("people/<int:pk>/sessions/", people.EndSessions.as_view(), name="end-sessions"),
    path("people/<int:pk>/invitation/", people.ResendInvitation.as_view(), name="resend-invitation"),
    path("people/<int:pk>/issue-key/", people.IssueApiKey.as_view(), name="issue-api-key"),
    path("memberships/", people.Memberships.as_view(), name="memberships"),
    path("api-keys/", people.ApiKeys.as_view(), name="api-keys"),
    path("api-keys/<int:pk>/withdraw/", people.RevokeApiKey.as_view(), name="revoke-api-key"),
]
