"""Addresses of the administration, below `/admin-area/`."""

from django.urls import path

from ilo_dc.core.administration import pages as people
from ilo_dc.core.code_lists import pages as code_lists
from ilo_dc.core.code_lists.registers import code_lists as lists
from ilo_dc.core.history import pages as history
from ilo_dc.core.runs import pages as runs

app_name = "core"

urlpatterns = [
    path("", people.Index.as_view(), name="admin-area"),
    path("people/", people.People.as_view(), name="people"),
    path("people/invite/", people.Invite.as_view(), name="invite"),
    path("people/<int:pk>/", people.Person.as_view(), name="person"),
    path("people/<int:pk>/edit/", people.EditPerson.as_view(), name="edit-person"),
    path("people/<int:pk>/give-role/", people.GiveRole.as_view(), name="give-role"),
    path("people/<int:pk>/deactivate/", people.Deactivate.as_view(), name="deactivate-person"),
    path("people/<int:pk>/let-in/", people.Reactivate.as_view(), name="reactivate-person"),
    path("people/<int:pk>/invitation/", people.ResendInvitation.as_view(), name="resend-invitation"),
    path("people/<int:pk>/issue-key/", people.IssueApiKey.as_view(), name="issue-api-key"),
    path("memberships/", people.Memberships.as_view(), name="memberships"),
    path("memberships/<int:pk>/end/", people.EndRole.as_view(), name="end-role"),
    path("api-keys/", people.ApiKeys.as_view(), name="api-keys"),
    path("api-keys/<int:pk>/withdraw/", people.RevokeApiKey.as_view(), name="revoke-api-key"),
    path("countries/", code_lists.register_page(lists.COUNTRIES), name="countries"),
    path("countries/<str:iso3>/", code_lists.CountryPage.as_view(), name="country"),
    path("countries/<str:iso3>/add-status/", code_lists.AddStatus.as_view(), name="add-status"),
    path("statuses/<int:pk>/end/", code_lists.EndStatus.as_view(), name="end-status"),
    path("regions/", code_lists.register_page(lists.REGIONS), name="regions"),
    path("currencies/", code_lists.register_page(lists.CURRENCIES), name="currencies"),
    path("biennia/", code_lists.register_page(lists.BIENNIA), name="biennia"),
    path("offices/", code_lists.register_page(lists.OFFICES), name="offices"),
    path(
        "reporting-years/",
        code_lists.register_page(lists.REPORTING_YEARS, code_lists.may_see_reporting_years),
        name="reporting-years",
    ),
    path("reporting-years/<int:year>/close/", code_lists.CloseYear.as_view(), name="close-year"),
    path("reporting-years/<int:year>/reopen/", code_lists.ReopenYear.as_view(), name="reopen-year"),
    path("organisations/", code_lists.register_page(lists.ORGANISATIONS), name="organisations"),
    path("organisations/<int:pk>/", code_lists.OrganisationPage.as_view(), name="organisation"),
    path("organisations/<int:pk>/add-alias/", code_lists.AddAlias.as_view(), name="add-alias"),
    path("organisations/<int:pk>/add-code/", code_lists.AddCode.as_view(), name="add-code"),
    path(
        "organisations/<int:pk>/attach/",
        code_lists.AttachToOrganisation.as_view(),
        name="attach-to-organisation",
    ),
    path(
        "organisations/<int:pk>/documents/<int:document>/",
        code_lists.OrganisationDocument.as_view(),
        name="organisation-document",
    ),
    path(
        "organisations/<int:pk>/documents/<int:document>/withdraw/",
        code_lists.WithdrawFromOrganisation.as_view(),
        name="withdraw-organisation-document",
    ),
    path("runs/", runs.Runs.as_view(), name="runs"),
    path("runs/<int:pk>/", runs.RunPage.as_view(), name="run"),
    path("runs/<int:pk>/retry/", runs.RetryRun.as_view(), name="retry-run"),
    path("runs/<int:pk>/cancel/", runs.CancelRun.as_view(), name="cancel-run"),
    path("history/", history.History.as_view(), name="history"),
    path("changes/", code_lists.register_page(lists.CHANGES), name="changes"),
]
