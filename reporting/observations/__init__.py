"""Dated observations of figures, for their trend."""
