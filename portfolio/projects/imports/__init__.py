"""Sheets in: projects, a row each."""
