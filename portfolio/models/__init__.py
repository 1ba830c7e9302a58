"""The nouns of the portfolio, one a file."""

from portfolio.models.cross_walk import CrossWalk
from portfolio.models.framework import CooperationFramework, FrameworkCountry, FrameworkResult
from portfolio.models.results_framework import ResultsFramework
from portfolio.models.results_node import ResultsNode
from portfolio.models.sub_output import FrameworkSubOutput, SubOutputState

__all__ = [
    "CooperationFramework",
    "CrossWalk",
    "FrameworkCountry",
    "FrameworkResult",
    "FrameworkSubOutput",
    "ResultsFramework",
    "ResultsNode",
    "SubOutputState",
]
