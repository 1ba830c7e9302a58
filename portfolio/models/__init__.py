"""The nouns of the portfolio, one a file."""

from portfolio.models.country_analysis import CommonCountryAnalysis, CountryAnalysisUpdate
from portfolio.models.country_team import CountryTeamMembership
from portfolio.models.framework import CooperationFramework, FrameworkCountry, FrameworkResult
from portfolio.models.framework_state import FrameworkState
from portfolio.models.joint_work_plan import JointWorkPlan
from portfolio.models.one_un_pilot import OneUnPilot
from portfolio.models.results_group import ResultsGroup
from portfolio.models.roadmap_stage import RoadmapStage
from portfolio.models.sub_output import FrameworkSubOutput, SubOutputState

__all__ = [
    "CommonCountryAnalysis",
    "CooperationFramework",
    "CountryAnalysisUpdate",
    "CountryTeamMembership",
    "FrameworkCountry",
    "FrameworkResult",
    "FrameworkState",
    "FrameworkSubOutput",
    "JointWorkPlan",
    "OneUnPilot",
    "ResultsGroup",
    "RoadmapStage",
    "SubOutputState",
]
