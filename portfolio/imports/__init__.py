"""Sheets in, one file a kind of sheet."""
