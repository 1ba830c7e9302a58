from django.urls import include, path

from portfolio.programmes.pages import (
    outcome_links,
    programme_documents,
    programme_forms,
    programme_parts,
    programmes,
    without_programme,
)

PROGRAMMES = [
    path("", programmes.ProgrammesPage.as_view(), name="programmes"),
    path("new/", programme_forms.NewProgramme.as_view(), name="programme-new"),
    path("outcomes/", programmes.ProgrammeOutcomesPage.as_view(), name="programme-outcomes"),
    path("milestones/", programmes.MilestonesPage.as_view(), name="milestones"),
    path("outcomes/<int:pk>/edit/", programme_parts.EditOutcome.as_view(), name="outcome-edit"),
    path("outcomes/<int:pk>/links/", outcome_links.LinkOutcome.as_view(), name="outcome-links"),
    path("outcomes/<int:pk>/remove/", programme_parts.RemoveOutcome.as_view(), name="outcome-remove"),
    *programme_parts.urlpatterns,
    path("<slug:slug>/edit/", programme_forms.EditProgramme.as_view(), name="programme-edit"),
    path("<slug:slug>/move/<slug:status>/", programme_forms.MoveProgramme.as_view(), name="programme-move"),
    path(
        "<slug:slug>/documents/attach/",
        programme_documents.AttachToProgramme.as_view(),
        name="programme-attach",
    ),
    path(
        "<slug:slug>/documents/<int:document>/",
        programme_documents.ServeProgrammeDocument.as_view(),
        name="programme-document",
    ),
    path(
        "<slug:slug>/documents/<int:document>/withdraw/",
        programme_documents.WithdrawProgrammeDocument.as_view(),
        name="programme-document-withdraw",
    ),
    path("<slug:slug>/discard/", programme_forms.DiscardProgramme.as_view(), name="programme-discard"),
    path(
        "<slug:slug>/life/<int:pk>/correct/",
        programme_forms.CorrectProgrammeStatus.as_view(),
        name="programme-status-correct",
    ),
    path(
        "<slug:slug>/life/<int:pk>/take-back/",
        programme_forms.TakeBackProgrammeStatus.as_view(),
        name="programme-status-take-back",
    ),
    path("<slug:slug>/outcomes/new/", programme_forms.AddOutcome.as_view(), name="outcome-new"),
]
CPOS = [
    path("<int:pk>/place/", without_programme.ReportWithoutProgramme.as_view(), name="cpo-place"),
]
PRODUCTS = [
    path("<int:pk>/place/", without_programme.ReportOnProduct.as_view(), name="global-product-place"),
]
urlpatterns = [
    path("dwcps/", include(PROGRAMMES)),
    path("cpos/", include(CPOS)),
    path("global-products/", include(PRODUCTS)),
]
