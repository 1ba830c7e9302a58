"""The nouns of the portfolio, one a file."""

from portfolio.models.framework import CooperationFramework, FrameworkCountry, FrameworkResult
from portfolio.models.sub_output import FrameworkSubOutput, SubOutputState

__all__ = [
    "CooperationFramework",
    "FrameworkCountry",
    "FrameworkResult",
    "FrameworkSubOutput",
    "SubOutputState",
]
