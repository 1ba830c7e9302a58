"""The nouns of the portfolio, one a file."""

from portfolio.alignments.models import Alignment, AlignmentPair
from portfolio.appraisals.models.appraisal import (
    Appraisal,
    AppraisalOpinion,
    AppraisalRemark,
    AppraisalRule,
    AppraisalScore,
)
from portfolio.due_reports.models import DueReport
from portfolio.evaluations.models.evaluation import Evaluation
from portfolio.evaluations.models.recommendation import Lesson, ManagementResponse, Recommendation
from portfolio.frameworks.models.country_analysis import CommonCountryAnalysis, CountryAnalysisUpdate
from portfolio.frameworks.models.country_team import CountryTeamMembership
from portfolio.frameworks.models.framework import CooperationFramework, FrameworkCountry, FrameworkResult
from portfolio.frameworks.models.framework_state import FrameworkState
from portfolio.frameworks.models.joint_work_plan import JointWorkPlan
from portfolio.frameworks.models.one_un_pilot import OneUnPilot
from portfolio.frameworks.models.publication_state import PublicationState
from portfolio.frameworks.models.results_group import ResultsGroup
from portfolio.frameworks.models.roadmap_stage import RoadmapStage
from portfolio.frameworks.models.sub_output import FrameworkSubOutput, SubOutputState
from portfolio.outcomes.models.country_outcome import CountryProgrammeOutcome, OutcomePublication
from portfolio.outcomes.models.global_product import GlobalProduct, ProductCountry
from portfolio.programmes.models.country_programme import CountryProgramme, Priority
from portfolio.programmes.models.milestone_state import MilestoneState
from portfolio.programmes.models.outcome_link import BudgetLink, FrameworkLink, TargetLink
from portfolio.programmes.models.programme_document import ProgrammeDocument
from portfolio.programmes.models.programme_outcome import Milestone, OutcomeIndicator, ProgrammeOutcome
from portfolio.programmes.models.programme_state import ProgrammeState
from portfolio.project_results.models.progress_report import ProgressReport, ProjectValue
from portfolio.project_results.models.project_extension import ProjectExtension
from portfolio.project_results.models.project_result import IndicatorTarget, ProjectIndicator, ProjectResult
from portfolio.project_results.models.project_risk import Risk
from portfolio.project_results.models.report_schedule import ReportSchedule
from portfolio.projects.models.initiative import Initiative
from portfolio.projects.models.participant import Participant
from portfolio.projects.models.project import Project
from portfolio.projects.models.project_links import (
    BudgetShare,
    CountryShare,
    OutcomeShare,
    ProjectInitiative,
    ProjectMarker,
    ProjectSdgTarget,
    SectorShare,
    SstcCountry,
)
from portfolio.projects.models.project_state import ProjectState
from portfolio.proposals.models.desk_question import DeskQuestion
from portfolio.proposals.models.proposal import Proposal, ProposalAuthor
from portfolio.proposals.models.proposal_state import AppraisalWaiver, ProposalState
from portfolio.proposals.models.proposed_partner import ProposedPartner
from portfolio.results.models.cross_walk import CrossWalk
from portfolio.results.models.results_framework import ResultsFramework
from portfolio.results.models.results_node import ResultsNode
from portfolio.updates.models import OutcomeUpdate, ReportedValue, UpdateStep

__all__ = [
    "Alignment",
    "AlignmentPair",
    "Appraisal",
    "AppraisalOpinion",
    "AppraisalRemark",
    "AppraisalRule",
    "AppraisalScore",
    "AppraisalWaiver",
    "BudgetLink",
    "BudgetShare",
    "CommonCountryAnalysis",
    "CooperationFramework",
    "CountryAnalysisUpdate",
    "CountryProgramme",
    "CountryProgrammeOutcome",
    "CountryShare",
    "CountryTeamMembership",
    "CrossWalk",
    "DeskQuestion",
    "DueReport",
    "Evaluation",
    "FrameworkCountry",
    "FrameworkLink",
    "FrameworkResult",
    "FrameworkState",
    "FrameworkSubOutput",
    "GlobalProduct",
    "IndicatorTarget",
    "Initiative",
    "JointWorkPlan",
    "Lesson",
    "ManagementResponse",
    "Milestone",
    "MilestoneState",
    "OneUnPilot",
    "OutcomeIndicator",
    "OutcomePublication",
    "OutcomeShare",
    "OutcomeUpdate",
    "Participant",
    "Priority",
    "ProductCountry",
    "ProgrammeDocument",
    "ProgrammeOutcome",
    "ProgrammeState",
    "ProgressReport",
    "Project",
    "ProjectExtension",
    "ProjectIndicator",
    "ProjectInitiative",
    "ProjectMarker",
    "ProjectResult",
    "ProjectSdgTarget",
    "ProjectState",
    "ProjectValue",
    "Proposal",
    "ProposalAuthor",
    "ProposalState",
    "ProposedPartner",
    "PublicationState",
    "Recommendation",
    "ReportSchedule",
    "ReportedValue",
    "ResultsFramework",
    "ResultsGroup",
    "ResultsNode",
    "Risk",
    "RoadmapStage",
    "SectorShare",
    "SstcCountry",
    "SubOutputState",
    "TargetLink",
    "UpdateStep",
]
