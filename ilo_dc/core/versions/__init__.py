"""Rows that are edited in place: their version, and saving one."""
