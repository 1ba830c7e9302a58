"""Importing sheets: pages, and every kind of sheet."""
