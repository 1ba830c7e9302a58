"""The nouns of reporting, one a file."""

from reporting.figure_problems.models import FigureProblem
from reporting.observations.models import Observation

__all__ = ["FigureProblem", "Observation"]
