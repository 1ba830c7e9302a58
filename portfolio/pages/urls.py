from django.urls import include, path

from portfolio.pages import (
    alignments,
    framework_forms,
    framework_parts,
    framework_registers,
    frameworks,
    outcome_links,
    programme_forms,
    programme_parts,
    programme_sheets,
    programmes,
)

app_name = "portfolio"

FRAMEWORKS = [
    path("", frameworks.FrameworksPage.as_view(), name="frameworks"),
    path("new/", framework_forms.NewFramework.as_view(), name="framework-new"),
    path("sub-outputs/", frameworks.SubOutputsPage.as_view(), name="sub-outputs"),
    path("sub-outputs/<int:pk>/", frameworks.sub_output, name="sub-output"),
    path("outcomes/", framework_registers.FrameworkOutcomesPage.as_view(), name="framework-outcomes"),
    path("roadmaps/", framework_registers.RoadmapStagesPage.as_view(), name="roadmap-stages"),
    path("results-groups/", framework_registers.ResultsGroupsPage.as_view(), name="results-groups"),
    path("work-plans/", framework_registers.JointWorkPlansPage.as_view(), name="joint-work-plans"),
    path(
        "analyses/", framework_registers.CommonCountryAnalysesPage.as_view(), name="common-country-analyses"
    ),
    path(
        "country-teams/",
        framework_registers.CountryTeamMembershipsPage.as_view(),
        name="country-team-memberships",
    ),
    path("<slug:slug>/", frameworks.framework, name="framework"),
    path("<slug:slug>/describe/", framework_forms.DescribeFramework.as_view(), name="framework-describe"),
    path("<slug:slug>/status/", framework_forms.RecordStatus.as_view(), name="framework-status"),
    path("<slug:slug>/receive/", framework_forms.ReceiveSubOutputs.as_view(), name="framework-receive"),
    path("<slug:slug>/publish/", framework_forms.PublishFramework.as_view(), name="framework-publish"),
    path("<slug:slug>/withdraw/", framework_forms.WithdrawFramework.as_view(), name="framework-withdraw"),
    path("<slug:slug>/remove/", framework_forms.RemoveFramework.as_view(), name="framework-remove"),
    path("<slug:slug>/history/", framework_registers.FrameworkHistory.as_view(), name="framework-history"),
    path("<slug:slug>/results/<int:pk>/level/", framework_parts.SetLevel.as_view(), name="framework-level"),
    path("<slug:slug>/<slug:part>/add/", framework_parts.AddPart.as_view(), name="framework-part-add"),
    path("<slug:slug>/<slug:part>/<int:pk>/", framework_parts.EditPart.as_view(), name="framework-part-edit"),
    path(
        "<slug:slug>/<slug:part>/<int:pk>/remove/",
        framework_parts.RemovePart.as_view(),
        name="framework-part-remove",
    ),
]
PROGRAMMES = [
    path("", programmes.ProgrammesPage.as_view(), name="programmes"),
    path("new/", programme_forms.NewProgramme.as_view(), name="programme-new"),
    path("outcomes/", programmes.ProgrammeOutcomesPage.as_view(), name="programme-outcomes"),
    path("alignments/", alignments.AlignmentsPage.as_view(), name="alignments"),
    path("outcomes/<int:pk>/edit/", programme_parts.EditOutcome.as_view(), name="outcome-edit"),
    path("outcomes/<int:pk>/links/", outcome_links.LinkOutcome.as_view(), name="outcome-links"),
    path("outcomes/<int:pk>/remove/", programme_parts.RemoveOutcome.as_view(), name="outcome-remove"),
    path("outcomes/<int:pk>/indicators/new/", programme_parts.AddIndicator.as_view(), name="indicator-new"),
    path("indicators/<int:pk>/edit/", programme_parts.EditIndicator.as_view(), name="indicator-edit"),
    path("indicators/<int:pk>/remove/", programme_parts.RemoveIndicator.as_view(), name="indicator-remove"),
    path("indicators/<int:pk>/milestones/new/", programme_parts.AddMilestone.as_view(), name="milestone-new"),
    path("milestones/<int:pk>/edit/", programme_parts.EditMilestone.as_view(), name="milestone-edit"),
    path("milestones/<int:pk>/remove/", programme_parts.RemoveMilestone.as_view(), name="milestone-remove"),
    path("priorities/<int:pk>/edit/", programme_parts.EditPriority.as_view(), name="priority-edit"),
    path("priorities/<int:pk>/remove/", programme_parts.RemovePriority.as_view(), name="priority-remove"),
    path("<slug:slug>/", programmes.programme, name="programme"),
    path("<slug:slug>/alignment/", alignments.AlignmentMatrix.as_view(), name="programme-alignment"),
    path("<slug:slug>/edit/", programme_forms.EditProgramme.as_view(), name="programme-edit"),
    path("<slug:slug>/move/<slug:status>/", programme_forms.MoveProgramme.as_view(), name="programme-move"),
    path("<slug:slug>/priorities/new/", programme_forms.AddPriority.as_view(), name="priority-new"),
    path("<slug:slug>/outcomes/new/", programme_forms.AddOutcome.as_view(), name="outcome-new"),
    path(
        "<slug:slug>/sheet.xlsx",
        programme_sheets.DownloadProgrammeSheet.as_view(),
        name="programme-sheet-xlsx",
    ),
    path("<slug:slug>/sheet/", programme_sheets.UploadProgrammeSheet.as_view(), name="programme-sheet"),
    path(
        "<slug:slug>/sheet/<int:pk>/",
        programme_sheets.ProgrammeSheetPreview.as_view(),
        name="programme-sheet-preview",
    ),
]
urlpatterns = [path("frameworks/", include(FRAMEWORKS)), path("dwcps/", include(PROGRAMMES))]
