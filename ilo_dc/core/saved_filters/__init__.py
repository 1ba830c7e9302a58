"""Filters of registers that a person keeps under a name of their own."""
