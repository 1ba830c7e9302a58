"""Dated facts, changes, and what was known at a moment."""
