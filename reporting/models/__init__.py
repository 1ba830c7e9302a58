"""The nouns of reporting, one a file."""

from reporting.models.observation import Observation

__all__ = ["Observation"]
