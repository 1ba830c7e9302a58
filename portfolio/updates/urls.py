from django.urls import include, path

from portfolio.updates.pages import outcome_updates, update_forms

PROGRAMMES = [
    path("outcomes/<int:pk>/updates/", outcome_updates.outcome_updates, name="outcome-updates"),
    path("outcomes/<int:pk>/updates/<slug:period>/", update_forms.NewUpdate.as_view(), name="update-new"),
    path("updates/", outcome_updates.UpdatesPage.as_view(), name="updates"),
    path("updates/steps/", outcome_updates.UpdateStepsPage.as_view(), name="update-steps"),
    path("updates/<int:pk>/", outcome_updates.update, name="update"),
    path("updates/<int:pk>/edit/", update_forms.EditUpdate.as_view(), name="update-edit"),
    path("updates/<int:pk>/review/", update_forms.ReviewUpdate.as_view(), name="update-review"),
    path("updates/<int:pk>/withdraw/", update_forms.WithdrawUpdate.as_view(), name="update-withdraw"),
    path("updates/<int:pk>/discard/", update_forms.DiscardUpdate.as_view(), name="update-discard"),
    path("updates/<int:pk>/evidence/attach/", update_forms.AttachEvidence.as_view(), name="update-attach"),
    path(
        "updates/<int:pk>/evidence/<int:document>/",
        update_forms.ServeEvidence.as_view(),
        name="update-document",
    ),
    path(
        "updates/<int:pk>/evidence/<int:document>/withdraw/",
        update_forms.WithdrawEvidence.as_view(),
        name="update-document-withdraw",
    ),
]
urlpatterns = [path("dwcps/", include(PROGRAMMES))]
