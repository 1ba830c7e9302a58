from django.urls import include, path

from portfolio.pages import (
    frameworks,
    outcome_updates,
    programme_forms,
    programme_parts,
    programmes,
    update_forms,
)

app_name = "portfolio"

FRAMEWORKS = [
    path("", frameworks.FrameworksPage.as_view(), name="frameworks"),
    path("sub-outputs/", frameworks.SubOutputsPage.as_view(), name="sub-outputs"),
    path("sub-outputs/<int:pk>/", frameworks.sub_output, name="sub-output"),
    path("<slug:slug>/", frameworks.framework, name="framework"),
]
PROGRAMMES = [
    path("", programmes.ProgrammesPage.as_view(), name="programmes"),
    path("new/", programme_forms.NewProgramme.as_view(), name="programme-new"),
    path("outcomes/", programmes.ProgrammeOutcomesPage.as_view(), name="programme-outcomes"),
    path("outcomes/<int:pk>/edit/", programme_parts.EditOutcome.as_view(), name="outcome-edit"),
    path("outcomes/<int:pk>/remove/", programme_parts.RemoveOutcome.as_view(), name="outcome-remove"),
    path("outcomes/<int:pk>/indicators/new/", programme_parts.AddIndicator.as_view(), name="indicator-new"),
    path("indicators/<int:pk>/edit/", programme_parts.EditIndicator.as_view(), name="indicator-edit"),
    path("indicators/<int:pk>/remove/", programme_parts.RemoveIndicator.as_view(), name="indicator-remove"),
    path("indicators/<int:pk>/milestones/new/", programme_parts.AddMilestone.as_view(), name="milestone-new"),
    path("milestones/<int:pk>/edit/", programme_parts.EditMilestone.as_view(), name="milestone-edit"),
    path("milestones/<int:pk>/remove/", programme_parts.RemoveMilestone.as_view(), name="milestone-remove"),
    path("priorities/<int:pk>/edit/", programme_parts.EditPriority.as_view(), name="priority-edit"),
    path("priorities/<int:pk>/remove/", programme_parts.RemovePriority.as_view(), name="priority-remove"),
    path("outcomes/<int:pk>/updates/", outcome_updates.outcome_updates, name="outcome-updates"),
    path("outcomes/<int:pk>/updates/<slug:period>/", update_forms.NewUpdate.as_view(), name="update-new"),
    path("updates/", outcome_updates.UpdatesPage.as_view(), name="updates"),
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
    path("<slug:slug>/", programmes.programme, name="programme"),
    path("<slug:slug>/edit/", programme_forms.EditProgramme.as_view(), name="programme-edit"),
    path("<slug:slug>/move/<slug:status>/", programme_forms.MoveProgramme.as_view(), name="programme-move"),
    path("<slug:slug>/priorities/new/", programme_forms.AddPriority.as_view(), name="priority-new"),
    path("<slug:slug>/outcomes/new/", programme_forms.AddOutcome.as_view(), name="outcome-new"),
]
urlpatterns = [path("frameworks/", include(FRAMEWORKS)), path("dwcps/", include(PROGRAMMES))]
