"""The nouns of the portfolio, one a file."""

from portfolio.models.country_programme import CountryProgramme, Priority
from portfolio.models.framework import CooperationFramework, FrameworkCountry, FrameworkResult
from portfolio.models.programme_outcome import Milestone, OutcomeIndicator, ProgrammeOutcome
from portfolio.models.programme_state import ProgrammeState
from portfolio.models.sub_output import FrameworkSubOutput, SubOutputState

__all__ = [
    "CooperationFramework",
    "CountryProgramme",
    "FrameworkCountry",
    "FrameworkResult",
    "FrameworkSubOutput",
    "Milestone",
    "OutcomeIndicator",
    "Priority",
    "ProgrammeOutcome",
    "ProgrammeState",
    "SubOutputState",
]
