"""Reporting: the catalogue of measures and the dated observations of figures."""
