"""Roles end, people are deactivated, and their work moves."""
