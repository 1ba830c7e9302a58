"""Shapes of the portfolio's paths, one file a noun."""
