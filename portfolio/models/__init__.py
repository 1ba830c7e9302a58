"""The nouns of the portfolio, one a file."""

from portfolio.models.alignment import Alignment, AlignmentPair
from portfolio.models.country_analysis import CommonCountryAnalysis, CountryAnalysisUpdate
from portfolio.models.country_programme import CountryProgramme, Priority
from portfolio.models.country_team import CountryTeamMembership
from portfolio.models.cross_walk import CrossWalk
from portfolio.models.framework import CooperationFramework, FrameworkCountry, FrameworkResult
from portfolio.models.framework_state import FrameworkState
from portfolio.models.joint_work_plan import JointWorkPlan
from portfolio.models.one_un_pilot import OneUnPilot
from portfolio.models.outcome_link import BudgetLink, FrameworkLink, TargetLink
from portfolio.models.outcome_update import OutcomeUpdate, ReportedValue
from portfolio.models.programme_document import ProgrammeDocument
from portfolio.models.programme_outcome import Milestone, OutcomeIndicator, ProgrammeOutcome
from portfolio.models.programme_state import ProgrammeState
from portfolio.models.results_framework import ResultsFramework
from portfolio.models.results_group import ResultsGroup
from portfolio.models.results_node import ResultsNode
from portfolio.models.roadmap_stage import RoadmapStage
from portfolio.models.sub_output import FrameworkSubOutput, SubOutputState

__all__ = [
    "Alignment",
    "AlignmentPair",
    "BudgetLink",
    "CommonCountryAnalysis",
    "CooperationFramework",
    "CountryAnalysisUpdate",
    "CountryProgramme",
    "CountryTeamMembership",
    "CrossWalk",
    "FrameworkCountry",
    "FrameworkLink",
    "FrameworkResult",
    "FrameworkState",
    "FrameworkSubOutput",
    "JointWorkPlan",
    "Milestone",
    "OneUnPilot",
    "OutcomeIndicator",
    "OutcomeUpdate",
    "Priority",
    "ProgrammeDocument",
    "ProgrammeOutcome",
    "ProgrammeState",
    "ReportedValue",
    "ResultsFramework",
    "ResultsGroup",
    "ResultsNode",
    "RoadmapStage",
    "SubOutputState",
    "TargetLink",
]
