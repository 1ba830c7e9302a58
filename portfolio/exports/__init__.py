"""Sheets out that importers take back: the same columns as in."""
