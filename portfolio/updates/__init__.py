"""Outcome updates: what a field office reports of an outcome, and its review."""
