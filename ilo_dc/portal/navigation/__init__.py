"""The main navigation."""
