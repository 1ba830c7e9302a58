from django.urls import path

from portfolio.api.views import alignments, documents, outcome_links, programmes, reports, results
from portfolio.api.views import framework_parts as parts
from portfolio.api.views import frameworks as views
from portfolio.api.views import outcome_updates as updates
from portfolio.api.views import programme_life as life
from portfolio.api.views import programme_outcomes as outcomes

urlpatterns = [
    path(
        "cooperation-frameworks/",
        views.CooperationFrameworkList.as_view(),
        name="cooperation-frameworks-list",
    ),
    path(
        "cooperation-frameworks/<int:pk>/",
        views.CooperationFrameworkObject.as_view(),
        name="cooperation-frameworks-detail",
    ),
    path(
        "cooperation-frameworks/<int:framework_id>/statuses/",
        views.CooperationFrameworkStatuses.as_view(),
        name="cooperation-frameworks-statuses",
    ),
    path(
        "cooperation-frameworks/<int:framework_id>/statuses/<int:pk>/correct/",
        views.CorrectStatus.as_view(),
        name="cooperation-frameworks-status-correct",
    ),
    path(
        "cooperation-frameworks/<int:framework_id>/statuses/<int:pk>/take-back/",
        views.TakeBackStatus.as_view(),
        name="cooperation-frameworks-status-take-back",
    ),
    path(
        "cooperation-frameworks/<int:framework_id>/publication/",
        views.CooperationFrameworkPublication.as_view(),
        name="cooperation-frameworks-publication",
    ),
    path("framework-suboutputs/", views.FrameworkSubOutputList.as_view(), name="framework-suboutputs-list"),
    path(
        "framework-suboutputs/<int:sub_output_id>/",
        views.FrameworkSubOutputObject.as_view(),
        name="framework-suboutputs-detail",
    ),
    path("alignments/", alignments.AlignmentList.as_view(), name="alignments-list"),
    path("alignments/<int:pair_id>/", alignments.AlignmentObject.as_view(), name="alignments-detail"),
    path("results-frameworks/", results.ResultsFrameworkList.as_view(), name="results-frameworks-list"),
    path(
        "results-frameworks/<int:pk>/",
        results.ResultsFrameworkObject.as_view(),
        name="results-frameworks-detail",
    ),
    path("results/", results.ResultList.as_view(), name="results-list"),
    path("results/<int:pk>/", results.ResultObject.as_view(), name="results-detail"),
    path("policy-outcomes/", results.PolicyOutcomeList.as_view(), name="policy-outcomes-list"),
    path("policy-outcomes/<int:pk>/", results.PolicyOutcomeObject.as_view(), name="policy-outcomes-detail"),
    path("sdg-targets/", results.SdgTargetList.as_view(), name="sdg-targets-list"),
    path("sdg-targets/<int:pk>/", results.SdgTargetObject.as_view(), name="sdg-targets-detail"),
    path("cross-walks/", results.CrossWalkList.as_view(), name="cross-walks-list"),
    path("cross-walks/<int:pk>/", results.CrossWalkObject.as_view(), name="cross-walks-detail"),
    path("country-programmes/", programmes.CountryProgrammeList.as_view(), name="country-programmes-list"),
    path(
        "country-programmes/<int:programme_id>/",
        programmes.CountryProgrammeObject.as_view(),
        name="country-programmes-detail",
    ),
    path(
        "country-programmes/<int:programme_id>/states/",
        life.CountryProgrammeStates.as_view(),
        name="country-programmes-states",
    ),
    path(
        "country-programmes/<int:programme_id>/states/<int:pk>/correct/",
        life.CorrectStage.as_view(),
        name="country-programmes-state-correct",
    ),
    path(
        "country-programmes/<int:programme_id>/states/<int:pk>/take-back/",
        life.TakeBackStage.as_view(),
        name="country-programmes-state-take-back",
    ),
    path(
        "country-programmes/<int:programme_id>/discard/",
        life.DiscardProgramme.as_view(),
        name="country-programmes-discard",
    ),
    path(
        "country-programmes/<int:programme_id>/plan/",
        programmes.CountryProgrammePlan.as_view(),
        name="country-programmes-plan",
    ),
    path(
        "country-programmes/<int:programme_id>/reports/review/",
        reports.ProgrammeReview.as_view(),
        name="country-programmes-review",
    ),
    path(
        "country-programmes/<int:programme_id>/reports/donor/",
        reports.DonorReportPart.as_view(),
        name="country-programmes-donor-report",
    ),
    path(
        "country-programmes/<int:programme_id>/reports/un/",
        reports.UnExport.as_view(),
        name="country-programmes-un-export",
    ),
    path(
        "country-programmes/<int:programme_id>/alignments/",
        alignments.ProgrammeAlignment.as_view(),
        name="country-programmes-alignments",
    ),
    path(
        "country-programmes/<int:programme_id>/priorities/",
        programmes.PriorityList.as_view(),
        name="country-programmes-priorities",
    ),
    path(
        "country-programmes/<int:programme_id>/priorities/<int:pk>/",
        programmes.PriorityObject.as_view(),
        name="country-programmes-priority",
    ),
    path(
        "country-programme-outcomes/",
        outcomes.OutcomeList.as_view(),
        name="country-programme-outcomes-list",
    ),
    path(
        "country-programme-outcomes/<int:pk>/",
        outcomes.OutcomeObject.as_view(),
        name="country-programme-outcomes-detail",
    ),
    path(
        "country-programme-outcomes/<int:pk>/links/",
        outcome_links.OutcomeLinks.as_view(),
        name="country-programme-outcomes-links",
    ),
    path(
        "country-programme-outcomes/<int:outcome_id>/indicators/",
        outcomes.IndicatorList.as_view(),
        name="outcome-indicators",
    ),
    path(
        "country-programme-outcomes/<int:outcome_id>/indicators/<int:pk>/",
        outcomes.IndicatorObject.as_view(),
        name="outcome-indicator",
    ),
    path(
        "outcome-indicators/<int:indicator_id>/milestones/",
        outcomes.MilestoneList.as_view(),
        name="outcome-milestones",
    ),
    path(
        "outcome-indicators/<int:indicator_id>/milestones/<int:pk>/",
        outcomes.MilestoneObject.as_view(),
        name="outcome-milestone",
    ),
    path(
        "country-programmes/<int:programme_id>/documents/",
        documents.ProgrammeDocuments.as_view(),
        name="country-programmes-documents",
    ),
    path(
        "country-programmes/<int:programme_id>/documents/<int:document>/file/",
        documents.ProgrammeDocumentFile.as_view(),
        name="country-programmes-document-file",
    ),
    path(
        "country-programmes/<int:programme_id>/documents/<int:document>/withdraw/",
        documents.WithdrawProgrammeDocument.as_view(),
        name="country-programmes-document-withdraw",
    ),
    path(
        "outcome-updates/<int:update_id>/documents/",
        documents.UpdateDocuments.as_view(),
        name="outcome-updates-documents",
    ),
    path(
        "outcome-updates/<int:update_id>/documents/<int:document>/file/",
        documents.UpdateDocumentFile.as_view(),
        name="outcome-updates-document-file",
    ),
    path(
        "outcome-updates/<int:update_id>/documents/<int:document>/withdraw/",
        documents.WithdrawUpdateDocument.as_view(),
        name="outcome-updates-document-withdraw",
    ),
    path("framework-outcomes/", parts.FrameworkOutcomeList.as_view(), name="framework-outcomes-list"),
    path(
        "framework-outcomes/<int:pk>/",
        parts.FrameworkOutcomeObject.as_view(),
        name="framework-outcomes-detail",
    ),
    path("roadmap-stages/", parts.RoadmapStageList.as_view(), name="roadmap-stages-list"),
    path("roadmap-stages/<int:pk>/", parts.RoadmapStageObject.as_view(), name="roadmap-stages-detail"),
    path("results-groups/", parts.ResultsGroupList.as_view(), name="results-groups-list"),
    path("results-groups/<int:pk>/", parts.ResultsGroupObject.as_view(), name="results-groups-detail"),
    path("joint-work-plans/", parts.JointWorkPlanList.as_view(), name="joint-work-plans-list"),
    path("joint-work-plans/<int:pk>/", parts.JointWorkPlanObject.as_view(), name="joint-work-plans-detail"),
    path(
        "common-country-analyses/",
        parts.CommonCountryAnalysisList.as_view(),
        name="common-country-analyses-list",
    ),
    path(
        "common-country-analyses/<int:pk>/",
        parts.CommonCountryAnalysisObject.as_view(),
        name="common-country-analyses-detail",
    ),
    path(
        "country-team-memberships/",
        parts.CountryTeamMembershipList.as_view(),
        name="country-team-memberships-list",
    ),
    path(
        "country-team-memberships/<int:pk>/",
        parts.CountryTeamMembershipObject.as_view(),
        name="country-team-memberships-detail",
    ),
    path("outcome-updates/", updates.OutcomeUpdateList.as_view(), name="outcome-updates-list"),
    path("outcome-updates/<int:pk>/", updates.OutcomeUpdateObject.as_view(), name="outcome-updates-detail"),
    path("outcome-updates/<int:pk>/submit/", updates.SubmitUpdate.as_view(), name="outcome-updates-submit"),
    path("outcome-updates/<int:pk>/accept/", updates.AcceptUpdate.as_view(), name="outcome-updates-accept"),
    path("outcome-updates/<int:pk>/return/", updates.ReturnUpdate.as_view(), name="outcome-updates-return"),
    path(
        "outcome-updates/<int:pk>/withdraw/",
        updates.WithdrawUpdate.as_view(),
        name="outcome-updates-withdraw",
    ),
]
