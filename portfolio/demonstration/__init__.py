"""The invented portfolio of a demonstration."""
