"""Paths of what belongs to cooperation frameworks and to UN country teams; read only."""

from __future__ import annotations

from ilo_dc.core.registers.api.views import RegisterListView, RegisterObjectView
from portfolio.frameworks.api.serializers import framework_parts as shapes
from portfolio.frameworks.registers import framework_parts as registers


class FrameworkOutcomeList(RegisterListView):
    """Results of frameworks: priorities, outcomes and outputs, and nodes whose level is not known."""

    register = registers.FRAMEWORK_OUTCOMES
    public = False
    serializer_class = shapes.FrameworkResultSerializer


class FrameworkOutcomeObject(RegisterObjectView):
    """One result of a framework."""

    register = registers.FRAMEWORK_OUTCOMES
    public = False
    serializer_class = shapes.FrameworkResultSerializer


class RoadmapStageList(RegisterListView):
    """Stages on the way to frameworks."""

    register = registers.ROADMAP_STAGES
    public = False
    serializer_class = shapes.RoadmapStageSerializer


class RoadmapStageObject(RegisterObjectView):
    """One stage of a roadmap."""

    register = registers.ROADMAP_STAGES
    public = False
    serializer_class = shapes.RoadmapStageSerializer


class ResultsGroupList(RegisterListView):
    """Results groups and the role of the ILO in them."""

    register = registers.RESULTS_GROUPS
    public = False
    serializer_class = shapes.ResultsGroupSerializer


class ResultsGroupObject(RegisterObjectView):
    """One results group."""

    register = registers.RESULTS_GROUPS
    public = False
    serializer_class = shapes.ResultsGroupSerializer


class JointWorkPlanList(RegisterListView):
    """Joint work plans and the part of the ILO in them."""

    register = registers.JOINT_WORK_PLANS
    public = False
    serializer_class = shapes.JointWorkPlanSerializer


class JointWorkPlanObject(RegisterObjectView):
    """One joint work plan."""

    register = registers.JOINT_WORK_PLANS
    public = False
    serializer_class = shapes.JointWorkPlanSerializer


class CommonCountryAnalysisList(RegisterListView):
    """Common country analyses with their dated updates."""

    register = registers.COMMON_COUNTRY_ANALYSES
    public = False
    serializer_class = shapes.CommonCountryAnalysisSerializer


class CommonCountryAnalysisObject(RegisterObjectView):
    """One common country analysis."""

    register = registers.COMMON_COUNTRY_ANALYSES
    public = False
    serializer_class = shapes.CommonCountryAnalysisSerializer


class CountryTeamMembershipList(RegisterListView):
    """The ILO's memberships of UN country teams."""

    register = registers.COUNTRY_TEAM_MEMBERSHIPS
    public = False
    serializer_class = shapes.CountryTeamMembershipSerializer


class CountryTeamMembershipObject(RegisterObjectView):
    """One membership of a country team."""

    register = registers.COUNTRY_TEAM_MEMBERSHIPS
    public = False
    serializer_class = shapes.CountryTeamMembershipSerializer
