"""Querysets of the portfolio: visibility, and the figures that measures name."""
