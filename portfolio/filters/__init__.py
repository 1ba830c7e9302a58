"""Filters of the portfolio's registers: the same for page, API and export."""
