from django.urls import path

from ilo_dc.core.life.api import status_paths
from ilo_dc.core.writing.api.paths import paths_of
from portfolio.frameworks.actions import framework_parts as parts
from portfolio.frameworks.actions.framework_results import FRAMEWORK_RESULTS
from portfolio.frameworks.api.serializers import framework_parts as shapes
from portfolio.frameworks.api.serializers.frameworks import FrameworkStatusSerializer
from portfolio.frameworks.api.views import frameworks as views
from portfolio.frameworks.registers import framework_parts as registers

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
    *paths_of(registers.FRAMEWORK_STATUSES, FrameworkStatusSerializer, public=False),
    path("framework-suboutputs/", views.FrameworkSubOutputList.as_view(), name="framework-suboutputs-list"),
    path(
        "framework-suboutputs/<int:sub_output_id>/",
        views.FrameworkSubOutputObject.as_view(),
        name="framework-suboutputs-detail",
    ),
    *paths_of(registers.FRAMEWORK_OUTCOMES, shapes.FrameworkResultSerializer, part=FRAMEWORK_RESULTS),
    *paths_of(registers.ROADMAP_STAGES, shapes.RoadmapStageSerializer, part=parts.ROADMAP_STAGES),
    *paths_of(registers.RESULTS_GROUPS, shapes.ResultsGroupSerializer, part=parts.RESULTS_GROUPS),
    *paths_of(registers.JOINT_WORK_PLANS, shapes.JointWorkPlanSerializer, part=parts.JOINT_WORK_PLANS),
    *paths_of(registers.COMMON_COUNTRY_ANALYSES, shapes.CommonCountryAnalysisSerializer, public=False),
    *paths_of(
        registers.COUNTRY_TEAM_MEMBERSHIPS,
        shapes.CountryTeamMembershipSerializer,
        part=parts.TEAM_MEMBERSHIPS,
    ),
]
