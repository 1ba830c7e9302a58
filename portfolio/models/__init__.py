"""The nouns of the portfolio, one a file."""

from portfolio.models.country_programme import CountryProgramme, Priority
from portfolio.models.cross_walk import CrossWalk
from portfolio.models.framework import CooperationFramework, FrameworkCountry, FrameworkResult
from portfolio.models.outcome_update import OutcomeUpdate, ReportedValue
from portfolio.models.programme_outcome import Milestone, OutcomeIndicator, ProgrammeOutcome
from portfolio.models.programme_state import ProgrammeState
from portfolio.models.results_framework import ResultsFramework
from portfolio.models.results_node import ResultsNode
from portfolio.models.sub_output import FrameworkSubOutput, SubOutputState

__all__ = [
    "CooperationFramework",
    "CountryProgramme",
    "CrossWalk",
    "FrameworkCountry",
    "FrameworkResult",
    "FrameworkSubOutput",
    "Milestone",
    "OutcomeIndicator",
    "OutcomeUpdate",
    "Priority",
    "ProgrammeOutcome",
    "ProgrammeState",
    "ReportedValue",
    "ResultsFramework",
    "ResultsNode",
    "SubOutputState",
]
