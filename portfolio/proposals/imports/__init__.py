"""Sheets of proposals: their columns, what their codes name, their rows."""
