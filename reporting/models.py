"""The nouns of reporting, one a file."""

from reporting.observations.models import Observation

__all__ = ["Observation"]
