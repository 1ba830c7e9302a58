from django.urls import path

from ilo_dc.core.life.api import status_paths
from portfolio.frameworks.api.views import framework_parts as parts
from portfolio.frameworks.api.views import frameworks as views

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
    *status_paths("cooperation-frameworks", views.FrameworkStatusView),
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
]
