"""Addresses of code lists and of the log of changes, below `/admin-area/`."""

from django.urls import path

from ilo_dc.core.code_lists import pages as code_lists
from ilo_dc.core.code_lists.registers import code_lists as lists
from ilo_dc.core.registers.pages.guarded import GuardedRegister

urlpatterns = [
    path("countries/", GuardedRegister.of(lists.COUNTRIES), name="countries"),
    path("countries/<str:iso3>/", code_lists.CountryPage.as_view(), name="country"),
    path("countries/<str:iso3>/add-status/", code_lists.AddStatus.as_view(), name="add-status"),
    path("statuses/<int:pk>/end/", code_lists.EndStatus.as_view(), name="end-status"),
    path("regions/", GuardedRegister.of(lists.REGIONS), name="regions"),
    path("currencies/", GuardedRegister.of(lists.CURRENCIES), name="currencies"),
    path("biennia/", GuardedRegister.of(lists.BIENNIA), name="biennia"),
    path("offices/", GuardedRegister.of(lists.OFFICES), name="offices"),
    path("organisations/", code_lists.OrganisationsPage.as_view(), name="organisations"),
    path("organisations/new/", code_lists.NewOrganisation.as_view(), name="new-organisation"),
    path("organisations/<int:pk>/", code_lists.OrganisationPage.as_view(), name="organisation"),
    path("organisations/<int:pk>/add-alias/", code_lists.AddAlias.as_view(), name="add-alias"),
    path("organisations/<int:pk>/add-code/", code_lists.AddCode.as_view(), name="add-code"),
    path("organisations/<int:pk>/place/", code_lists.PlaceOrganisation.as_view(), name="place-organisation"),
    path("organisations/<int:pk>/merge/", code_lists.MergeOrganisation.as_view(), name="merge-organisation"),
    path("organisations/<int:pk>/part/", code_lists.PartOrganisation.as_view(), name="part-organisation"),
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
    path("changes/", GuardedRegister.of(lists.CHANGES), name="changes"),
]
