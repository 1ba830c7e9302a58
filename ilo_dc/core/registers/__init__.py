"""Registers: one list of a noun for its page, its API path and its exports."""
