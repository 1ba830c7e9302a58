"""Paths of the portfolio, one file a noun."""
